using System.Collections.Frozen;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>
/// Which signal a code of other people's systems means, and what units its senders write where they write no UCUM. LOINC is the catalogue's own; the rest is said here, code by code: what is
/// in no row is kept in the record and told to no model.
/// </summary>
internal static class SignTable
{
    private const string Loinc = "http://loinc.org";

    /// <summary>What is written for a unit, for each unit it can stand for, by the signal's own unit.</summary>
    private static readonly FrozenDictionary<(string Internal, string Written), string> Units = new Dictionary<(string, string), string>
    {
        [("/min", "回")] = "/min", [("/min", "回/分")] = "/min", [("/min", "bpm")] = "/min", [("/min", "beats/minute")] = "/min", [("/min", "beats/min")] = "/min", [("/min", "breaths/minute")] = "/min",
        [("/min", "breaths/min")] = "/min", [("/min", "{beats}/min")] = "/min", [("/min", "{breaths}/min")] = "/min", [("/min", "")] = "/min",
        [("mm[Hg]", "mmHg")] = "mm[Hg]", [("mm[Hg]", "mm Hg")] = "mm[Hg]", [("%", "％")] = "%", [("Cel", "C")] = "Cel", [("Cel", "℃")] = "Cel", [("Cel", "degC")] = "Cel", [("Cel", "度")] = "Cel",
        [("mg/dL", "mg/dl")] = "mg/dL", [("mg/dL", "mmol/l")] = "mmol/L", [("kg", "KG")] = "kg", [("kg", "lbs")] = "[lb_av]", [("kg", "lb")] = "[lb_av]",
        [("cm", "㎝")] = "cm", [("kg/m2", "kg/m^2")] = "kg/m2", [("kg/m2", "kg/㎡")] = "kg/m2",
        // Of one charge, so that an equivalent is a mole
        [("mmol/L", "mEq/L")] = "mmol/L", [("mmol/L", "mEq/l")] = "mmol/L", [("mmol/L", "meq/L")] = "mmol/L", [("mmol/L", "mmol/l")] = "mmol/L",
        [("g/dL", "g/dl")] = "g/dL", [("mg/L", "mg/dl")] = "mg/dL", [("mg/L", "mg/l")] = "mg/L", [("ng/mL", "ng/ml")] = "ng/mL", [("pg/mL", "pg/ml")] = "pg/mL",
        [("U/L", "IU/L")] = "U/L", [("U/L", "IU/l")] = "U/L", [("U/L", "U/l")] = "U/L", [("U/L", "[iU]/L")] = "U/L", [("U/L", "[IU]/L")] = "U/L",
        [("10*3/uL", "10^3/uL")] = "10*3/uL", [("10*3/uL", "10^3/μL")] = "10*3/uL", [("10*3/uL", "10^3/μl")] = "10*3/uL", [("10*3/uL", "×10^3/μL")] = "10*3/uL", [("10*3/uL", "K/uL")] = "10*3/uL",
        [("10*3/uL", "10^2/μL")] = "10*2/uL", [("10*3/uL", "×10^2/μL")] = "10*2/uL", [("10*3/uL", "万/μL")] = "10*4/uL", [("10*3/uL", "×10^4/μL")] = "10*4/uL", [("10*3/uL", "10^4/μL")] = "10*4/uL",
        [("10*3/uL", "/μL")] = "/uL", [("10*3/uL", "/μl")] = "/uL", [("10*3/uL", "10^9/L")] = "10*9/L", [("10*3/uL", "x10^9/L")] = "10*9/L",
        [("mL/min/{1.73_m2}", "mL/min/1.73m2")] = "mL/min/{1.73_m2}", [("mL/min/{1.73_m2}", "ml/min/1.73m2")] = "mL/min/{1.73_m2}", [("mL/min/{1.73_m2}", "mL/min/1.73m^2")] = "mL/min/{1.73_m2}",
        [("mL/min/{1.73_m2}", "mL/min/1.73㎡")] = "mL/min/{1.73_m2}", [("mL/min/{1.73_m2}", "mL/min")] = "mL/min/{1.73_m2}",
        [("{INR}", "INR")] = "{INR}", [("{INR}", "{ratio}")] = "{INR}",
    }.ToFrozenDictionary();

    /// <summary>Codes of LOINC that have no other unit than this.</summary>
    private static readonly FrozenDictionary<string, string> UnitOfLoinc = new Dictionary<string, string>(StringComparer.Ordinal) { ["6301-6"] = "{INR}" }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The signal of a code; null where the twin knows none.</summary>
    public static SignalDefinition? Find(string? system, string code)
    {
        if (system == Loinc) return SignalCatalogue.Find(code) is { IsLocalCode: false } known && char.IsAsciiDigit(code[0]) ? known : null;
        if (system == TwinWords.Signals) return SignalCatalogue.Find(code);
        return system is null ? null : JapaneseCodes.Find(system, code)?.Signal;
    }

    /// <summary>Unit in UCUM of what was written; null where nothing says it.</summary>
    public static string? Unit(SignalDefinition signal, string written, string system, string code) =>
        Units.TryGetValue((signal.Unit, written), out var meant) ? meant : written.Length > 0 ? null : system == Loinc ? UnitOfLoinc.GetValueOrDefault(code) : JapaneseCodes.Find(system, code)?.Unit;
}
