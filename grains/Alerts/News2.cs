using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Alerts;

/// <summary>The National Early Warning Score 2.</summary>
/// <remarks>
/// Royal College of Physicians, National Early Warning Score (NEWS) 2, London 2017, charts 1 and 2; reproduced with acknowledgement. Whole numbers are
/// scored to the nearest whole, temperature to the nearest tenth, halves upwards.
/// </remarks>
public static class News2
{
    /// <summary>The chart's longest interval between observations: what is older no longer describes the patient and counts as missing.</summary>
    public static TimeSpan OldestCounted { get; } = TimeSpan.FromHours(12);

    /// <summary>Whom the score is for: sixteen and older, not pregnant.</summary>
    public static bool AppliesTo(PatientProfile profile, DateTimeOffset now) => profile.AgeYears(now) >= 16 && !profile.Has(PatientProfile.Pregnancy);

    /// <summary>The points of each parameter, in the order of the chart.</summary>
    public static News2Points Score(in News2Parameters p) => new(
        Respiration: Whole(p.RespiratoryRate) switch { null => 0, <= 8 => 3, <= 11 => 1, <= 20 => 0, <= 24 => 2, _ => 3 },
        Oxygenation: p.UsesScale2 ? Scale2(Whole(p.OxygenSaturation), p.OnOxygen is true) : Scale1(Whole(p.OxygenSaturation)),
        AirOrOxygen: p.OnOxygen is true ? 2 : 0,
        Systolic: Whole(p.SystolicPressure) switch { null => 0, <= 90 => 3, <= 100 => 2, <= 110 => 1, <= 219 => 0, _ => 3 },
        Pulse: Whole(p.HeartRate) switch { null => 0, <= 40 => 3, <= 50 => 1, <= 90 => 0, <= 110 => 1, <= 130 => 2, _ => 3 },
        Consciousness: p.Consciousness is > 0 ? 3 : 0,
        Temperature: Tenth(p.Temperature) switch { null => 0, <= 35.0m => 3, <= 36.0m => 1, <= 38.0m => 0, <= 39.0m => 1, _ => 2 });

    /// <summary>The clinical response the college asks for.</summary>
    public static string Response(int score, bool anySingleThree) => (score, anySingleThree) switch
    {
        ( >= 7, _) => "emergency response within 30 minutes, continuous monitoring",
        ( >= 5, _) => "urgent response within 1 hour, observations at least hourly",
        (_, true) => "urgent ward review, observations at least hourly",
        ( >= 1, _) => "observations every 4 to 6 hours",
        _ => "observations at least every 12 hours",
    };

    /// <summary>The score as it stands; null where NEWS2 does not apply, or no parameter of it is known.</summary>
    public static News2Glance? Glance(LatestSigns latest, PatientProfile profile, DateTimeOffset now)
    {
        if (!AppliesTo(profile, now)) return null;
        var missing = new List<Signal>();
        var parameters = ParametersOf(latest, profile, now, missing);
        if (missing.Count == ParameterCount) return null;
        var points = Score(parameters);
        return new News2Glance(points.Total, points.AnySingleThree, missing, Response(points.Total, points.AnySingleThree));
    }

    /// <summary>Whether two glances say the same.</summary>
    public static bool AreEqual(News2Glance? one, News2Glance? other) =>
        one is null || other is null ? ReferenceEquals(one, other) : one with { Missing = other.Missing } == other && one.Missing.SequenceEqual(other.Missing);

    private const int ParameterCount = 7;

    /// <summary>The parameters as they are known now; those not known are added to <paramref name="missing"/>, where it is given.</summary>
    internal static News2Parameters ParametersOf(LatestSigns latest, PatientProfile profile, DateTimeOffset now, List<Signal>? missing)
    {
        return new News2Parameters(
            Known(Signal.RespiratoryRate), Known(Signal.OxygenSaturation), OnOxygen(), Known(Signal.SystolicPressure), Known(Signal.HeartRate),
            Known(Signal.Consciousness), Known(Signal.BodyTemperature), profile.Has(PatientProfile.HypercapnicRespiratoryFailure));

        double? Known(Signal signal)
        {
            if (Counted(signal) is { } sign) return sign.Value;
            missing?.Add(signal);
            return null;
        }

        bool? OnOxygen()
        {
            var (flow, inspired) = (Counted(Signal.OxygenFlow), Counted(Signal.InspiredOxygen));
            if (flow is null && inspired is null) missing?.Add(Signal.OxygenFlow);
            return (flow, inspired) switch
            {
                (null, null) => null,
                ({ } f, { } i) when f.ObservedAt == i.ObservedAt => f.Value > 0 || i.Value > RoomAir,
                ({ } f, var i) when i is null || f.ObservedAt > i.Value.ObservedAt => f.Value > 0,
                (_, { } i) => i.Value > RoomAir,
                _ => null,
            };
        }

        LatestSign? Counted(Signal signal) => latest.Newest(signal) is { } sign && now - sign.ObservedAt <= OldestCounted ? sign : null;
    }

    /// <summary>Oxygen in room air, % as sensors round it.</summary>
    private const double RoomAir = 21;

    private static int Scale1(int? saturation) => saturation switch { null => 0, <= 91 => 3, <= 93 => 2, <= 95 => 1, _ => 0 };

    private static int Scale2(int? saturation, bool onOxygen) => saturation switch
    {
        null => 0,
        <= 83 => 3,
        <= 85 => 2,
        <= 87 => 1,
        <= 92 => 0,
        _ when !onOxygen => 0,
        <= 94 => 1,
        <= 96 => 2,
        _ => 3,
    };

    private static int? Whole(double? value) => value is { } v ? (int)Math.Round(v, MidpointRounding.AwayFromZero) : null;

    private static decimal? Tenth(double? value) => value is { } v ? Math.Round((decimal)v, 1, MidpointRounding.AwayFromZero) : null;
}
