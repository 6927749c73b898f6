namespace TwinGrid.Devices.People;

/// <summary>
/// The vital signs of a person as a function of time: a circadian rhythm, sleep, exertion, the person's own level, slow wandering, and what an episode does.
/// </summary>
/// <remarks>
/// Amplitudes of a day: heart rate and pressure lowest about 4 h (nightly pressure dip 10–20 %, O'Brien et al., Lancet 1988), temperature highest about 17 h with
/// a swing of half a degree around (Mackowiak et al., JAMA 1992), saturation a point lower and breathing slower in sleep.
/// </remarks>
public sealed class Body(Person person, DailyLife life, IReadOnlyList<Episode> episodes)
{
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Slow = TimeSpan.FromMinutes(25);

    private readonly Chance _chance = person.Chance;

    /// <summary>What the body shows at a moment.</summary>
    public VitalState At(DateTimeOffset at)
    {
        var (sleep, exertion) = (life.Sleep(at), Exertion(at));
        var afternoon = Math.Cos(2 * Math.PI * (life.HourOfDay(at) - 16) / 24);
        var temperature = 36.75 + 0.22 * Math.Cos(2 * Math.PI * (life.HourOfDay(at) - 17) / 24) + 0.05 * Wander("temperature", at, Slow);
        var dip = 1 - 0.11 * sleep + 0.02 * afternoon;
        var well = new VitalState(
            HeartRate: person.RestingHeartRate + 3 * afternoon - 7 * sleep + 95 * exertion + 1.8 * Wander("heart slow", at, Slow) + 1.2 * Wander("heart quick", at, Quick),
            RespiratoryRate: 15.2 - 1.4 * sleep + 16 * exertion + 0.7 * Wander("breath slow", at, Slow) + 0.6 * Wander("breath quick", at, Quick),
            OxygenSaturation: person.OxygenSaturation - 0.5 * sleep + 0.25 * Wander("saturation", at, Quick),
            SystolicPressure: Math.Max(112, person.SystolicPressure * dip + 40 * exertion + 2.5 * Wander("systolic", at, Slow)),
            DiastolicPressure: person.DiastolicPressure * dip + 8 * exertion + 1.8 * Wander("diastolic", at, Slow),
            temperature,
            Consciousness: 0,
            OxygenFlow: person.RetainsCarbonDioxide ? 1 : 0,
            StepsPerMinute: exertion > 0.08 ? Math.Round(360 * Math.Min(exertion, 0.45)) : 0);
        var ill = episodes.Aggregate(well, (state, episode) => Worsen(state, episode.Decline, episode.Severity(at)));
        return ill with { OxygenSaturation = Math.Min(100, ill.OxygenSaturation) };
    }

    /// <summary>Moves a state towards what severity 1 of a decline looks like.</summary>
    private static VitalState Worsen(VitalState well, Decline decline, double severity)
    {
        if (severity <= 0) return well;
        return decline switch
        {
            Decline.Sepsis => well with
            {
                HeartRate = Towards(well.HeartRate, 136),
                RespiratoryRate = Towards(well.RespiratoryRate, 31),
                Temperature = Towards(well.Temperature, 39.9),
                SystolicPressure = Towards(well.SystolicPressure, 78),
                DiastolicPressure = Towards(well.DiastolicPressure, 42),
                OxygenSaturation = Towards(well.OxygenSaturation, 91),
                Consciousness = severity > 0.75 ? 1 : 0,
            },
            Decline.RespiratoryFailure => well with
            {
                HeartRate = Towards(well.HeartRate, 120),
                RespiratoryRate = Towards(well.RespiratoryRate, 36),
                OxygenSaturation = Towards(well.OxygenSaturation, 80),
                Consciousness = severity > 0.8 ? 1 : 0,
                OxygenFlow = severity > 0.42 ? 6 : 0,
            },
            Decline.RacingHeart => well with
            {
                HeartRate = well.HeartRate + 75 * severity,
                SystolicPressure = well.SystolicPressure - 8 * severity,
            },
            _ => well,
        };

        double Towards(double healthy, double worst) => healthy + (worst - healthy) * severity;
    }

    /// <summary>The heart follows exertion with a delay: the mean of the last minutes.</summary>
    private double Exertion(DateTimeOffset at)
    {
        var sum = 0.0;
        for (var back = 0; back < 4; back++) sum += life.Exertion(at.AddSeconds(-45 * back));
        return sum / 4;
    }

    private double Wander(string purpose, DateTimeOffset at, TimeSpan scale) => _chance.Wander(purpose, at, scale);
}
