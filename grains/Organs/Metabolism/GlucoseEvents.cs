using TwinGrid.Forecasts;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs.Metabolism;

/// <summary>What patients and devices tell, as the glucose model takes it.</summary>
internal static class GlucoseEvents
{
    /// <summary>A dose that was told.</summary>
    public static MetabolicEvent Of(Signal signal, DateTimeOffset at, double amount) => new(at, signal switch
    {
        Signal.Carbohydrate => MetabolicEventKind.CarbohydrateG,
        Signal.InsulinBolus => MetabolicEventKind.InsulinBolusIU,
        Signal.InsulinBasalRate => MetabolicEventKind.InsulinBasalRateIUPerH,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "The metabolism takes no such event."),
    }, amount, TimeSpan.Zero);

    /// <summary>What a scenario plans.</summary>
    public static MetabolicEvent Of(ScenarioEvent planned, DateTimeOffset asOf) => planned.Kind switch
    {
        ScenarioEventKind.Meal => new(asOf + planned.After, MetabolicEventKind.CarbohydrateG, planned.Amount, planned.Duration),
        ScenarioEventKind.Insulin => new(asOf + planned.After, MetabolicEventKind.InsulinBolusIU, planned.Amount, TimeSpan.Zero),
        ScenarioEventKind.Exercise => new(asOf + planned.After, MetabolicEventKind.HeartRatePerMin, planned.Amount, planned.Duration),
        ScenarioEventKind.SkippedDose => new(asOf + planned.After, MetabolicEventKind.InsulinBasalRateIUPerH, 0, planned.Duration),
        _ => throw new ArgumentOutOfRangeException(nameof(planned), planned.Kind, "Unknown scenario event."),
    };

    /// <summary>Activity seen by the heart rate above the person's own rest.</summary>
    public static MetabolicEvent Activity(DateTimeOffset at, double abovePerMin, TimeSpan duration) =>
        new(at, MetabolicEventKind.HeartRatePerMin, GlucoseTwin.RestingHeartRate + abovePerMin, duration);
}
