namespace TwinGrid.Physiology.Forecasting.Learned;

/// <summary>What a person's own sensor has shown so far, beside what a <see cref="Metabolism.GlucoseTwin"/> made of it.</summary>
/// <param name="MgPerDl">Readings 5 min apart, oldest first, up to the moment the twin stands at, mg/dL.</param>
/// <param name="Clock">Minute of the day by the clock on the person's wall, 0 to 1440; null where it is not known.</param>
/// <param name="Habits">The person's days before; null for a stranger.</param>
/// <param name="HabitMinute">Minute of the day by the clock the habits were noted by.</param>
public sealed record RecentGlucose(double[] MgPerDl, double? Clock, DailyHabits? Habits, double HabitMinute);
