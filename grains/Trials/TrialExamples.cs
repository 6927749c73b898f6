using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Trials;

/// <summary>The protocols of docs/trials, which are kept in the assembly, by title.</summary>
internal static class TrialExamples
{
    private const string TitleKey = "title:";

    public static IReadOnlyList<TrialExample> All { get; } = [.. Read().OrderBy(example => example.Name, StringComparer.Ordinal)];

    private static IEnumerable<TrialExample> Read()
    {
        var assembly = typeof(TrialExamples).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".yaml", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var text = reader.ReadToEnd();
            var title = text.Split('\n').FirstOrDefault(line => line.StartsWith(TitleKey, StringComparison.Ordinal))?[TitleKey.Length..].Trim(' ', '"', '\r');
            yield return new(title ?? name, text);
        }
    }
}
