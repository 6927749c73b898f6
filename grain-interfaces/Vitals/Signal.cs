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
    BodyHeight = 19,
    BodyMassIndex = 20,

    // Laboratory, in blood, plasma or serum

    Creatinine = 32,
    GlomerularFiltration = 33,
    CystatinC = 34,
    UreaNitrogen = 35,
    UricAcid = 36,
    Sodium = 37,
    Potassium = 38,
    Chloride = 39,
    Calcium = 40,
    Leucocytes = 41,
    Neutrophils = 42,
    Haemoglobin = 43,
    Platelets = 44,
    Lactate = 45,
    CReactiveProtein = 46,
    Procalcitonin = 47,
    AspartateAminotransferase = 48,
    AlanineAminotransferase = 49,
    AlkalinePhosphatase = 50,
    GammaGlutamylTransferase = 51,
    Bilirubin = 52,
    Albumin = 53,
    ProthrombinRatio = 54,
    NatriureticPeptide = 55,

    /// <summary>The N-terminal fragment (NT-proBNP).</summary>
    NatriureticFragment = 56,

    /// <summary>HbA1c as NGSP counts it.</summary>
    GlycatedHaemoglobin = 57,
}
