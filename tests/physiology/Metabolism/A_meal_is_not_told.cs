using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;
using Xunit.Abstractions;

namespace TwinGrid.Physiology.Tests.Metabolism;

public sealed class A_meal_is_not_told(ITestOutputHelper output)
{
    private const int MealMinute = 600;
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public void it_shows_as_glucose_without_a_cause_within_three_quarters_of_an_hour_and_seldom_without_one()
    {
        var delays = new List<int>();
        int falseAlarms = 0, quietSamples = 0;
        foreach (var (name, patient) in ReferenceTable.PublishedPatients().Where(p => p.Key.StartsWith("adult", StringComparison.Ordinal)))
        {
            var truth = VirtualPerson.Simulate(patient, new() { DurationMin = 780, MealsG = new Dictionary<int, double> { [MealMinute] = 60 } });
            var noise = new CounterNoise((ulong)(patient.BW * 100));
            var error = 0.0;
            var twin = GlucoseTwin.Start(new(MetabolismKind.Type1, patient.BW, 40), Midnight, truth[0].SensorGlucose);
            int? seen = null;
            foreach (var sample in truth.Skip(1))
            {
                error = 0.9 * error + 3 * Math.Sqrt(0.19) * noise.Normal(sample.Minute, 0, 0);
                twin.Advance(Midnight.AddMinutes(sample.Minute), []);
                twin.Assimilate(sample.SensorGlucose + error);
                var isShown = twin.Unexplained.Value > twin.Unexplained.StandardDeviation;
                if (sample.Minute is > 180 and <= MealMinute)
                {
                    quietSamples++;
                    if (isShown) falseAlarms++;
                }
                else if (sample.Minute > MealMinute && isShown) seen ??= sample.Minute - MealMinute;
            }
            if (seen is { } delay) delays.Add(delay);
        }
        output.WriteLine($"seen in {delays.Count} of 10 people after {string.Join(' ', delays)} min; false {falseAlarms} of {quietSamples}");
        delays.Count.ShouldBeGreaterThanOrEqualTo(9);
        delays.Average().ShouldBeLessThanOrEqualTo(45);
        ((double)falseAlarms / quietSamples).ShouldBeLessThan(0.02);
    }
}
