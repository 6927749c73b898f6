namespace TwinGrid.Access;

/// <summary>What a patient permits and denies, as filed: one version of it. FHIR R4 <c>Consent</c> in the grid's words.</summary>
/// <param name="Id">The same for all versions.</param>
/// <param name="Version">1 for the first, then one more each time.</param>
/// <param name="IsActive">False: withdrawn, so that only the defaults hold.</param>
/// <param name="Provisions">Rules of equal depth; where several fit, a denial wins.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.Consent")]
public sealed record Consent(
    [property: Id(0)] string Id,
    [property: Id(1)] int Version,
    [property: Id(2)] bool IsActive,
    [property: Id(3)] DateTimeOffset FiledAt,
    [property: Id(4)] string FiledBy,
    [property: Id(5)] IReadOnlyList<Provision> Provisions);

/// <summary>Permits or denies what it covers, but for the exceptions that stand inside it.</summary>
/// <param name="Permits">True to permit, false to deny.</param>
/// <param name="Purposes">Purposes it covers; none for all but <see cref="Purpose.Emergency"/>, which must be named.</param>
/// <param name="Actors">Whom it covers; none for everybody.</param>
/// <param name="Data">Kinds of data it covers; <see cref="DataClass.None"/> for all.</param>
/// <param name="From">Since when it holds; null for ever since.</param>
/// <param name="To">Until when it holds, not included; null for ever after.</param>
/// <param name="Exceptions">Provisions of the other kind that hold inside this one; they may have exceptions of their own.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.Provision")]
public sealed record Provision(
    [property: Id(0)] bool Permits,
    [property: Id(1)] IReadOnlyList<Purpose> Purposes,
    [property: Id(2)] IReadOnlyList<Actor> Actors,
    [property: Id(3)] DataClass Data,
    [property: Id(4)] DateTimeOffset? From,
    [property: Id(5)] DateTimeOffset? To,
    [property: Id(6)] IReadOnlyList<Provision> Exceptions);

/// <summary>Whom a provision is about.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.Actor")]
public readonly record struct Actor([property: Id(0)] ActorKind Kind, [property: Id(1)] string Id);

public enum ActorKind
{
    /// <summary>One person, by subject.</summary>
    Person = 1,
    CareTeam = 2,
    Study = 3,

    /// <summary>A program, by client id.</summary>
    Client = 4,
}

/// <summary>Someone took access in an emergency.</summary>
/// <param name="Reason">Why, in his own words; the patient and the privacy officer read it.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.BrokenGlass")]
public sealed record BrokenGlass(
    [property: Id(0)] string Id, [property: Id(1)] string By, [property: Id(2)] string Reason, [property: Id(3)] DateTimeOffset At, [property: Id(4)] DateTimeOffset Until);

/// <summary>All that decides about one patient's data, as it stands.</summary>
/// <param name="Consent">The newest version; null where the patient has filed none.</param>
/// <param name="Glasses">Broken within the last hour.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.ConsentSheet")]
public sealed record ConsentSheet([property: Id(0)] Consent? Consent, [property: Id(1)] IReadOnlyList<string> CareTeams, [property: Id(2)] IReadOnlyList<BrokenGlass> Glasses)
{
    public static ConsentSheet Empty { get; } = new(null, [], []);
}
