namespace TwinGrid.Devices.People;

/// <summary>What a body shows at a moment, before any sensor.</summary>
/// <param name="HeartRate">/min.</param>
/// <param name="RespiratoryRate">/min.</param>
/// <param name="OxygenSaturation">%.</param>
/// <param name="SystolicPressure">mmHg.</param>
/// <param name="DiastolicPressure">mmHg.</param>
/// <param name="Temperature">°C.</param>
/// <param name="Consciousness">Number of the ACVPU letter.</param>
/// <param name="OxygenFlow">L/min.</param>
/// <param name="StepsPerMinute">Steps in a minute.</param>
public readonly record struct VitalState(
    double HeartRate, double RespiratoryRate, double OxygenSaturation, double SystolicPressure, double DiastolicPressure,
    double Temperature, int Consciousness, double OxygenFlow, double StepsPerMinute);
