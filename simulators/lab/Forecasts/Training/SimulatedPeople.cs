using TwinGrid.Lab.Forecasts.GlucoBench;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Forecasts.Training;

/// <summary>
/// People who never lived: healthy, type 1 and type 2, with meals, habits, boluses that miss the meal, and a sensor that errs. A forecaster
/// can be trained on them where no recording may be used.
/// </summary>
public static class SimulatedPeople
{
    /// <summary>Name of this data set.</summary>
    public const string Name = "simulated";

    /// <summary>What a reading strays beside the slow errors of the sensor, mg/dL; without it a course would be so smooth that its derivatives foretold it.</summary>
    private const double Jitter = 1.2;

    private const int DayMin = 1440, Days = 6, WarmUpMin = 360;

    /// <summary>Usual minute, size (g) and chance of each meal.</summary>
    private static readonly (int Minute, double Grams, double Chance)[] Meals = [(440, 45, .9), (620, 20, .3), (750, 65, .95), (950, 22, .4), (1150, 75, .97), (1320, 18, .2)];

    /// <summary>Rows and sums for training.</summary>
    /// <param name="people">How many.</param>
    /// <param name="only">Their metabolism; null for a third of each kind.</param>
    /// <param name="lags">Lags of the linear part.</param>
    /// <param name="each">Called after each, from any thread.</param>
    public static IReadOnlyList<(AutoregressionSums Sums, ForecastRows Rows)> Prepare(int people, MetabolismKind? only, int lags, Action each)
    {
        var kinds = Enum.GetValues<MetabolismKind>();
        var prepared = new (AutoregressionSums, ForecastRows)[people];
        Parallel.For(0, people, i =>
        {
            var kind = only ?? kinds[i % kinds.Length];
            var course = Live(kind, i);
            prepared[i] = (AutoregressionSums.Of([course], lags), new RowBuilder(kind).Training([course], stride: 2));
            each();
        });
        return prepared;
    }

    private static Segment Live(MetabolismKind kind, int number)
    {
        var noise = new CounterNoise(0x50656F706C65UL + (ulong)number);
        var person = VirtualEater.Draw(kind, 45, noise);
        var (meals, boluses) = (new Dictionary<int, double>(), new Dictionary<int, double>());
        for (var day = 0; day < Days; day++)
            for (var meal = 0; meal < Meals.Length; meal++)
            {
                var (usual, grams, chance) = Meals[meal];
                if (noise.Uniform(day, meal, 1) > chance) continue;
                var minute = WarmUpMin + day * DayMin + (int)(usual + 50 * noise.Normal(-1, meal, 2) + 25 * noise.Normal(day, meal, 2));
                var eaten = meals[minute] = grams * Math.Exp(0.35 * noise.Normal(day, meal, 3));
                if (kind == MetabolismKind.Type1 && noise.Uniform(day, meal, 4) < 0.92)
                    boluses[minute + (int)(10 * noise.Normal(day, meal, 5))] = eaten / person.GPerIU * Math.Exp(0.25 * noise.Normal(day, meal, 6));
            }
        var wandering = Wandering(noise);
        var course = person.Live(new()
        {
            DurationMin = WarmUpMin + Days * DayMin, SampleMin = Segment.StepMin, MealsG = meals, BolusU = boluses, Unexplained = minute => wandering[minute / Segment.StepMin],
        });
        var strayed = ContinuousSensor.Guardian.Read([.. course.Select(sample => sample.SensorGlucose)], noise);
        return new($"{Name}-{number}", -WarmUpMin, [.. strayed.Select((glucose, i) => Math.Round(glucose + Jitter * noise.Normal(i, 0, 8)))]);
    }

    /// <summary>Glucose without a cause, mg/kg/min each 5 min: what moves people beside their meals, fading within the hour.</summary>
    private static double[] Wandering(CounterNoise noise)
    {
        const double Deviation = 0.35, Kept = 0.9;
        var course = new double[(WarmUpMin + Days * DayMin) / Segment.StepMin + 1];
        for (var i = 1; i < course.Length; i++) course[i] = Kept * course[i - 1] + Deviation * Math.Sqrt(1 - Kept * Kept) * noise.Normal(i, 0, 7);
        return course;
    }
}
