namespace TwinGrid.Physiology.Circulation;

/// <summary>A circulation at one moment, as catheters would show it.</summary>
/// <param name="Seconds">Time since the start, s.</param>
/// <param name="LvPressure">Left ventricle, mmHg.</param>
/// <param name="LvVolume">Left ventricle, mL.</param>
/// <param name="LaPressure">Left atrium, mmHg.</param>
/// <param name="AorticPressure">Aortic sinus, mmHg.</param>
/// <param name="PulmonaryPressure">Pulmonary artery sinus, mmHg.</param>
public readonly record struct CirculationMoment(
    double Seconds, double LvPressure, double LvVolume, double LaPressure, double AorticPressure, double PulmonaryPressure);
