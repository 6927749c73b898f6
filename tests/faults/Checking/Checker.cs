using TwinGrid.Faults.Histories;

namespace TwinGrid.Faults.Checking;

/// <summary>
/// Compares what clients were told with what a grid shows afterwards, and that with a quiet run: the same log read once, from the beginning, by a grid that
/// nothing happened to. It judges only from these; it knows nothing of the faults.
/// </summary>
public static class Checker
{
    /// <param name="fates">What the clients know.</param>
    /// <param name="seen">What the grid shows after the faults.</param>
    /// <param name="quiet">What the quiet run shows; null where there is none.</param>
    public static IReadOnlyList<Violation> Check(IEnumerable<Fate> fates, SeenGrid seen, SeenGrid? quiet)
    {
        var byTwin = fates.ToLookup(fate => fate.Packet.Twin, StringComparer.Ordinal);
        var violations = new List<Violation>();
        foreach (var twin in byTwin.Select(group => group.Key).Where(twin => !seen.Twins.ContainsKey(twin)))
            violations.Add(new Violation("lost", $"twin {twin} is not known any more"));
        foreach (var (twin, shown) in seen.Twins)
        {
            violations.AddRange(SampleCheck.Check(twin, byTwin[twin], shown.Samples));
            violations.AddRange(Applied(twin, byTwin[twin], shown));
            if (quiet is not null) violations.AddRange(StateCheck.Check(twin, shown, quiet.Twins.GetValueOrDefault(twin)));
        }
        if (quiet is not null) violations.AddRange(Alerts(seen.Alerts, quiet.Alerts));
        return violations;
    }

    private static IEnumerable<Violation> Applied(string twin, IEnumerable<Fate> fates, SeenTwin shown)
    {
        foreach (var device in fates.Where(fate => fate.Outcome == Outcome.Acknowledged).GroupBy(fate => fate.Packet.Device, StringComparer.Ordinal))
        {
            var highest = device.Max(fate => fate.Packet.Sequence);
            if (!shown.HighestSequence.TryGetValue(device.Key, out var heard) || heard < highest)
                yield return new Violation("not applied", $"{twin} heard {device.Key} up to {heard}, but {highest} was acknowledged");
        }
    }

    private static IEnumerable<Violation> Alerts(IReadOnlyList<SeenAlert> seen, IReadOnlyList<SeenAlert> quiet)
    {
        foreach (var doubled in seen.GroupBy(alert => alert.Id, StringComparer.Ordinal).Where(same => same.Count() > 1)) yield return new Violation("twice", $"alert {doubled.Key} stands {doubled.Count()} times");
        foreach (var missing in quiet.Except(seen)) yield return new Violation("alert missing", $"{missing} was raised in the quiet run only");
        foreach (var extra in seen.Except(quiet)) yield return new Violation("alert extra", $"{extra} was not raised in the quiet run");
    }
}
