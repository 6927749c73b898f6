using TwinGrid.Patients;

namespace TwinGrid.HealthRecords;

/// <summary>What is looked for in one record.</summary>
/// <param name="Twin">Null for what belongs to no patient.</param>
/// <param name="Types">Kinds of resources; none for all.</param>
/// <param name="After">Place after which to look.</param>
/// <param name="Limit">0 to be told only how many there are.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.RecordQuery")]
public sealed record RecordQuery([property: Id(0)] TwinId? Twin, [property: Id(1)] IReadOnlyList<string> Types, [property: Id(2)] long After, [property: Id(3)] int Limit)
{
    /// <summary>What is ordered by when it was, and does not say, has this key; negative where the latest comes first.</summary>
    public const long NeverKey = 9_000_000_000_000_000;

    /// <summary>Of each list one token must be there.</summary>
    [Id(4)] public IReadOnlyList<IReadOnlyList<string>> Tokens { get; init; } = [];

    /// <summary>When it was about the patient.</summary>
    [Id(5)] public TimeBounds Observed { get; init; }

    /// <summary>When it was written.</summary>
    [Id(6)] public TimeBounds Updated { get; init; }

    /// <summary>Kinds of data that must not be in it.</summary>
    [Id(8)] public Access.DataClass Without { get; init; }

    /// <summary>Ids it may have; none for all.</summary>
    [Id(7)] public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Tokens of which none may be there.</summary>
    [Id(9)] public IReadOnlyList<string> Lacking { get; init; } = [];

    /// <summary>Bounds of which none may hold for when it was about the patient.</summary>
    [Id(10)] public IReadOnlyList<TimeBounds> NotObserved { get; init; } = [];

    /// <summary>The same for when it was written.</summary>
    [Id(11)] public IReadOnlyList<TimeBounds> NotUpdated { get; init; } = [];

    /// <summary>Whether it says when it was about the patient; null where it may or may not.</summary>
    [Id(12)] public bool? IsDated { get; init; }

    /// <summary>In which order it is given; what is alike in it is given in the order in which it came.</summary>
    [Id(13)] public RecordOrder Order { get; init; }

    /// <summary>Key after which to look, with <see cref="After"/> among those of the same key; null from the beginning. Not where the order is that of coming.</summary>
    [Id(14)] public long? AfterKey { get; init; }
}

/// <summary>Orders in which resources are given. What says nothing of when it was about the patient comes last.</summary>
public enum RecordOrder : byte
{
    /// <summary>As they came.</summary>
    Place = 0,
    Observed = 1,
    ObservedLatestFirst = 2,
    Updated = 3,
    UpdatedLatestFirst = 4,
}

/// <summary>Between which instants something must begin and end; null where it may at any.</summary>
/// <param name="BeginsFrom">It begins then or later.</param>
/// <param name="BeginsBefore">It begins earlier.</param>
/// <param name="EndsAfter">It ends later.</param>
/// <param name="EndsBy">It ends then or earlier.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TimeBounds")]
public readonly record struct TimeBounds(
    [property: Id(0)] DateTimeOffset? BeginsFrom, [property: Id(1)] DateTimeOffset? BeginsBefore, [property: Id(2)] DateTimeOffset? EndsAfter, [property: Id(3)] DateTimeOffset? EndsBy)
{
    /// <summary>Both at once.</summary>
    public TimeBounds And(in TimeBounds other) => new(
        Later(BeginsFrom, other.BeginsFrom), Earlier(BeginsBefore, other.BeginsBefore), Later(EndsAfter, other.EndsAfter), Earlier(EndsBy, other.EndsBy));

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}
