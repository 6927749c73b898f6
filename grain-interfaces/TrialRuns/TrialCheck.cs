namespace TwinGrid.TrialRuns;

/// <summary>What was found of a protocol: what it says, or what is wrong with it.</summary>
/// <param name="Faults">None where it can be run.</param>
/// <param name="Outline">Null where it cannot.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TrialCheck")]
public sealed record TrialCheck([property: Id(0)] IReadOnlyList<TrialFault> Faults, [property: Id(1)] TrialOutline? Outline);

/// <summary>Something in a protocol that cannot be.</summary>
/// <param name="Field">Where: a path such as <c>arms[1].regimen</c>.</param>
/// <param name="Line">Its line, from 1; null where no line is to blame.</param>
/// <param name="Reason">Why, and what would be right.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TrialFault")]
public sealed record TrialFault([property: Id(0)] string Field, [property: Id(1)] int? Line, [property: Id(2)] string Reason);

/// <summary>What a protocol comes to.</summary>
/// <param name="Title">Its own.</param>
/// <param name="Hash">SHA-256 of the protocol as it is understood, in hexadecimal: two files that say the same have the same.</param>
/// <param name="Seed">Of every random draw.</param>
/// <param name="Arms">Their names, in order.</param>
/// <param name="Replicates">How often the trial is repeated; 1 for one trial.</param>
/// <param name="Patients">In all replicates together; 0 while the grid's own are not chosen yet.</param>
/// <param name="Shards">Pieces of work it is cut into.</param>
/// <param name="IsOfGrid">True: the grid's own consenting twins take part.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TrialOutline")]
public sealed record TrialOutline(
    [property: Id(0)] string Title, [property: Id(1)] string Hash, [property: Id(2)] ulong Seed, [property: Id(3)] IReadOnlyList<string> Arms, [property: Id(4)] long Replicates,
    [property: Id(5)] long Patients, [property: Id(6)] int Shards, [property: Id(7)] bool IsOfGrid);
