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

    /// <summary>Everybody of every file.</summary>
    /// <exception cref="RefusedInputException">A file cannot be used, or two are of one data set.</exception>
    public DataSet[] Read(ParseResult parsed)
    {
        DataSet[] sets = [.. Files(parsed).Select(DataSet.Read)];
        var twice = sets.GroupBy(set => set.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1);
        return twice is null ? sets : throw new RefusedInputException($"Two files of --cgm are of one data set by their names: {twice.Key}.");
    }
}
