using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Benchmarks;

/// <summary>
/// <c>meals</c>: how soon a twin sees 60 g that nobody told, with the share of meals seen and the false sightings a day, under the published
/// sensor and under one of half its error; 40 virtual people of each kind.
/// </summary>
internal static class UntoldMealBenchmark
{
    private const int People = 40;
    private static readonly (string Name, MetabolismKind Kind, int Age)[] Kinds =
    [
        ("type 1, adult", MetabolismKind.Type1, 40), ("type 1, adolescent", MetabolismKind.Type1, 15), ("type 1, child", MetabolismKind.Type1, 9),
        ("healthy", MetabolismKind.Healthy, 45), ("type 2", MetabolismKind.Type2, 45),
    ];

#pragma warning disable CS1998 // benchmarks share an asynchronous form
    public static async IAsyncEnumerable<Measurement> Run()
    {
        foreach (var error in new[] { 1.0, 0.5 })
        {
            var published = ContinuousSensor.Guardian;
            var trial = new UntoldMealTrial(published with { Lambda = error * published.Lambda, Xi = error * published.Xi });
            foreach (var (name, kind, age) in Kinds)
            {
                var report = trial.Run([.. Enumerable.Range(0, People).Select(i => VirtualEater.Draw(kind, age, new CounterNoise((ulong)i)))], seed: 1);
                yield return new($"meals, {name}", report.MedianDelayMin(60) ?? double.MaxValue, "min", null, new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["grams"] = 60, ["sensorErrorOfPublished"] = error, ["people"] = People,
                    ["seen30g"] = report.SeenShare(30), ["seen60g"] = report.SeenShare(60), ["seen90g"] = report.SeenShare(90),
                    ["medianDelayMin30g"] = report.MedianDelayMin(30) ?? double.MaxValue, ["medianDelayMin90g"] = report.MedianDelayMin(90) ?? double.MaxValue,
                    ["falsePerToldDay"] = report.FalsePerToldDay, ["falsePerQuietDay"] = report.FalsePerQuietDay,
                });
            }
        }
    }
#pragma warning restore CS1998
}
