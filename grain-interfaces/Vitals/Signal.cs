namespace TwinGrid.Vitals;

/// <summary>
/// What a device can observe. The numbers are stored in the log and in the history: never reuse or change one.
/// To add a vital sign, add a member here and its row in <see cref="SignalCatalogue"/>.
/// </summary>
public enum Signal : ushort
{
    None = 0,
    HeartRate = 1,
    RespiratoryRate = 2,
    OxygenSaturation = 3,
    SystolicPressure = 4,
    DiastolicPressure = 5,
    MeanArterialPressure = 6,
    BodyTemperature = 7,

    /// <summary>Interstitial glucose of a continuous monitor.</summary>
    Glucose = 8,

    /// <summary>Glucose in blood, plasma or serum, by finger stick or laboratory.</summary>
    BloodGlucose = 9,

    /// <summary>ACVPU: coded, see <see cref="CodedValues"/>.</summary>
    Consciousness = 10,

    /// <summary>Inhaled oxygen flow, L/min; 0 is room air.</summary>
    OxygenFlow = 11,

    /// <summary>Fraction of inspired oxygen, %; 21 is room air.</summary>
    InspiredOxygen = 12,

    /// <summary>Carbohydrate eaten, g: a dose-like event, counted once.</summary>
    Carbohydrate = 13,

    /// <summary>Insulin bolus delivered, IU: a dose-like event, counted once.</summary>
    InsulinBolus = 14,

    /// <summary>Basal insulin rate from this moment on, IU/h.</summary>
    InsulinBasalRate = 15,

    Steps = 16,
    SleepDuration = 17,
    BodyWeight = 18,
}
