using TwinGrid.Physiology.Circulation;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Benchmarks;

/// <summary><c>circulation</c>: seconds of beating circulation in a second of one core, at steps of 0.5 ms, beat figures taken.</summary>
internal static class CirculationBenchmark
{
    private const double Seconds = 50;

#pragma warning disable CS1998 // benchmarks share an asynchronous form
    public static async IAsyncEnumerable<Measurement> Run()
    {
        foreach (var reflex in new[] { false, true })
        {
            var together = new CirculationEnsemble([.. Enumerable.Range(0, Lanes.Count).Select(i => Member(i, reflex))]);
            CirculationEnsemble[] alone = [.. Enumerable.Range(0, Lanes.Count).Select(i => new CirculationEnsemble([Member(i, reflex)]))];
            var taken = CpuTime.Best(() => together.Advance(Seconds));
            var takenAlone = CpuTime.Best(() => Array.ForEach(alone, one => one.Advance(Seconds / Lanes.Count))) * Lanes.Count;
            yield return new(reflex ? "with reflexes" : "without reflexes", Lanes.Count * Seconds / taken, "times real time",
                new() { ["onePersonAtATime"] = Lanes.Count * Seconds / takenAlone, ["lanesGive"] = takenAlone / taken, ["scalarC"] = 2976 },
                new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["core"] = 1, ["lanes"] = Lanes.Count, ["reflex"] = reflex, ["stepMs"] = CirculationEnsemble.StandardStep * 1e3,
                    ["nsPerStep"] = taken / Seconds * CirculationEnsemble.StandardStep * 1e9,
                    ["scalarC"] = "an independent program, same method and step, without reflexes, on another machine",
                });
        }
    }
#pragma warning restore CS1998

    private static (HeartParameters Heart, CirculationScenario Scenario) Member(int i, bool reflex) =>
        (new HeartParameters(), new CirculationScenario { Reflex = reflex, SvrFactor = 1 + .02 * i });
}
