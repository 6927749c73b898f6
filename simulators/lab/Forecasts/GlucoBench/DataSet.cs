namespace TwinGrid.Lab.Forecasts.GlucoBench;

/// <summary>A data set as the protocol uses it.</summary>
/// <param name="Name">Its short name.</param>
/// <param name="Rules">How it is cut.</param>
/// <param name="People">Everybody's pieces, by name.</param>
public sealed record DataSet(string Name, DataSetRules Rules, IReadOnlyList<PersonPieces> People)
{
    /// <summary>Reads and cuts a file.</summary>
    /// <exception cref="CommandLine.RefusedInputException">The file cannot be used, or nobody in it was followed long enough.</exception>
    public static DataSet Read(string file)
    {
        var (name, rules) = DataSetRules.Of(file);
        var people = new List<PersonPieces>();
        foreach (var (person, readings) in CgmFile.Read(file).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            if (Segment.Of(person, readings, rules) is { Count: > 0 } segments)
                people.Add(PersonPieces.Of(segments, rules));
        if (people.Count < 2)
            throw new CommandLine.RefusedInputException(
                $"'{file}' has {people.Count} people with {rules.ShortestSegment} readings of 5 min and no gap over {rules.LongestGapMin} min; the protocol needs two at least.");
        return new(name, rules, people);
    }
}
