namespace TwinGrid.Gateway.Api.Imports;

/// <summary>What became of a file of any format.</summary>
/// <param name="Format">Which it was found to be.</param>
/// <param name="Taken">Samples, resources, results, receipts or genes that were taken.</param>
/// <param name="Unchanged">Of them those that stood there already.</param>
/// <param name="Kinds">What was taken, by kind.</param>
/// <param name="Flagged">What was taken and cannot be believed, by reason.</param>
/// <param name="Understood">What was read otherwise than it is written, by how.</param>
/// <param name="LeftOut">What was not taken, by kind and reason.</param>
/// <param name="Examples">The first of what was not taken, with its place in the file.</param>
/// <param name="Notes">What else it came to: genotypes, balances.</param>
/// <param name="Twins">Pseudonyms of the twins that it reached and that the caller may see.</param>
public sealed record FileView(
    string Format, int Taken, int Unchanged, IReadOnlyList<Counted> Kinds, IReadOnlyList<Counted> Flagged, IReadOnlyList<Counted> Understood, IReadOnlyList<Counted> LeftOut,
    IReadOnlyList<LeftOutView> Examples, IReadOnlyList<string> Notes, IReadOnlyList<string> Twins)
{
    public static FileView Empty(string format) => new(format, 0, 0, [], [], [], [], [], [], []);
}

/// <summary>How often something was found.</summary>
/// <param name="What">A kind, or a reason.</param>
public sealed record Counted(string What, int Count)
{
    public static IReadOnlyList<Counted> Of(IEnumerable<KeyValuePair<string, int>> counts) => [.. counts.Select(pair => new Counted(pair.Key, pair.Value))];
}
