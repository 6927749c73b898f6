using TwinGrid.Physiology.Calibration;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Forecasting.Learned;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Benchmarks;

/// <summary>
/// <c>uva-padova</c>: patient-days a second at one Runge–Kutta step a minute; <c>forecast</c>: four hours ahead with 64 members;
/// <c>filter</c>: one sensor sample taken in;
/// <c>map</c>: a night's calibration. All on one core.
/// </summary>
internal static class GlucoseBenchmark
{
    private const int Minutes = 1440;
    private const int Groups = 8;
    private const int Stretches = 48;
    private static readonly DateTimeOffset Midnight = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly double[] Levels = [.05, .25, .50, .75, .95];

#pragma warning disable CS1998 // benchmarks share an asynchronous form
    public static async IAsyncEnumerable<Measurement> PatientDays()
    {
        const int Days = 100;
        UvaPadovaPatient[] people = [.. Enumerable.Range(0, Lanes.Count).Select(i => UvaPadovaPopulation.Adult with { BW = 60 + 5 * i })];
        var seconds = CpuTime.Best(() => { for (var day = 0; day < Days; day++) Day(people); });
        var alone = CpuTime.Best(() => { for (var day = 0; day < Days / 5; day++) Array.ForEach(people, one => Day([one])); }) * 5;
        yield return new("one RK4 step a minute", Days * Lanes.Count / seconds, "patient-days/s",
            new() { ["onePersonAtATime"] = Days * Lanes.Count / alone, ["lanesGive"] = alone / seconds, ["scalarC"] = 3400 },
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["core"] = 1, ["lanes"] = Lanes.Count, ["nsPerEvaluation"] = seconds / Days / Minutes / 4 * 1e9,
                ["scalarC"] = "an independent program, same method and step, on another machine",
            });
    }

    public static async IAsyncEnumerable<Measurement> Forecast()
    {
        foreach (var kind in Enum.GetValues<MetabolismKind>())
        {
            var twin = AfterADay(kind);
            const int Times = 200;
            var seconds = CpuTime.Best(() => { for (var i = 0; i < Times; i++) twin.Forecast(TimeSpan.FromHours(4), TimeSpan.FromMinutes(5), Levels, []); });
            var (together, alone) = (ModelPart(kind, Groups), ModelPart(kind, Groups * Lanes.Count));
            yield return new($"{kind}", seconds / Times * 1e6, "µs",
                new() { ["oneMemberAtATime"] = (seconds / Times - together + alone) * 1e6, ["lanesGive"] = (seconds / Times - together + alone) / (seconds / Times) },
                new Dictionary<string, object>(StringComparer.Ordinal) { ["hours"] = 4, ["members"] = Groups * Lanes.Count, ["stepMin"] = 5, ["core"] = 1, ["modelPartUs"] = together * 1e6 });
            var forecaster = new GlucoseForecaster(LearnedForecast.ShippedFor(kind));
            var recent = new RecentGlucose([.. Enumerable.Range(0, ForecastInputs.History).Select(i => 120 + 30 * Math.Sin(i / 9.0))], null, null, 0);
            var joined = CpuTime.Best(() => { for (var i = 0; i < Times; i++) forecaster.Forecast(twin, recent, TimeSpan.FromHours(4), [], []); });
            yield return new($"{kind}, joined with history and learned part", joined / Times * 1e6, "µs", new() { ["physiologyAlone"] = seconds / Times * 1e6 },
                new Dictionary<string, object>(StringComparer.Ordinal) { ["hours"] = 4, ["members"] = Groups * Lanes.Count, ["stepMin"] = 5, ["core"] = 1, ["runtime"] = "ONNX Runtime, one thread" });
        }
    }

    public static async IAsyncEnumerable<Measurement> Filter()
    {
        foreach (var kind in Enum.GetValues<MetabolismKind>())
        {
            var twin = AfterADay(kind);
            const int Times = 2000;
            var seconds = CpuTime.Best(() => { for (var i = 0; i < Times; i++) Sample(twin, i); });
            yield return new($"{kind}", seconds / Times * 1e6, "µs", null, new Dictionary<string, object>(StringComparer.Ordinal) { ["sampleMin"] = 5, ["core"] = 1 });
        }
    }

    public static async IAsyncEnumerable<Measurement> Map()
    {
        var scenario = new MealScenario
        {
            DurationMin = Minutes,
            MealsG = new Dictionary<int, double> { [420] = 45, [720] = 70, [1080] = 80 },
            BolusU = new Dictionary<int, double> { [420] = 4.5, [720] = 7, [1080] = 8 },
        };
        var subject = new UvaPadovaSubject(UvaPadovaPopulation.Adult, scenario);
        var course = new Lanes[289];
        subject.Simulate([[0.3, -0.2, 0.1]], course);
        var noise = new CounterNoise(7);
        var error = 0.0;
        double[] measured = [.. course.Select((value, i) => value[0] + (error = 0.9 * error + 8 * Math.Sqrt(0.19) * noise.Normal(i, 0, 0)))];
        var calibration = new MapCalibration(new(8, 0.9));
        const int Times = 20;
        var iterations = 0;
        var seconds = CpuTime.Best(() => { for (var i = 0; i < Times; i++) iterations = calibration.Fit(subject, measured).Iterations; });
        yield return new("map, one night", seconds / Times * 1e3, "ms", null, new Dictionary<string, object>(StringComparer.Ordinal) { ["parameters"] = 3, ["samples"] = 289, ["simulations"] = iterations, ["core"] = 1 });
        foreach (var night in NightBenchmark.Nights()) yield return night;
    }
