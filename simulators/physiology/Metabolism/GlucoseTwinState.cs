namespace TwinGrid.Physiology.Metabolism;

/// <summary>Everything a <see cref="GlucoseTwin"/> knows, as plain numbers; under 2 kB.</summary>
/// <param name="Version">Model and prior it belongs to.</param>
/// <param name="At">The time it stands at.</param>
/// <param name="CalibratedAt">When it last took in a measurement after the first; null before.</param>
/// <param name="MeasuredAt">When it last took in any measurement.</param>
/// <param name="Mean">Expected state, unexplained glucose and personal parameters.</param>
/// <param name="Covariance">Lower triangle of their covariance, row by row.</param>
/// <param name="Intake">Meals and insulin on their way.</param>
/// <param name="Course">The last measurement (mg/dL), how restless the glucose has been, and the watch for untold meals.</param>
public sealed record GlucoseTwinState(
    string Version,
    DateTimeOffset At,
    DateTimeOffset? CalibratedAt,
    DateTimeOffset MeasuredAt,
    double[] Mean,
    float[] Covariance,
    double[] Intake,
    double[] Course);
