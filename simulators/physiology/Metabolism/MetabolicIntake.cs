namespace TwinGrid.Physiology.Metabolism;

/// <summary>What a person takes in and does as time passes: meals, insulin, activity; cut into stretches of constant inputs.</summary>
internal sealed class MetabolicIntake
{
    /// <summary>A dose that arrives later than this is left out: the measurements since have told its effect.</summary>
    private const double LatestMin = 30;
    private const double MostCarbohydrateG = 500;
    private const double MostBolusIU = 100;
    private const double MostBasalIUPerH = 30;
    private const int Numbers = 15;

    private Eating _eating;
    private ExerciseResponse _exercise;
    private double _bolusIU;
    private double? _basalIUPerH;
    private double _temporaryIUPerH;
    private double _temporaryMin;
    private double _heartRate = GlucoseTwin.RestingHeartRate;
    private double _heartRateMin;

    /// <summary>Insulin need relative to the typical person, told by the first pump rate.</summary>
    public double InsulinNeed { get; private set; } = 1;

    /// <summary>Whether a meal has begun since this was last asked.</summary>
    public bool MealBegan { get; private set; }

    public MetabolicIntake Copy() => (MetabolicIntake)MemberwiseClone();

    /// <summary>The same person with nothing on its way but the lasting pump rate.</summary>
    public MetabolicIntake AtRest() => new() { _basalIUPerH = _basalIUPerH, InsulinNeed = InsulinNeed };

    /// <summary>Takes over the need that a prescription tells, unless a pump has told it.</summary>
    public void Prescribe(double need)
    {
        if (_basalIUPerH is null) InsulinNeed = need;
    }

    public void ForgetMeal() => MealBegan = false;

    /// <summary>Takes in one event.</summary>
    /// <param name="event">The event; amounts that no one takes are held within bounds.</param>
    /// <param name="lateMin">How long ago it was.</param>
    /// <param name="typicalBasalIUPerH">Pump rate that holds the typical person's steady state; 0 for people with their own insulin.</param>
    public void Take(MetabolicEvent @event, double lateMin, double typicalBasalIUPerH)
    {
        if (!double.IsFinite(@event.Amount) || @event.Amount < 0) return;
        var minutes = Math.Clamp(@event.Duration.TotalMinutes, 0, 1440);
        switch (@event.Kind)
        {
            case MetabolicEventKind.CarbohydrateG when lateMin <= LatestMin && @event.Amount > 0:
                _eating.Begin(Math.Min(@event.Amount, MostCarbohydrateG) * 1000, minutes);
                MealBegan = true;
                break;
            case MetabolicEventKind.InsulinBolusIU when lateMin <= LatestMin:
                _bolusIU = Math.Min(_bolusIU + @event.Amount, MostBolusIU);
                break;
            case MetabolicEventKind.InsulinBasalRateIUPerH when minutes > 0:
                _temporaryIUPerH = Math.Min(@event.Amount, MostBasalIUPerH);
                _temporaryMin = Math.Max(minutes - lateMin, 0);
                break;
            case MetabolicEventKind.InsulinBasalRateIUPerH:
                Pump(Math.Min(@event.Amount, MostBasalIUPerH), typicalBasalIUPerH);
                break;
            case MetabolicEventKind.HeartRatePerMin:
                _heartRate = Math.Clamp(@event.Amount, 30, 220);
                _heartRateMin = Math.Max((minutes > 0 ? minutes : 5) - lateMin, 0);
                break;
        }
    }

    /// <summary>The next stretch of constant inputs.</summary>
    /// <param name="mostMin">Its greatest length, min.</param>
    /// <param name="stomachMg">What the stomach holds.</param>
    /// <param name="weightKg">Body weight.</param>
    /// <param name="holdingInsulin">Insulin that holds the steady state while no pump rate is known, pmol/kg/min.</param>
    /// <param name="prescribedInsulin">Insulin that is in the steady state already, pmol/kg/min: a told rate counts as more or less than it.</param>
    public Drive Next(double mostMin, double stomachMg, double weightKg, double holdingInsulin, double prescribedInsulin)
    {
        var minutes = mostMin;
        if (_temporaryMin > 0) minutes = Math.Min(minutes, _temporaryMin);
        if (_heartRateMin > 0) minutes = Math.Min(minutes, _heartRateMin);

        var pmolPerKg = InsulinDose.PmolPerIU / weightKg;
        var insulin = _temporaryMin > 0 ? _temporaryIUPerH / 60 * pmolPerKg - prescribedInsulin
            : _basalIUPerH is { } rate ? rate / 60 * pmolPerKg - prescribedInsulin
            : holdingInsulin;
        insulin += _bolusIU * pmolPerKg / minutes;
        _bolusIU = 0;

        var eaten = _eating.Eat(minutes, stomachMg);
        _exercise.Advance(minutes, _heartRateMin > 0 ? _heartRate : GlucoseTwin.RestingHeartRate, GlucoseTwin.RestingHeartRate);
        _temporaryMin = Math.Max(_temporaryMin - minutes, 0);
        _heartRateMin = Math.Max(_heartRateMin - minutes, 0);
        return new(minutes, eaten, insulin, _eating.MealMg > 0 ? 1 / _eating.MealMg : 0, _exercise.Use, _exercise.Action);
    }

    public double[] Save() =>
    [
        _eating.AheadMg, _eating.RateMgPerMin, _eating.MealMg, _eating.IsEating ? 1 : 0, _exercise.Intensity, _exercise.Afterglow,
        _bolusIU, _basalIUPerH is null ? 0 : 1, _basalIUPerH ?? 0, _temporaryIUPerH, _temporaryMin, _heartRate, _heartRateMin, InsulinNeed, MealBegan ? 1 : 0,
    ];

    /// <summary>The intake as it was saved, or null when these are not its numbers.</summary>
    public static MetabolicIntake? Restore(double[] saved) => saved.Length != Numbers ? null : new()
    {
        _eating = Eating.Restore(saved[0], saved[1], saved[2], saved[3] != 0),
        _exercise = ExerciseResponse.Restore(saved[4], saved[5]),
        _bolusIU = saved[6],
        _basalIUPerH = saved[7] != 0 ? saved[8] : null,
        _temporaryIUPerH = saved[9], _temporaryMin = saved[10], _heartRate = saved[11], _heartRateMin = saved[12],
        InsulinNeed = saved[13], MealBegan = saved[14] != 0,
    };

    /// <summary>
    /// A pump's first lasting rate is taken as the one its wearer was set to: it tells the insulin need. Later rates are more or less than it.
    /// </summary>
    private void Pump(double rateIUPerH, double typicalIUPerH)
    {
        if (_basalIUPerH is null && rateIUPerH > 0 && typicalIUPerH > 0) InsulinNeed = NeedOf(rateIUPerH, typicalIUPerH);
        _basalIUPerH = rateIUPerH;
        _temporaryMin = 0;
    }

    /// <summary>Insulin need of somebody whose basal rate this is.</summary>
    public static double NeedOf(double rateIUPerH, double typicalIUPerH) => Math.Clamp(rateIUPerH / typicalIUPerH, 0.2, 5);
}
