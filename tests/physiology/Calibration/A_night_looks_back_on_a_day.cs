using TwinGrid.Physiology.Calibration;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;
using Xunit.Abstractions;

namespace TwinGrid.Physiology.Tests.Calibration;

/// <summary>Virtual people whose parameters are known live under a sensor; at night their twins look back on the day.</summary>
public sealed class A_night_looks_back_on_a_day(ITestOutputHelper output)
{
    private const int People = 12;
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Half the error of the published sensor: as exact as sensors are today.</summary>
    private static readonly ContinuousSensor Sensor = ContinuousSensor.Guardian with { Lambda = ContinuousSensor.Guardian.Lambda / 2, Xi = ContinuousSensor.Guardian.Xi / 2 };

    public static TheoryData<MetabolismKind> Kinds { get; } = [MetabolismKind.Healthy, MetabolismKind.Type1, MetabolismKind.Type2];

    [Theory, MemberData(nameof(Kinds))]
    public void three_nights_know_the_person_better_than_the_days_alone_and_are_honest(MetabolismKind kind)
    {
        double byDay = 0, byNight = 0;
        int inside = 0, count = 0;
        for (var i = 0; i < People; i++)
        {
            var person = new Person(kind, i, days: 3);
            var alone = person.Follow(nights: false);
            var (twin, truth) = (person.Follow(nights: true), person.Truth);
            foreach (var (name, log) in truth)
            {
                byDay += Square(Log(alone, name) - log);
                byNight += Square(Log(twin, name) - log);
                var estimate = twin.Estimates.Single(estimate => estimate.Name == name);
                if (Math.Abs(Log(twin, name) - log) < 1.645 * estimate.StandardDeviation / estimate.Value) inside++;
                count++;
            }
        }
        output.WriteLine($"{kind}: error of the logarithms {Math.Sqrt(byDay / count):0.000} by day, {Math.Sqrt(byNight / count):0.000} with nights, within 90 %: {(double)inside / count:0.00}");
        Math.Sqrt(byNight / count).ShouldBeLessThan(0.9 * Math.Sqrt(byDay / count));
        ((double)inside / count).ShouldBeGreaterThan(0.7);
    }

