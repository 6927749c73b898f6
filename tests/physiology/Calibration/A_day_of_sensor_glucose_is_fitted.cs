using System.Globalization;
using TwinGrid.Physiology.Calibration;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Physiology.Tests.Metabolism;
using TwinGrid.Testbed;
using Xunit.Abstractions;

namespace TwinGrid.Physiology.Tests.Calibration;

/// <summary>Twin experiments: the truth is a published patient with other parameters, the sensor errs by 8 mg/dL with correlation 0.9.</summary>
public sealed class A_day_of_sensor_glucose_is_fitted(ITestOutputHelper output)
{
    private static readonly CorrelatedNoise Sensor = new(8, 0.9);
    private static readonly double[] TrueSpread = [0.30, 0.30, 0.18];

    [SkippableFact]
    public void the_course_is_found_within_three_and_a_half_and_the_intervals_are_honest()
    {
        double before = 0, after = 0;
        var errors = new double[3];
        var inside = new int[3];
        var fits = 0;
        foreach (var (name, patient) in ReferenceTable.PublishedPatients())
            for (var seed = 1; seed <= 2; seed++, fits++)
            {
                var subject = new UvaPadovaSubject(patient, ThreeMeals(CarbohydrateRatio(name)));
                var noise = new CounterNoise((ulong)(seed * 1000) + (ulong)(patient.BW * 10));
                var truth = TrueSpread.Select((spread, i) => spread * noise.Normal(seed, i, 1)).ToArray();
                var course = Course(subject, truth);
                var found = new MapCalibration(Sensor).Fit(subject, Noisy(course, noise));
                before += MeanSquare(Course(subject, new double[3]), course);
                after += MeanSquare(Course(subject, found.Logs), course);
                for (var i = 0; i < 3; i++)
                {
                    errors[i] += Math.Pow(found.Logs[i] - truth[i], 2);
                    if (Math.Abs(found.Logs[i] - truth[i]) < 1.645 * found.LogDeviation(i)) inside[i]++;
                }
            }
        output.WriteLine($"{fits} fits: RMSE {Math.Sqrt(before / fits):0.00} before, {Math.Sqrt(after / fits):0.00} after; "
            + $"parameters {string.Join(" / ", errors.Select(e => $"{Math.Sqrt(e / fits):0.000}"))}, within 90 %: {string.Join(" / ", inside.Select(n => $"{(double)n / fits:0.00}"))}");
        fits.ShouldBe(60);
        Math.Sqrt(after / fits).ShouldBeLessThan(3.5);
        Math.Sqrt(errors.Sum() / fits / 3).ShouldBeLessThan(0.10);
        (inside.Sum() / 3.0 / fits).ShouldBeInRange(0.80, 0.97);
    }

    [SkippableFact]
    public void a_day_without_meals_says_that_it_knows_nothing_of_the_stomach()
    {
        var patient = ReferenceTable.PublishedPatients()["adult#003"];
        var subject = new UvaPadovaSubject(patient, new() { DurationMin = 1440, BolusU = new Dictionary<int, double> { [60] = 2, [600] = 3 } });
        var found = new MapCalibration(Sensor).Fit(subject, Noisy(Course(subject, [0.2, -0.2, 0.3]), new CounterNoise(5)));
        found.IsIdentified(2).ShouldBeFalse();
        found.Logs[2].ShouldBe(0, 1e-6);
        found.IsIdentified(0).ShouldBeTrue();
    }

    [SkippableFact]
    public void missing_samples_are_no_obstacle()
    {
        var patient = ReferenceTable.PublishedPatients()["adult#002"];
        var subject = new UvaPadovaSubject(patient, ThreeMeals(10));
        var course = Noisy(Course(subject, [0.3, 0.2, -0.1]), new CounterNoise(9));
        for (var i = 0; i < course.Length; i++)
            if (i % 7 == 3 || i is > 100 and < 130) course[i] = double.NaN;
        var found = new MapCalibration(Sensor).Fit(subject, course);
        found.Logs[0].ShouldBe(0.3, 0.3);
        found.Logs[2].ShouldBe(-0.1, 0.25);
    }

    private static double CarbohydrateRatio(string name) => double.Parse(
        File.ReadLines(SharedData.Path("reference", "uva-padova", "Quest.csv")).Select(line => line.Split(',')).Single(row => row[0] == name)[1], CultureInfo.InvariantCulture);

    private static MealScenario ThreeMeals(double ratio)
    {
        return new()
        {
            DurationMin = 1440,
            MealsG = new Dictionary<int, double> { [420] = 45, [720] = 70, [1080] = 80 },
            BolusU = new Dictionary<int, double> { [420] = 45 / ratio, [720] = 70 / ratio, [1080] = 80 / ratio },
        };
    }

    private static double[] Course(UvaPadovaSubject subject, double[] logs)
    {
        var course = new Lanes[289];
        subject.Simulate([logs], course);
        return [.. course.Select(value => value[0])];
    }

    private static double[] Noisy(double[] course, CounterNoise noise)
    {
        var error = Sensor.Deviation * noise.Normal(-1, 0, 2);
        return [.. course.Select((value, i) =>
        {
            if (i > 0) error = Sensor.Correlation * error + Sensor.Deviation * Math.Sqrt(1 - Sensor.Correlation * Sensor.Correlation) * noise.Normal(i, 0, 2);
            return value + error;
        })];
    }

    private static double MeanSquare(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Average();
}
