namespace TwinGrid.Gateway.Api.Imports;

/// <summary>What became of a file.</summary>
/// <param name="Format">Which.</param>
/// <param name="Taken">Samples in the twin's log now.</param>
/// <param name="Packets">In how many packets they were written.</param>
/// <param name="From">When the first was observed; null where none was taken.</param>
/// <param name="To">When the last was observed.</param>
/// <param name="Signals">Samples taken, by signal.</param>
/// <param name="Flagged">Samples taken that cannot be physiology, by reason.</param>
/// <param name="Understood">Samples of which a unit was read otherwise than it is written, by how.</param>
/// <param name="LeftOut">What was not taken, by kind and reason.</param>
/// <param name="Examples">The first of what was not taken, with its place in the file.</param>
public sealed record ImportView(
    string Format, int Taken, int Packets, DateTimeOffset? From, DateTimeOffset? To, IReadOnlyDictionary<string, int> Signals, IReadOnlyDictionary<string, int> Flagged,
    IReadOnlyDictionary<string, int> Understood, IReadOnlyDictionary<string, int> LeftOut, IReadOnlyList<LeftOutView> Examples);

/// <summary>Something of a file that was not taken.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="What">Its kind.</param>
/// <param name="Reason">Why not.</param>
public sealed record LeftOutView(string Place, string What, string Reason);
