using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Lab.Forecasts.GlucoBench;

/// <summary>Which people are held out whole in each of the protocol's ten splits (seeds 10 to 19).</summary>
public static class Strangers
{
    public const int FirstSeed = 10, Splits = 10;

    /// <summary>Name of the list that is looked for beside a data set's file.</summary>
    public const string FileName = "out_of_distribution_subjects.csv";

    /// <summary>One set of people a split: from a list, or, where it does not name the data set, a tenth of the people drawn by the split's seed.</summary>
    /// <param name="list">A CSV file with the columns dataset, seed, out_of_distribution_subjects; null for none.</param>
    /// <param name="dataSet">Its name in the list.</param>
    /// <param name="people">Everybody.</param>
    /// <param name="splits">How many splits, 1 to 10.</param>
    /// <returns>The sets, and whether they were listed.</returns>
    /// <exception cref="RefusedInputException">The list cannot be used.</exception>
    public static (IReadOnlyList<IReadOnlySet<string>> Sets, bool Listed) Of(string? list, string dataSet, IReadOnlyCollection<string> people, int splits)
    {
        ArgumentNullException.ThrowIfNull(people);
        var listed = list is null ? [] : Read(list, dataSet);
        if (listed.Count == 0) return ([.. Enumerable.Range(FirstSeed, splits).Select(seed => Draw(seed, people))], false);
        return ([.. Enumerable.Range(FirstSeed, splits).Select(seed => listed.TryGetValue(seed, out var set)
            ? set
            : throw new RefusedInputException($"'{list}' names no people of {dataSet} for the seed {seed}."))], true);
    }

    private static Dictionary<int, IReadOnlySet<string>> Read(string list, string dataSet)
    {
        var sets = new Dictionary<int, IReadOnlySet<string>>();
        foreach (var row in CsvInput.Read(list, ["dataset", "seed", "out_of_distribution_subjects"]))
            if (string.Equals(row.Text("dataset"), dataSet, StringComparison.OrdinalIgnoreCase))
                sets[(int)row.Number("seed", 0, int.MaxValue)] = row.Text("out_of_distribution_subjects").Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        return sets;
    }

    private static HashSet<string> Draw(int seed, IReadOnlyCollection<string> people)
    {
        var noise = new CounterNoise((ulong)seed);
        return people.Order(StringComparer.Ordinal).Select((person, i) => (person, Draw: noise.Uniform(i, 0, 0))).OrderBy(one => one.Draw)
            .Take(Math.Max(people.Count / 10, 1)).Select(one => one.person).ToHashSet(StringComparer.Ordinal);
    }
}
