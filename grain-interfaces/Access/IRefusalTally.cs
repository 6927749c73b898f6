using Orleans.Concurrency;

namespace TwinGrid.Access;

/// <summary>How often accesses were refused, by day, reason and role, for the privacy officer; one for the grid, key 0. It is made from the audit trails of all gateways, which stay the proof.</summary>
[Alias("TwinGrid.IRefusalTally")]
public interface IRefusalTally : IGrainWithIntegerKey
{
    /// <summary>Counts refusals, in the order of their trail. What was counted before changes nothing. Durable when it returns.</summary>
    [Alias("Note")] Task Note(IReadOnlyList<AccessNote> refused);

    /// <summary>Counts from a day on, the newest day first, the most frequent reasons first.</summary>
    [Alias("Since"), AlwaysInterleave] Task<IReadOnlyList<RefusalCount>> Since(DateOnly day);

    /// <summary>Days that are kept.</summary>
    static int DaysKept { get; } = 90;
}

/// <summary>Refusals of one day, UTC, for one reason.</summary>
/// <param name="Ground">Why, as the trail has it.</param>
/// <param name="Role">Who asked; empty where nobody knows who.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.RefusalCount")]
public sealed record RefusalCount([property: Id(0)] DateOnly Day, [property: Id(1)] string Ground, [property: Id(2)] string Role, [property: Id(3)] long Times)
{
    /// <summary>The last entry counted, of each trail.</summary>
    [Id(4)] public IReadOnlyDictionary<string, long> Marks { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);
}
