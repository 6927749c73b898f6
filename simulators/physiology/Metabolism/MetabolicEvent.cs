namespace TwinGrid.Physiology.Metabolism;

/// <summary>What moves a metabolism from outside.</summary>
public enum MetabolicEventKind : byte
{
    /// <summary>Carbohydrate eaten, g.</summary>
    CarbohydrateG,

    /// <summary>Insulin given at once, IU.</summary>
    InsulinBolusIU,

    /// <summary>Pump rate from now on (or for a time), IU/h.</summary>
    InsulinBasalRateIUPerH,

    /// <summary>Heart rate of physical activity, 1/min.</summary>
    HeartRatePerMin,
}

/// <summary>A meal, a dose, a change of pump rate, a spell of activity.</summary>
/// <param name="At">When it begins.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Amount">How much, in the kind's unit.</param>
/// <param name="Duration">How long; zero for at once (meal: as fast as one eats; pump rate: until the next one).</param>
public readonly record struct MetabolicEvent(DateTimeOffset At, MetabolicEventKind Kind, double Amount, TimeSpan Duration);
