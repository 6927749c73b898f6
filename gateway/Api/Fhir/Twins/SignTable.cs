using System.Collections.Frozen;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>
/// Which signal a code of other people's systems means, and what units its senders write where they write no UCUM. LOINC is the catalogue's own; the rest is said here, code by code: what is
/// in no row is kept in the record and told to no model.
/// </summary>
internal static class SignTable
{
    /// <summary>Systems of the codes below: MEDIS nursing observations and JLAC10, as JP Core writes them.</summary>
    private const string Medis = "http://medis.or.jp/CodeSystem/master-nursingObservationKeyCode", MedisOfJpCore = "urn:oid:1.2.392.200119.4.1201";

    private const string Loinc = "http://loinc.org";

    /// <summary>JLAC10, analyte (5 characters): glucose in blood.</summary>
    private const string Glucose = "3D010";

    private static readonly string[] Jlac10 = ["http://medis.or.jp/CodeSystem/master-JLAC10-17digits", "urn:oid:1.2.392.200119.4.504", "http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_CoreLabo_CS"];

    private static readonly FrozenDictionary<string, Signal> OfMedis = new Dictionary<string, Signal>(StringComparer.Ordinal)
    {
        ["31001369"] = Signal.RespiratoryRate, ["31000296"] = Signal.BodyWeight, ["31000297"] = Signal.BodyWeight,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What is written for a unit, for each unit it can stand for, by the signal's own unit.</summary>
    private static readonly FrozenDictionary<(string Internal, string Written), string> Units = new Dictionary<(string, string), string>
    {
        [("/min", "回")] = "/min", [("/min", "回/分")] = "/min", [("/min", "bpm")] = "/min", [("/min", "beats/minute")] = "/min", [("/min", "beats/min")] = "/min", [("/min", "breaths/minute")] = "/min",
        [("/min", "breaths/min")] = "/min", [("/min", "{beats}/min")] = "/min", [("/min", "{breaths}/min")] = "/min", [("/min", "")] = "/min",
        [("mm[Hg]", "mmHg")] = "mm[Hg]", [("mm[Hg]", "mm Hg")] = "mm[Hg]", [("%", "％")] = "%", [("Cel", "C")] = "Cel", [("Cel", "℃")] = "Cel", [("Cel", "degC")] = "Cel", [("Cel", "度")] = "Cel",
        [("mg/dL", "mg/dl")] = "mg/dL", [("mg/dL", "mmol/l")] = "mmol/L", [("kg", "KG")] = "kg", [("kg", "lbs")] = "[lb_av]", [("kg", "lb")] = "[lb_av]",
    }.ToFrozenDictionary();

    /// <summary>MEDIS codes whose unit the code itself says.</summary>
    private static readonly FrozenDictionary<string, string> UnitOfMedis = new Dictionary<string, string>(StringComparer.Ordinal) { ["31000296"] = "kg", ["31000297"] = "g", ["31001369"] = "/min" }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The signal of a code; null where the twin knows none.</summary>
    public static SignalDefinition? Find(string? system, string code)
    {
        if (system == Loinc) return SignalCatalogue.Find(code) is { IsLocalCode: false } known && char.IsAsciiDigit(code[0]) ? known : null;
        if (system == TwinWords.Signals) return SignalCatalogue.Find(code);
        if (system is Medis or MedisOfJpCore) return OfMedis.TryGetValue(code, out var signal) ? SignalCatalogue.Of(signal) : null;
        return system is not null && Jlac10.Contains(system, StringComparer.Ordinal) && code.StartsWith(Glucose, StringComparison.Ordinal) ? SignalCatalogue.Of(Signal.BloodGlucose) : null;
    }

    /// <summary>Unit in UCUM of what was written; null where nothing says it.</summary>
    public static string? Unit(SignalDefinition signal, string written, string code) =>
        Units.TryGetValue((signal.Unit, written), out var meant) ? meant : written.Length == 0 ? UnitOfMedis.GetValueOrDefault(code) : null;
}
