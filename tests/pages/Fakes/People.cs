using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.History;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Pages.Tests.Fakes;

/// <summary>People with the signals, alerts and courses a real ward has.</summary>
public static class People
{
    public static TwinGlance Quiet(string id, DateTimeOffset now) => new(
        TwinId.Parse(id), Profile(DiabetesType.None),
        [
            Sign(Signal.HeartRate, 72, now.AddSeconds(-12), Trend.Steady, 1), Sign(Signal.OxygenSaturation, 97, now.AddSeconds(-12), Trend.Steady, 0),
            Sign(Signal.SystolicPressure, 124, now.AddMinutes(-18), Trend.Steady, -2), Sign(Signal.DiastolicPressure, 78, now.AddMinutes(-18), Trend.Steady, 1),
        ],
        [], [], [], [new DeviceMark("watch", 812, now.AddSeconds(-12), TimeSpan.FromSeconds(60))],
        new News2Glance(0, false, [], "Routine monitoring, at least every 12 hours"), new LogPosition(0, 10));

    public static TwinGlance LowGlucose(string id, DateTimeOffset now) => Quiet(id, now) with
    {
        Profile = Profile(DiabetesType.Type1),
        Latest =
        [
            Sign(Signal.Glucose, 84, now.AddMinutes(-2), Trend.FallingFast, -12), Sign(Signal.HeartRate, 96, now.AddSeconds(-20), Trend.Rising, 6),
            Sign(Signal.SystolicPressure, 138, now.AddMinutes(-12), Trend.Rising, 4), Sign(Signal.DiastolicPressure, 86, now.AddMinutes(-12), Trend.Steady, 2),
            Sign(Signal.OxygenSaturation, 96, now.AddSeconds(-20), Trend.Steady, 0), Sign(Signal.RespiratoryRate, 17, now.AddSeconds(-20), Trend.Steady, 0),
            Sign(Signal.BodyTemperature, 36.9, now.AddHours(-3), Trend.Steady, 0.1),
        ],
        OpenAlerts =
        [
            Alert(id, "a-low", "forecast-crossing", Severity.High, Signal.Glucose, "Glucose falls below 70 mg/dL in about 25 min (probability 81 %): 84 mg/dL now, falling fast.", now.AddMinutes(-7), now.AddMinutes(25)),
            Alert(id, "a-hr", "rapid-change", Severity.Low, Signal.HeartRate, "Heart rate rose by 24 /min within 10 min.", now.AddMinutes(-4), now.AddMinutes(-4)),
        ],
        Organs =
        [
            new OrganGlance(OrganCatalogue.Metabolism, "uva-padova 1", [new("Insulin sensitivity", 0.00072, 0.00018, "dL/kg/min"), new("Gastric emptying", 0.041, 0.009, "/min"), new("Insulin on board", 3.4, 0.6, "[iU]")], now.AddMinutes(-2), null),
            new OrganGlance(OrganCatalogue.Heart, "personal-circulation/1",
            [
                new("resting heart rate", 68.2, 2.1, "/min"), new("resting systolic blood pressure", 131, 4.8, "mm[Hg]"), new("cardiac output", 4.62, .69, "L/min"), new("stroke volume", 67.8, 10.2, "mL"),
                new("systemic resistance", 21.3, 3.2, "mm[Hg].min/L"), new("arterial compliance", .97, .15, "mL/mm[Hg]"), new("misfit of resting pressures", .02, 0, "mm[Hg]"),
            ], now.AddMinutes(-12), null),
            new OrganGlance(OrganCatalogue.Lung, "personal-lung/1", [new("resting respiratory rate", 15.1, .6, "/min"), new("shunt", 4.1, 1, "%"), new("arterial oxygen", 82, 8.2, "mm[Hg]"), new("oxygen breathed", 20.9, 0, "%")], now.AddMinutes(-12), null),
        ],
        Devices =
        [
            new DeviceMark("cgm-7f2", 288, now.AddMinutes(-2), TimeSpan.FromMinutes(5)), new DeviceMark("bedside-monitor", 10422, now.AddSeconds(-20), TimeSpan.FromSeconds(60)),
            new DeviceMark("thermometer", 4, now.AddHours(-3), null),
        ],
        News2 = new News2Glance(3, true, [Signal.Consciousness], "Urgent ward-based response"),
    };

    public static TwinGlance Deteriorating(string id, DateTimeOffset now) => Quiet(id, now) with
    {
        Latest =
        [
            Sign(Signal.HeartRate, 124, now.AddSeconds(-8), Trend.Rising, 9), Sign(Signal.OxygenSaturation, 90, now.AddSeconds(-8), Trend.Falling, -3),
            Sign(Signal.SystolicPressure, 92, now.AddMinutes(-6), Trend.Falling, -11), Sign(Signal.DiastolicPressure, 58, now.AddMinutes(-6), Trend.Falling, -6),
            Sign(Signal.RespiratoryRate, 26, now.AddSeconds(-8), Trend.Rising, 4), Sign(Signal.BodyTemperature, 38.9, now.AddMinutes(-40), Trend.Rising, 0.6),
        ],
        OpenAlerts = [Alert(id, $"{id}-news2", "news2", Severity.High, Signal.None, "NEWS2 is 11: emergency response. SpO₂ 90 %, respiratory rate 26 /min, heart rate 124 /min.", now.AddMinutes(-31), now.AddMinutes(-1)) with { Value = 11 }],
        News2 = new News2Glance(11, true, [], "Emergency response: continuous monitoring"),
    };

