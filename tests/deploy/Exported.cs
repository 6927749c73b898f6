using System.Reflection;
using System.Text.RegularExpressions;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Deploy.Tests;

/// <summary>The metrics that the grid exports, as its code makes them, and the names that Prometheus knows them by.</summary>
internal static partial class Exported
{
    /// <summary>Name, kind and unit of every instrument of the grid's own meters.</summary>
    public static IReadOnlyList<Metric> OfTheGrid { get; } =
    [
        .. ((string[])["gateway", "grains", "silo"]).SelectMany(room => Directory.EnumerateFiles(Path.Combine(Repository.Root, room), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Instrument().Matches(File.ReadAllText(file)))
            .Select(match => new Metric(match.Groups["name"].Value, match.Groups["kind"].Value.Replace("Observable", "", StringComparison.Ordinal).ToLowerInvariant(), match.Groups["unit"].Value)),
    ];

    /// <summary>Orleans' gauges, by the constants of its own code.</summary>
    public static IReadOnlyList<string> OfOrleans { get; } =
    [
        .. Assembly.Load("Orleans.Core").GetTypes().Where(type => type.Name == "InstrumentNames")
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)).Select(field => field.GetRawConstantValue()).OfType<string>()
            .Select(name => name.Replace('-', '_')),
    ];

    /// <summary>Every name under which Prometheus may be asked.</summary>
    public static IReadOnlySet<string> InPrometheus { get; } = OfTheGrid.SelectMany(metric => metric.InPrometheus).Concat(OfOrleans).ToHashSet(StringComparer.Ordinal);

    /// <summary>The metrics that a PromQL expression names.</summary>
    public static IEnumerable<string> NamedIn(string expression) => Named().Matches(expression).Select(match => match.Value);

    [GeneratedRegex("""Create(?<kind>Counter|Histogram|ObservableGauge)(<\w+>)?\(\s*"(?<name>twingrid\.[^"]+)".*?"(?<unit>s|\{\w+\})"\s*,""", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Instrument();

    [GeneratedRegex(@"\b(twingrid|orleans|http|dotnet|process)_\w+\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Named();
}

/// <param name="Kind">counter, gauge or histogram.</param>
/// <param name="Unit">s, or what is counted in braces.</param>
internal sealed record Metric(string Name, string Kind, string Unit)
{
    public IEnumerable<string> InPrometheus
    {
        get
        {
            var name = Name.Replace('.', '_') + (Unit == "s" ? "_seconds" : "");
            return Kind switch { "counter" => [name + "_total"], "histogram" => [name + "_bucket", name + "_sum", name + "_count"], _ => [name] };
        }
    }
}
