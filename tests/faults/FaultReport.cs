using System.Globalization;
using TwinGrid.Faults.Checking;
using TwinGrid.Faults.Histories;

namespace TwinGrid.Faults;

/// <summary>What came of a run.</summary>
/// <param name="Recoveries">By round: from the moment something was broken until every twin showed a packet acknowledged after it.</param>
/// <param name="Violations">Promises that were broken; empty when all held.</param>
/// <param name="Remarks">Further figures.</param>
public sealed record FaultReport(
    string Fault, int Seed, int Rounds, IReadOnlyCollection<Fate> Fates, int Stored, int Alerts, IReadOnlyList<TimeSpan> Recoveries,
    IReadOnlyList<Violation> Violations, IReadOnlyList<string> Remarks)
{
    private const int Shown = 20;

    public bool Holds => Violations.Count == 0;

    /// <summary>The report for people: counts, recovery, and the first violations by name.</summary>
    public IEnumerable<string> Lines()
    {
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{Fault}: {(Holds ? "holds" : $"{Violations.Count} VIOLATIONS")} · seed {Seed} · {Rounds} rounds · packets {Fates.Count} in, {Count(Outcome.Acknowledged)} acknowledged, {Count(Outcome.Refused)} refused, {Count(Outcome.Unknown)} unknown · samples {Stored} stored · alerts {Alerts}");
        if (Recoveries.Count > 0)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"  recovery s: {string.Join(' ', Recoveries.Select(time => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)))}  (median {Median(Recoveries).TotalSeconds:0.0}, longest {Recoveries.Max().TotalSeconds:0.0})");
        foreach (var remark in Remarks) yield return $"  {remark}";
        foreach (var violation in Violations.Take(Shown)) yield return $"  VIOLATION {violation}";
        if (Violations.Count > Shown) yield return $"  … and {Violations.Count - Shown} more";
    }

    private static TimeSpan Median(IReadOnlyList<TimeSpan> times) => times.Order().ElementAt((times.Count - 1) / 2) / 2 + times.Order().ElementAt(times.Count / 2) / 2;

    private int Count(Outcome outcome) => Fates.Count(fate => fate.Outcome == outcome);
}
