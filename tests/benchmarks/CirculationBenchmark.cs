using TwinGrid.Physiology.Circulation;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Benchmarks;

/// <summary><c>circulation</c>: seconds of beating circulation in a second of one core, at steps of 0.5 ms, beat figures taken.</summary>
internal static class CirculationBenchmark
{
#pragma warning disable CS1998 // benchmarks share an asynchronous form
    public static async IAsyncEnumerable<Measurement> Run()
    {
        const double Seconds = 50;
        foreach (var reflex in new[] { false, true })
        {
            var hearts = new CirculationEnsemble([.. Enumerable.Range(0, Lanes.Count).Select(i => (new HeartParameters(), new CirculationScenario { Reflex = reflex, SvrFactor = 1 + .02 * i }))]);
            var taken = CpuTime.Best(() => hearts.Advance(Seconds));
            yield return new("circulation, RK4 at 0.5 ms", Lanes.Count * Seconds / taken, "times real time", 2976, new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["core"] = 1, ["lanes"] = Lanes.Count, ["reflex"] = reflex, ["nsPerStep"] = taken / Seconds * CirculationEnsemble.StandardStep * 1e9,
                ["beside"] = "scalar C program, same method and step, another machine",
            });
        }
    }
}
