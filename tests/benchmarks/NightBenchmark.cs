using TwinGrid.Physiology.Calibration;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Benchmarks;

/// <summary>A twin's night as the grid does it: five personal parameters, an unknown start and errors that are learned, with and without an untold meal.</summary>
internal static class NightBenchmark
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public static IEnumerable<Measurement> Nights()
    {
        foreach (var kind in Enum.GetValues<MetabolismKind>())
            foreach (var untold in new[] { false, true })
            {
                var (twin, day) = DayOf(VirtualEater.Draw(kind, 45, new CounterNoise(3)), untold);
                const int Times = 5;
                var simulations = 0;
                var seconds = CpuTime.Best(() => { for (var i = 0; i < Times; i++) simulations = twin.LookBack(day, null)!.Value.Fit.Iterations; });
                yield return new($"map, a twin's night, {kind}{(untold ? ", a meal untold" : "")}", seconds / Times * 1e3, "ms", null, new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["parameters"] = 7, ["samples"] = day.MgPerDl.Length, ["iterations"] = simulations, ["core"] = 1,
                });
            }
    }

    private static (GlucoseTwin Twin, GlucoseDay Day) DayOf(VirtualEater person, bool untold)
    {
        var meals = new Dictionary<int, double> { [420] = 45, [720] = 70, [1080] = 80 };
        var boluses = person.BasalIUPerH > 0 ? meals.ToDictionary(meal => meal.Key, meal => meal.Value / person.GPerIU) : [];
        var course = person.Live(new() { DurationMin = 1435, MealsG = meals, BolusU = boluses });
        var shown = ContinuousSensor.Guardian.Read([.. course.Select(sample => sample.SensorGlucose)], new CounterNoise(4));
        var twin = GlucoseTwin.Start(person.Patient, Midnight, shown[0]);
        MetabolicEvent[] events =
        [
            .. meals.Where(meal => !untold || meal.Key != 720).Select(meal => new MetabolicEvent(Midnight.AddMinutes(meal.Key), MetabolicEventKind.CarbohydrateG, meal.Value, TimeSpan.Zero)),
            .. boluses.Select(bolus => new MetabolicEvent(Midnight.AddMinutes(bolus.Key), MetabolicEventKind.InsulinBolusIU, bolus.Value, TimeSpan.Zero)),
        ];
        return (twin, new GlucoseDay(Midnight, shown, events, untold ? [new(Midnight.AddMinutes(725), 60, Midnight.AddMinutes(760))] : []));
    }
}
