using System.Collections.Frozen;

namespace TwinGrid.Vitals;

/// <summary>One row of the catalogue: how a signal is named, coded, measured, and what no living body shows.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Slug">Stable short name used in URLs beside the code, e.g. <c>heart-rate</c>.</param>
/// <param name="Name">Display name.</param>
/// <param name="Code">Preferred code (LOINC; local where LOINC has none, see <see cref="IsLocalCode"/>).</param>
/// <param name="Aliases">Other codes that mean the same signal.</param>
/// <param name="Unit">Internal unit, UCUM. Everything behind the gateway is in this unit.</param>
/// <param name="PossibleLow">Below this a value cannot be physiology (internal unit).</param>
/// <param name="PossibleHigh">Above this a value cannot be physiology (internal unit).</param>
/// <param name="Decimals">Decimals worth showing.</param>
/// <param name="MolarMass">g/mol where amounts of substance may be sent instead of masses; 0 where not.</param>
public sealed record SignalDefinition(
    Signal Signal, string Slug, string Name, string Code, string[] Aliases, string Unit,
    double PossibleLow, double PossibleHigh, int Decimals, double MolarMass = 0)
{
    /// <summary>True where zero is what a disconnected probe sends, and no reading of a living body.</summary>
    public bool ZeroMeansDisconnected { get; init; }

    /// <summary>True for meals and doses: they add up, there is no "latest value" of them.</summary>
    public bool IsDose { get; init; }

    /// <summary>True where the value is one of <see cref="CodedValues"/> and not a quantity.</summary>
    public bool IsCoded { get; init; }

    /// <summary>True for what a laboratory finds in blood.</summary>
    public bool IsLaboratory { get; init; }

    /// <summary>True where LOINC has no code for it and TwinGrid names its own.</summary>
    public bool IsLocalCode => Code.AsSpan().IndexOfAnyInRange('a', 'z') >= 0;
}

/// <summary>Every signal TwinGrid understands, by signal and by code. Codes: LOINC; units: UCUM.</summary>
public static class SignalCatalogue
{
    /// <summary>g/mol of glucose (180.156), so that mmol/L × 18.0156 = mg/dL.</summary>
    private const double GlucoseMolarMass = 180.156;

    public static IReadOnlyList<SignalDefinition> All { get; } =
    [
        new(Signal.HeartRate, "heart-rate", "Heart rate", "8867-4", ["40443-4", "76282-3"], "/min", 15, 350, 0) { ZeroMeansDisconnected = true },
        new(Signal.RespiratoryRate, "respiratory-rate", "Respiratory rate", "9279-1", [], "/min", 2, 120, 0) { ZeroMeansDisconnected = true },
        new(Signal.OxygenSaturation, "oxygen-saturation", "Oxygen saturation", "59408-5", ["2708-6"], "%", 30, 100, 0) { ZeroMeansDisconnected = true },
        new(Signal.SystolicPressure, "systolic-pressure", "Systolic blood pressure", "8480-6", [], "mm[Hg]", 30, 350, 0) { ZeroMeansDisconnected = true },
        new(Signal.DiastolicPressure, "diastolic-pressure", "Diastolic blood pressure", "8462-4", [], "mm[Hg]", 10, 250, 0) { ZeroMeansDisconnected = true },
        new(Signal.MeanArterialPressure, "mean-arterial-pressure", "Mean arterial pressure", "8478-0", [], "mm[Hg]", 15, 280, 0) { ZeroMeansDisconnected = true },
        new(Signal.BodyTemperature, "body-temperature", "Body temperature", "8310-5", ["8331-1"], "Cel", 20, 45, 1) { ZeroMeansDisconnected = true },
        new(Signal.Glucose, "glucose", "Glucose (CGM)", "99504-3", ["105272-9"], "mg/dL", 10, 1000, 0, GlucoseMolarMass) { ZeroMeansDisconnected = true },
        new(Signal.BloodGlucose, "blood-glucose", "Glucose in blood", "2339-0", ["2345-7", "14749-6", "15074-8"], "mg/dL", 5, 2000, 0, GlucoseMolarMass) { ZeroMeansDisconnected = true, IsLaboratory = true },
        new(Signal.Consciousness, "consciousness", "Consciousness (ACVPU)", "67775-7", [], "1", 0, 4, 0) { IsCoded = true },
        new(Signal.OxygenFlow, "oxygen-flow", "Inhaled oxygen flow", "3151-8", [], "L/min", 0, 100, 1),
        new(Signal.InspiredOxygen, "inspired-oxygen", "Inspired oxygen", "3150-6", [], "%", 21, 100, 0),
        new(Signal.Carbohydrate, "carbohydrate", "Carbohydrate eaten", "9059-7", [], "g", 0, 1000, 0) { IsDose = true },
        new(Signal.InsulinBolus, "insulin-bolus", "Insulin bolus", "insulin-bolus", [], "[iU]", 0, 200, 1) { IsDose = true },
        new(Signal.InsulinBasalRate, "insulin-basal-rate", "Basal insulin rate", "insulin-basal-rate", [], "[iU]/h", 0, 50, 2),
        new(Signal.Steps, "steps", "Steps", "55423-8", [], "{steps}", 0, 100_000, 0) { IsDose = true },
        new(Signal.SleepDuration, "sleep-duration", "Sleep duration", "93832-4", [], "h", 0, 24, 1) { IsDose = true },
        new(Signal.BodyWeight, "body-weight", "Body weight", "29463-7", [], "kg", 0.2, 650, 1),
        new(Signal.BodyHeight, "body-height", "Body height", "8302-2", [], "cm", 20, 272, 1),
        new(Signal.BodyMassIndex, "body-mass-index", "Body mass index", "39156-5", [], "kg/m2", 5, 200, 1),
        .. Laboratory,
    ];