    public static TwinGlance Silent(string id, DateTimeOffset now) => Quiet(id, now) with
    {
        Latest = [Sign(Signal.HeartRate, 66, now.AddMinutes(-22), Trend.Unknown, null)],
        OpenAlerts = [Alert(id, $"{id}-silent", "data-stopped", Severity.Medium, Signal.HeartRate, "No data from watch for 22 min; it usually sends every 60 s.", now.AddMinutes(-7), now.AddMinutes(-22))],
        News2 = null,
    };

    public static LatestSign Sign(Signal signal, double value, DateTimeOffset at, Trend trend, double? change) => new(signal, value, at, "device", trend, change / 5, change);

    public static Alert Alert(string twin, string id, string rule, Severity severity, Signal signal, string reason, DateTimeOffset raisedAt, DateTimeOffset? observedAt) => new(
        id, TwinId.Parse(twin), rule, severity, signal, Direction.Low, 84, signal == Signal.None ? "" : SignalCatalogue.Of(signal).Unit, Trend.FallingFast, raisedAt, observedAt,
        AlertState.Raised, reason, "fake 1", null, null, 1, [new AlertStep(raisedAt, "raise", "system", null)]);

    /// <summary>A wavy course with a gap in it, the same for the same time.</summary>
    public static HistoryBucket[] Course(Signal signal, DateTimeOffset from, DateTimeOffset to, int points, DateTimeOffset now)
    {
        var step = (to - from) / points;
        return
        [
            .. Enumerable.Range(0, points).Select(i => from + (step * (i + .5))).Where(at => at <= now && (now - at).TotalMinutes is < 95 or > 125)
                .Select(at => (at, mean: Typical(signal, at, now), spread: Spread(signal) * (.2 + (.15 * Math.Sin(at.ToUnixTimeSeconds() / 700d)))))
                .Select(p => new HistoryBucket(p.at, p.mean, p.mean - p.spread, p.mean + p.spread, 5)),
        ];
    }

    /// <summary>The course without its quick waves, as a filter would see it; nothing in the gap.</summary>
    public static ModelCourse Believed(Signal signal, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var step = TimeSpan.FromMinutes(10);
        return new ModelCourse(signal, from, step,
        [
            .. Enumerable.Range(0, (int)((to - from) / step)).Select(i => from + (step * i))
                .Select(at => (now - at).TotalMinutes is < 95 or > 125 ? (Typical(signal, at, now) + Typical(signal, at - step, now)) / 2 : double.NaN),
        ], "fake 1");
    }

    public static HistoryPoint[] Samples(Signal signal, DateTimeOffset from, DateTimeOffset to) => signal switch
    {
        Signal.Carbohydrate => [new(to.AddMinutes(-230), 45, "pen", SampleStatus.Final, SampleFlags.None), new(to.AddMinutes(-50), 20, "pen", SampleStatus.Final, SampleFlags.None)],
        Signal.InsulinBolus => [new(to.AddMinutes(-222), 4.5, "pen", SampleStatus.Final, SampleFlags.None)],
        Signal.BloodGlucose => [new(to.AddMinutes(-140), 162, "meter", SampleStatus.Final, SampleFlags.None)],
        _ => [],
    };

    public static Forecast Ahead(Signal signal, DateTimeOffset now, TimeSpan horizon, double shift)
    {
        var points = (int)(horizon / Forecast.StandardStep) + 1;
        var start = Typical(signal, now, now);
        double At(int i, double z)
        {
            var t = i * 5 / 60d;
            var drift = signal == Signal.Glucose ? (-26 * (1 - Math.Exp(-t))) + (shift * .9 * t * Math.Exp(1 - t)) : (2 * Math.Sin(t / 3)) + (shift * (1 - Math.Exp(-8 * t)));
            return start + drift + (z * Spread(signal) * .35 * Math.Sqrt(t + .02));
        }
        return new Forecast(
            signal, now, now, Forecast.StandardStep, [.. Forecast.StandardLevels],
            [.. new[] { -1.645, -.674, 0, .674, 1.645 }.Select(z => Enumerable.Range(0, points).Select(i => At(i, z)).ToArray())],
            signal == Signal.Glucose ? "uva-padova 1" : "heart-trend 1", TimeSpan.FromMinutes(2), null);
    }

    private static PatientProfile Profile(DiabetesType diabetes) => new(new DateOnly(1958, 4, 12), Sex.Female, 163, 61, ["hypertension"], diabetes);

    private static double Spread(Signal signal) => signal switch { Signal.Glucose => 26, Signal.BodyTemperature => .3, Signal.OxygenSaturation => 1.2, Signal.RespiratoryRate => 2, _ => 9 };

    private static double Typical(Signal signal, DateTimeOffset at, DateTimeOffset now)
    {
        var hours = (at - now).TotalHours;
        return signal switch
        {
            Signal.Glucose => 84 + (70 * Math.Sin(-hours * .9) * Math.Min(1, -hours)) + (12 * -hours),
            Signal.HeartRate => 80 + (6 * Math.Sin(hours * 2.1)) + (3 * Math.Sin(hours * 17)),
            Signal.SystolicPressure => 132 + (8 * Math.Sin(hours * .8)),
            Signal.DiastolicPressure => 84 + (5 * Math.Sin(hours * .8)),
            Signal.OxygenSaturation => 96 + Math.Sin(hours * 3),
            Signal.RespiratoryRate => 16 + (2 * Math.Sin(hours * 2)),
            Signal.BodyTemperature => 36.9 + (.2 * Math.Sin(hours / 3)),
            _ => 0,
        };
    }
}
