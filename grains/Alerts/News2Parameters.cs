namespace TwinGrid.Grains.Alerts;

/// <summary>What NEWS2 is scored from. Null is "not known" and scores 0.</summary>
/// <param name="RespiratoryRate">/min.</param>
/// <param name="OxygenSaturation">%.</param>
/// <param name="OnOxygen">True on supplemental oxygen, false on air.</param>
/// <param name="SystolicPressure">mmHg.</param>
/// <param name="HeartRate">/min.</param>
/// <param name="Consciousness">ACVPU as kept: 0 is Alert, 1 to 4 are C, V, P, U.</param>
/// <param name="Temperature">°C.</param>
/// <param name="UsesScale2">True for patients with hypercapnic respiratory failure and a target of 88–92 %.</param>
public readonly record struct News2Parameters(
    double? RespiratoryRate = null, double? OxygenSaturation = null, bool? OnOxygen = null, double? SystolicPressure = null, double? HeartRate = null,
    double? Consciousness = null, double? Temperature = null, bool UsesScale2 = false);
