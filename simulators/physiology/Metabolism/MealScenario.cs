namespace TwinGrid.Physiology.Metabolism;

/// <summary>A day (or any stretch) of meals and insulin for a virtual person; inputs are constant within each minute.</summary>
public sealed record MealScenario
{
    /// <summary>Length, min.</summary>
    public required int DurationMin { get; init; }

    /// <summary>A sample each so many minutes, from minute 0 on.</summary>
    public int SampleMin { get; init; } = 5;

    /// <summary>Carbohydrate, g, by the minute in which eating begins; eaten at 5 g/min at most.</summary>
    public IReadOnlyDictionary<int, double> MealsG { get; init; } = new Dictionary<int, double>();

    /// <summary>Insulin bolus, IU, by the minute in which it is delivered.</summary>
    public IReadOnlyDictionary<int, double> BolusU { get; init; } = new Dictionary<int, double>();

    /// <summary>Basal insulin, IU/min; null for the rate that holds the person's steady state.</summary>
    public double? BasalUPerMin { get; init; }

    /// <summary>Glucose that appears without a cause, mg/kg/min, by minute; null for none.</summary>
    public Func<int, double>? Unexplained { get; init; }
}

/// <summary>What is seen of a virtual person at one time.</summary>
/// <param name="Minute">Time from the start, min.</param>
/// <param name="SensorGlucose">Glucose under the skin, mg/dL.</param>
/// <param name="PlasmaGlucose">Plasma glucose, mg/dL.</param>
/// <param name="PlasmaInsulin">Plasma insulin, pmol/L.</param>
public readonly record struct MetabolicSample(int Minute, double SensorGlucose, double PlasmaGlucose, double PlasmaInsulin);
