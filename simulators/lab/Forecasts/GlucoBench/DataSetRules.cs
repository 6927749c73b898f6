namespace TwinGrid.Lab.Forecasts.GlucoBench;

/// <summary>How the protocol cuts one data set. Lengths in readings of 5 min.</summary>
/// <param name="LongestGapMin">A longer gap begins a new segment, min.</param>
/// <param name="ShortestSegment">Shorter segments are left out.</param>
/// <param name="Piece">Length of a test and of a validation piece.</param>
/// <param name="Context">Readings before a piece that a forecaster may look at.</param>
/// <param name="LinearLags">Lags of the published linear model; null: those that do best on the validation pieces.</param>
/// <remarks>Sergazinov et al., GlucoBench, ICLR 2024, and its repository's settings of each data set.</remarks>
public sealed record DataSetRules(int LongestGapMin, int ShortestSegment, int Piece, int Context, int? LinearLags)
{
    private static readonly (string Name, DataSetRules Rules)[] Known =
    [
        ("hall", new(30, 192, 192, 144, 84)),
        ("dubosson", new(30, 240, 144, 192, 12)),
    ];

    /// <summary>The rules of every data set that has none of its own.</summary>
    public static DataSetRules Common { get; } = new(45, 240, 240, 192, null);

    /// <summary>The data set's name and rules, by how its file's name begins: <c>hall2018_cgm.csv</c> is hall.</summary>
    public static (string Name, DataSetRules Rules) Of(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file).ToLowerInvariant();
        foreach (var (known, rules) in Known)
            if (name.StartsWith(known, StringComparison.Ordinal))
                return (known, rules);
        var letters = new string([.. name.TakeWhile(char.IsAsciiLetter)]);
        return (letters.Length > 0 ? letters : name, Common);
    }
}