    /// <summary>
    /// Codes of plasma, serum and whole blood that are read alike stand together (Synthea sends those of blood); the bounds are what has been reported of living people, with room. Molar masses: those of
    /// the compounds, for urea nitrogen that of its two atoms of nitrogen.
    /// </summary>
    private static IEnumerable<SignalDefinition> Laboratory =>
        ((SignalDefinition[])
        [
            new(Signal.Creatinine, "creatinine", "Creatinine", "2160-0", ["38483-4"], "mg/dL", .05, 50, 2, 113.12),
            new(Signal.GlomerularFiltration, "egfr", "Glomerular filtration, estimated", "33914-3", ["98979-8"], "mL/min/{1.73_m2}", 0, 300, 0),
            new(Signal.CystatinC, "cystatin-c", "Cystatin C", "33863-2", [], "mg/L", .1, 30, 2),
            new(Signal.UreaNitrogen, "urea-nitrogen", "Urea nitrogen", "3094-0", ["6299-2"], "mg/dL", .5, 400, 0, 28.014),
            new(Signal.UricAcid, "uric-acid", "Uric acid", "3084-1", [], "mg/dL", .1, 60, 1, 168.11),
            new(Signal.Sodium, "sodium", "Sodium", "2951-2", ["2947-0"], "mmol/L", 80, 220, 0),
            new(Signal.Potassium, "potassium", "Potassium", "2823-3", ["6298-4"], "mmol/L", .8, 15, 1),
            new(Signal.Chloride, "chloride", "Chloride", "2075-0", ["2069-3"], "mmol/L", 40, 180, 0),
            new(Signal.Calcium, "calcium", "Calcium", "17861-6", ["49765-1"], "mg/dL", 2, 30, 1, 40.078),
            new(Signal.Leucocytes, "leucocytes", "Leucocytes", "6690-2", [], "10*3/uL", 0, 1500, 1),
            new(Signal.Neutrophils, "neutrophils", "Neutrophils", "751-8", ["26499-4"], "10*3/uL", 0, 1000, 2),
            new(Signal.Haemoglobin, "haemoglobin", "Haemoglobin", "718-7", [], "g/dL", 1, 30, 1),
            new(Signal.Platelets, "platelets", "Platelets", "777-3", [], "10*3/uL", 0, 6000, 0),
            new(Signal.Lactate, "lactate", "Lactate", "2524-7", ["32693-4", "2518-9"], "mmol/L", .1, 50, 1, 90.08),
            new(Signal.CReactiveProtein, "crp", "C-reactive protein", "1988-5", [], "mg/L", 0, 800, 1),
            new(Signal.Procalcitonin, "procalcitonin", "Procalcitonin", "33959-8", [], "ng/mL", 0, 3000, 2),
            new(Signal.AspartateAminotransferase, "ast", "Aspartate aminotransferase", "1920-8", [], "U/L", 0, 60_000, 0),
            new(Signal.AlanineAminotransferase, "alt", "Alanine aminotransferase", "1742-6", [], "U/L", 0, 60_000, 0),
            new(Signal.AlkalinePhosphatase, "alp", "Alkaline phosphatase", "6768-6", [], "U/L", 0, 20_000, 0),
            new(Signal.GammaGlutamylTransferase, "ggt", "Gamma-glutamyltransferase", "2324-2", [], "U/L", 0, 20_000, 0),
            new(Signal.Bilirubin, "bilirubin", "Bilirubin, total", "1975-2", [], "mg/dL", 0, 90, 1, 584.66),
            new(Signal.Albumin, "albumin", "Albumin", "1751-7", [], "g/dL", .3, 9, 1),
            new(Signal.ProthrombinRatio, "inr", "Prothrombin time, INR", "6301-6", [], "{INR}", .4, 40, 2),
            new(Signal.NatriureticPeptide, "bnp", "Natriuretic peptide B", "30934-4", [], "pg/mL", 0, 60_000, 0),
            new(Signal.NatriureticFragment, "nt-probnp", "Natriuretic peptide B, N-terminal fragment", "33762-6", [], "pg/mL", 0, 500_000, 0),
            new(Signal.GlycatedHaemoglobin, "hba1c", "Haemoglobin A1c", "4548-4", ["59261-8"], "%", 2, 25, 1),
        ]).Select(one => one with { IsLaboratory = true });

    private static readonly FrozenDictionary<Signal, SignalDefinition> BySignal = All.ToFrozenDictionary(d => d.Signal);

    private static readonly FrozenDictionary<string, SignalDefinition> ByName = All
        .SelectMany(d => d.Aliases.Append(d.Code).Append(d.Slug).Distinct(StringComparer.Ordinal).Select(name => (name, d)))
        .ToFrozenDictionary(pair => pair.name, pair => pair.d, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, SignalDefinition>.AlternateLookup<ReadOnlySpan<char>> ByText = ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>False for a signal that only a newer version knows, read from a log it wrote.</summary>
    public static bool Knows(Signal signal) => BySignal.ContainsKey(signal);

    /// <summary>The row of a signal.</summary>
    /// <exception cref="KeyNotFoundException">A signal without a row: a programming error.</exception>
    public static SignalDefinition Of(Signal signal) => BySignal[signal];

    /// <summary>Finds a signal by its code, an alias of it, or its slug; null when unknown.</summary>
    public static SignalDefinition? Find(string codeOrSlug) => ByName.GetValueOrDefault(codeOrSlug);

    /// <inheritdoc cref="Find(string)"/>
    public static SignalDefinition? Find(ReadOnlySpan<char> codeOrSlug) => ByText.TryGetValue(codeOrSlug, out var found) ? found : null;
}
