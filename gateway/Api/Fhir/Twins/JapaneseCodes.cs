using System.Collections.Frozen;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>
/// Codes in which Japan writes what it measures: the nursing observations of MEDIS and JLAC10 of the laboratory, as JP Core and JP-CLINS name their systems. With each stands the unit that is meant where
/// none is written.
/// </summary>
internal static class JapaneseCodes
{
    private static readonly string[] Medis = ["http://medis.or.jp/CodeSystem/master-nursingObservationKeyCode", "urn:oid:1.2.392.200119.4.1201"];

    /// <summary>JLAC10, 17 characters.</summary>
    public const string Jlac10OfMedis = "http://medis.or.jp/CodeSystem/master-JLAC10-17digits";

    private static readonly string[] Jlac10 =
    [
        Jlac10OfMedis, "urn:oid:1.2.392.200119.4.504", "http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_CoreLabo_CS",
        "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS",
    ];

    private static readonly FrozenDictionary<string, (Signal Signal, string Unit)> OfMedis = new Dictionary<string, (Signal, string)>(StringComparer.Ordinal)
    {
        ["31001369"] = (Signal.RespiratoryRate, "/min"), ["31000296"] = (Signal.BodyWeight, "kg"), ["31000297"] = (Signal.BodyWeight, "g"), ["31000298"] = (Signal.BodyHeight, "cm"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>By analyte, the first five characters, and by the last two where one analyte has several results: the core laboratory of JP-CLINS, in the units that it recommends.</summary>
    /// <remarks>JP_CLINS_ObsLabResult_CoreLabo_CS of jami-fhir-jp-wg/clinical-core: of the blood count 52 are leucocytes, 53 haemoglobin, 55 platelets; of the prothrombin time 57 is the INR.</remarks>
    private static readonly FrozenDictionary<string, (Signal Signal, string Unit)> OfAnalyte = new Dictionary<string, (Signal, string)>(StringComparer.Ordinal)
    {
        ["3D010"] = (Signal.BloodGlucose, "mg/dL"), ["3D046"] = (Signal.GlycatedHaemoglobin, "%"), ["3C015"] = (Signal.Creatinine, "mg/dL"), ["8A065"] = (Signal.GlomerularFiltration, "mL/min/{1.73_m2}"),
        ["3C016"] = (Signal.CystatinC, "mg/L"), ["3C025"] = (Signal.UreaNitrogen, "mg/dL"), ["3C020"] = (Signal.UricAcid, "mg/dL"), ["3H010"] = (Signal.Sodium, "mmol/L"), ["3H015"] = (Signal.Potassium, "mmol/L"),
        ["3H020"] = (Signal.Chloride, "mmol/L"), ["3H030"] = (Signal.Calcium, "mg/dL"), ["2A990-52"] = (Signal.Leucocytes, "10*3/uL"), ["2A990-53"] = (Signal.Haemoglobin, "g/dL"), ["2A990-55"] = (Signal.Platelets, "10*3/uL"), ["2A010"] = (Signal.Leucocytes, "10*3/uL"),
        ["2A030"] = (Signal.Haemoglobin, "g/dL"), ["2A050"] = (Signal.Platelets, "10*3/uL"),
        ["5C070"] = (Signal.CReactiveProtein, "mg/dL"), ["3B035"] = (Signal.AspartateAminotransferase, "U/L"), ["3B045"] = (Signal.AlanineAminotransferase, "U/L"), ["3B070"] = (Signal.AlkalinePhosphatase, "U/L"),
        ["3B090"] = (Signal.GammaGlutamylTransferase, "U/L"), ["3J010"] = (Signal.Bilirubin, "mg/dL"), ["3A015"] = (Signal.Albumin, "g/dL"), ["2B030-57"] = (Signal.ProthrombinRatio, "{INR}"),
        ["4Z271"] = (Signal.NatriureticPeptide, "pg/mL"), ["4Z272"] = (Signal.NatriureticFragment, "pg/mL"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a code measures, and the unit where none is written; null where it is none of these.</summary>
    public static (SignalDefinition Signal, string Unit)? Find(string system, string code)
    {
        if (Medis.Contains(system, StringComparer.Ordinal)) return OfMedis.TryGetValue(code, out var nursing) ? (SignalCatalogue.Of(nursing.Signal), nursing.Unit) : null;
        if (!Jlac10.Contains(system, StringComparer.Ordinal) || code.Length < 5 || !IsOfBlood(code)) return null;
        return OfAnalyte.TryGetValue(code[..5], out var found) || OfAnalyte.TryGetValue($"{code[..5]}-{code[^2..]}", out found) ? (SignalCatalogue.Of(found.Signal), found.Unit) : null;
    }

    /// <summary>Characters 10 to 12 are the material: 018 to 023 are blood, plasma and serum; of urine (001) the same analyte means something else. A short code does not say.</summary>
    private static bool IsOfBlood(string code) => code.Length < 12 || code.AsSpan(9, 3) is "018" or "019" or "020" or "021" or "022" or "023";
}
