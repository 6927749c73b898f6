using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Forecasts.GlucoBench;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Forecasts;

/// <summary>Recorded glucose and what the physiological filter is to assume of the people.</summary>
internal sealed class CgmOptions
{
    /// <summary>How such a file looks.</summary>
    public const string Help =
        """
        A file has the columns id, time (2014-02-03 03:42:12, by the clock on the wall) and gl (mg/dL; empty or NA is a missing value); others are left alone.
        Its name says which data set it is (hall…, dubosson…; others are cut by the protocol's common rules).
        """;

    private readonly Option<string[]> _cgm = new("--cgm") { Description = "Recorded glucose (CSV); may be given several times.", HelpName = "file", AllowMultipleArgumentsPerToken = true };

    private readonly Option<string?> _kind = ChoiceOption.Make(
        "--diabetes", "What the filter assumes of everybody; found out by the training pieces unless given.", required: false, "healthy", "type1", "type2");

    public CgmOptions(bool required) => _cgm.Required = required;

    public void AddTo(Command command)
    {
        command.Options.Add(_cgm);
        command.Options.Add(_kind);
    }

    /// <summary>The files as they were named.</summary>
    public string[] Files(ParseResult parsed) => parsed.GetValue(_cgm) ?? [];

    /// <summary>What the filter is to assume; null to find out.</summary>
    public MetabolismKind? Kind(ParseResult parsed) => parsed.GetValue(_kind) is { } name ? Enum.Parse<MetabolismKind>(name, ignoreCase: true) : null;

    /// <summary>Everybody of every file, followed by the filter.</summary>
    public PreparedData[] Prepare(ParseResult parsed, Workbench bench)
    {
        DataSet[] sets = [.. Files(parsed).Select(DataSet.Read)];
        if (sets.Select(set => set.Name).Distinct(StringComparer.Ordinal).Count() < sets.Length)
            throw new RefusedInputException($"Two files are of one data set by their names: {string.Join(", ", sets.Select(set => set.Name))}.");
        PreparedData[] prepared = [];
        bench.LongWork("following every person", sets.Sum(set => set.People.Count), done => prepared = [.. sets.Select(set => PreparedData.Of(set, Kind(parsed), done))]);
        return prepared;
    }
}