    [Fact]
    public void meals_that_were_seen_untold_do_not_drag_insulin_sensitivity()
    {
        double knowing = 0, blind = 0;
        for (var i = 0; i < People; i++)
        {
            var person = new Person(MetabolismKind.Type1, i, days: 1);
            var day = person.Day(0, untoldMinute: 740);
            var seen = day with { UntoldMeals = [new(Midnight.AddMinutes(750), 50, Midnight.AddMinutes(785))] };
            knowing += Square(Sensitivity(seen) - person.Truth["insulin sensitivity"]);
            blind += Square(Sensitivity(day) - person.Truth["insulin sensitivity"]);

            double Sensitivity(GlucoseDay known) => person.Twin.LookBack(known, null)!.Value.Person.Logs[1];
        }
        output.WriteLine($"error of insulin sensitivity: {Math.Sqrt(knowing / People):0.000} with the meal seen, {Math.Sqrt(blind / People):0.000} without");
        Math.Sqrt(knowing / People).ShouldBeLessThan(0.2);
        knowing.ShouldBeLessThan(0.7 * blind);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void a_day_that_starts_anywhere_is_understood(MetabolismKind kind)
    {
        var person = new Person(kind, 3, days: 2);
        var day = person.Day(0);
        var afterBreakfast = day with { Start = Midnight.AddMinutes(480), MgPerDl = day.MgPerDl[96..], Events = [.. day.Events.Where(e => e.At > Midnight.AddMinutes(480))] }; // an hour after a meal that is not known
        var (fit, _) = person.Twin.LookBack(afterBreakfast, null)!.Value;
        Math.Sqrt(fit.Course.Zip(afterBreakfast.MgPerDl, (a, b) => Square(a - b)).Skip(36).Average()).ShouldBeLessThan(20);
        Math.Abs(fit.Course[0] - afterBreakfast.MgPerDl[0]).ShouldBeLessThan(25);
    }

    [Fact]
    public void what_the_day_cannot_tell_stays_and_says_so()
    {
        var person = new Person(MetabolismKind.Type1, 5, days: 1);
        var day = person.Day(0, eats: false);
        var (fit, belief) = person.Twin.LookBack(day, null)!.Value;
        var stomach = fit.Parameters.ToList().FindIndex(parameter => parameter.Name == "gastric emptying");
        fit.IsIdentified(stomach).ShouldBeFalse();
        belief.Logs[stomach].ShouldBe(0, 1e-6);
        person.Twin.Believe(belief);
        person.Twin.Estimates[stomach].IsIdentified.ShouldBeFalse();
        person.Twin.Estimates[0].IsIdentified.ShouldBeTrue("a fasting day shows the fasting glucose");
    }

    [Fact]
    public void four_hours_are_needed()
    {
        var person = new Person(MetabolismKind.Healthy, 1, days: 1);
        var day = person.Day(0);
        double[] few = [.. day.MgPerDl.Select((value, i) => i < 47 ? value : double.NaN)];
        person.Twin.LookBack(day with { MgPerDl = few }, null).ShouldBeNull();
    }

    [Theory, MemberData(nameof(Kinds))]
    public void what_a_night_found_moves_the_person_and_hardly_the_glucose(MetabolismKind kind)
    {
        var person = new Person(kind, 2, days: 1);
        var twin = person.Follow(nights: false);
        var before = twin.MgPerDl;
        var (_, belief) = twin.LookBack(person.Day(0), null)!.Value;
        twin.Believe(belief);
        twin.MgPerDl.ShouldBe(before, 8);
        for (var i = 0; i < belief.Logs.Length; i++) Math.Log(twin.Estimates[i].Value / twin.Personal[i].Typical).ShouldBe(belief.Logs[i], 1e-6);
        var course = twin.Forecast(TimeSpan.FromHours(4), TimeSpan.FromMinutes(5), [.05, .5, .95], []);
        course.Values.ShouldAllBe(level => level.All(double.IsFinite));
    }

    private static double Log(GlucoseTwin twin, string name)
    {
        var at = twin.Personal.ToList().FindIndex(parameter => parameter.Name == name);
        return Math.Log(twin.Estimates[at].Value / twin.Personal[at].Typical);
    }

    private static double Square(double x) => x * x;

    private sealed class Person
    {
        private readonly VirtualEater _eater;
        private readonly int _days;
        private readonly CounterNoise _noise;
        private readonly Dictionary<int, double> _meals = [];

        public Person(MetabolismKind kind, int number, int days)
        {
            (_days, _noise) = (days, new CounterNoise((ulong)(number + 100 * (int)kind)));
            _eater = VirtualEater.Draw(kind, 40, _noise);
            Truth = new Dictionary<string, double>(StringComparer.Ordinal) { ["insulin sensitivity"] = 0.3 * _noise.Normal(0, 1, 0), ["gastric emptying"] = 0.18 * _noise.Normal(0, 3, 0) };
            Truth[kind == MetabolismKind.Type1 ? "insulin sensitivity of the liver" : "beta-cell response"] = 0.3 * _noise.Normal(0, 2, 0);
            for (var day = 0; day < days; day++)
                foreach (var (minute, grams) in new[] { (420, 45), (740, 70), (1090, 80) })
                    _meals[1440 * day + minute] = grams * (0.7 + 0.6 * _noise.Uniform(day, minute, 5));
            Twin = GlucoseTwin.Start(_eater.Patient, Midnight, 120);
            if (_eater.BasalIUPerH > 0) Twin.Advance(Midnight, [Pump]);
        }

        /// <summary>The drawn logarithms, as <see cref="VirtualEater.Draw"/> makes them.</summary>
        public Dictionary<string, double> Truth { get; }

        /// <summary>A twin that knows weight, age and pump only.</summary>
        public GlucoseTwin Twin { get; }

        private MetabolicEvent Pump => new(Midnight, MetabolicEventKind.InsulinBasalRateIUPerH, _eater.BasalIUPerH, TimeSpan.Zero);

        public GlucoseDay Day(int day, int? untoldMinute = null, bool eats = true)
        {
            var start = Midnight.AddDays(day);
            return new(start, Shown(untoldMinute, eats)[(288 * day)..(288 * (day + 1))],
                [.. Events(untoldMinute, eats).Where(e => e.At >= start - GlucoseDay.Before && e.At < start.AddDays(1))], []);
        }

        public GlucoseTwin Follow(bool nights)
        {
            var shown = Shown(null, eats: true);
            var events = Events(null, eats: true);
            var twin = GlucoseTwin.Start(_eater.Patient, Midnight, shown[0]);
            PersonalBelief? person = null;
            for (var i = 1; i <= 288 * _days; i++)
            {
                var (from, to) = (twin.At, Midnight.AddMinutes(5 * i));
                twin.Advance(to, [.. events.Where(e => e.At >= from && e.At < to)]);
                if (i < shown.Length) twin.Assimilate(shown[i]);
                if (!nights || i % 288 != 0) continue;
                person = twin.LookBack(Day(i / 288 - 1), person?.After(TimeSpan.FromDays(1), twin.Personal))!.Value.Person;
                twin.Believe(person);
            }
            return twin;
        }

        private double[] Shown(int? untoldMinute, bool eats)
        {
            var course = _eater.Live(new() { DurationMin = 1440 * _days, MealsG = eats ? _meals : [], BolusU = Boluses(untoldMinute, eats) });
            return Sensor.Read([.. course.Select(sample => sample.SensorGlucose)], _noise);
        }

        private Dictionary<int, double> Boluses(int? untoldMinute, bool eats) =>
            _eater.BasalIUPerH > 0 && eats ? _meals.Where(meal => meal.Key != untoldMinute).ToDictionary(meal => meal.Key, meal => meal.Value / _eater.GPerIU) : [];

        private MetabolicEvent[] Events(int? untoldMinute, bool eats) =>
        [
            .. _eater.BasalIUPerH > 0 ? [Pump] : Array.Empty<MetabolicEvent>(),
            .. eats ? _meals.Where(meal => meal.Key != untoldMinute).Select(meal => new MetabolicEvent(Midnight.AddMinutes(meal.Key), MetabolicEventKind.CarbohydrateG, meal.Value, TimeSpan.Zero)) : [],
            .. Boluses(untoldMinute, eats).Select(bolus => new MetabolicEvent(Midnight.AddMinutes(bolus.Key), MetabolicEventKind.InsulinBolusIU, bolus.Value, TimeSpan.Zero)),
        ];
    }
}