#pragma warning restore CS1998

    /// <summary>One day of up to eight people, a meal of 60 g in the morning.</summary>
    private static void Day(UvaPadovaPatient[] people)
    {
        var p = new Aligned<UvaPadova.Parameters>(LanePacking.Pack(people, one => one.ToParameters()));
        var y = new Aligned<UvaPadova.State>(LanePacking.Pack(people, one => one.ToBasalState()));
        var inputs = new Aligned<MetabolicInputs>(new() { Insulin = people[0].BasalInsulin, PerMeal = 1 / 60_000.0 });
        for (var minute = 0; minute < Minutes; minute++)
        {
            inputs.Value.Eating = minute is >= 420 and < 432 ? 5000 : 0;
            RungeKutta4.Advance<UvaPadova, UvaPadova.State, UvaPadova.Parameters, MetabolicInputs>(ref y.Value, in p.Value, in inputs.Value, 1);
        }
    }

    /// <summary>Seconds for the equations of a four-hour forecast alone, in so many groups of eight lanes.</summary>
    private static double ModelPart(MetabolismKind kind, int groups)
    {
        var body = MetabolicBody.Of(new(kind, 75, 45));
        var members = new Lanes[groups * body.Dimension];
        var basal = new double[body.Dimension];
        body.Basal(basal.AsSpan(0, body.StateCount));
        GlucoseOutlook.Fill(body, new MetabolicIntake(), 5, 0);
        return CpuTime.Best(() =>
        {
            for (var i = 0; i < members.Length; i++) members[i] = basal[i % body.Dimension];
            for (var i = 0; i < Stretches; i++) body.Carry(members, groups);
        });
    }

    private static GlucoseTwin AfterADay(MetabolismKind kind)
    {
        var twin = GlucoseTwin.Start(new(kind, 75, 45), Midnight, 120);
        for (var i = 0; i < 288; i++) Sample(twin, i);
        return twin;
    }

    private static void Sample(GlucoseTwin twin, int i)
    {
        MetabolicEvent[] events = i % 96 == 0 ? [new(twin.At, MetabolicEventKind.CarbohydrateG, 40, TimeSpan.Zero)] : [];
        twin.Advance(twin.At.AddMinutes(5), events);
        twin.Assimilate(120 + 30 * Math.Sin(i / 12.0));
    }
}
