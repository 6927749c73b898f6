namespace TwinGrid.Faults.Checking;

/// <summary>Compares a twin's clinical state with that of the quiet run, part by part, and names the first value that differs in each.</summary>
internal static class StateCheck
{
    public static IEnumerable<Violation> Check(string twin, SeenTwin shown, SeenTwin? quiet)
    {
        if (quiet is null)
        {
            yield return new Violation("state", $"{twin} is not in the quiet run over the same log");
            yield break;
        }
        foreach (var part in shown.State.Keys.Union(quiet.State.Keys, StringComparer.Ordinal))
        {
            var (here, there) = (shown.State.GetValueOrDefault(part, ""), quiet.State.GetValueOrDefault(part, ""));
            if (here != there) yield return new Violation("state", $"{twin} differs in its {part} from the quiet run over the same log: {Difference(here, there)}");
        }
    }

    private static string Difference(string here, string there)
    {
        var (lines, others) = (here.Split('\n'), there.Split('\n'));
        var first = Enumerable.Range(0, Math.Max(lines.Length, others.Length)).First(line => lines.ElementAtOrDefault(line) != others.ElementAtOrDefault(line));
        return $"'{lines.ElementAtOrDefault(first)}', but there '{others.ElementAtOrDefault(first)}'";
    }
}
