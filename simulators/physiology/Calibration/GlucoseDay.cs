using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Physiology.Calibration;

/// <summary>A day of one person's glucose as it is known afterwards: what was measured, told and seen untold.</summary>
/// <param name="Start">Time of the first grid point.</param>
/// <param name="MgPerDl">Sensor glucose each <see cref="Step"/>, mg/dL; NaN where none was measured.</param>
/// <param name="Events">Meals, insulin and activity of the day and of the hours before it.</param>
/// <param name="UntoldMeals">Meals that nobody told and that the twin saw.</param>
public sealed record GlucoseDay(DateTimeOffset Start, double[] MgPerDl, IReadOnlyList<MetabolicEvent> Events, IReadOnlyList<UntoldMeal> UntoldMeals)
{
    /// <summary>Grid of a sensor.</summary>
    public static TimeSpan Step { get; } = TimeSpan.FromMinutes(5);

    /// <summary>How long before the day events still matter: meals are digested and insulin is gone.</summary>
    public static TimeSpan Before { get; } = TimeSpan.FromHours(6);

    /// <summary>Fewer measurements than these (four hours) say too little of a person.</summary>
    public const int FewestMeasurements = 48;

    /// <summary>Whether the day holds enough to learn from.</summary>
    public bool IsTelling => MgPerDl.Count(double.IsFinite) >= FewestMeasurements;
}
