using System.Globalization;
using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>Signals, values, times and patients as elements of FHIR, for what a twin says.</summary>
internal static class TwinWords
{
    public const string Loinc = "http://loinc.org", Ucum = "http://unitsofmeasure.org", Category = "http://terminology.hl7.org/CodeSystem/observation-category";

    /// <summary>Signals by their short names; those without a code of LOINC have this one alone.</summary>
    public const string Signals = "urn:twingrid:signal";

    private const string Models = "urn:twingrid:model:";

    /// <summary>Letters of the ACVPU scale.</summary>
    public const string Acvpu = "urn:twingrid:acvpu";

    /// <summary>Category of what a model foresees, so that nobody takes it for measured.</summary>
    public const string Foresight = "urn:twingrid:category", Foreseen = "foreseen";

    /// <summary>Pulse oximetry has two codes, and clients look for either (US Core).</summary>
    private const string SaturationInBlood = "2708-6";

    public static JsonObject Concept(SignalDefinition signal)
    {
        var codings = new JsonArray();
        if (!signal.IsLocalCode) codings.Add(Coding(Loinc, signal.Code, signal.Name));
        if (signal.Signal == Signal.OxygenSaturation) codings.Add(Coding(Loinc, SaturationInBlood, signal.Name));
        codings.Add(Coding(Signals, signal.Slug, signal.Name));
        return new JsonObject { ["coding"] = codings, ["text"] = signal.Name };
    }

    public static JsonObject Coding(string system, string code, string? display = null)
    {
        var coding = new JsonObject { ["system"] = system, ["code"] = code };
        if (display is not null) coding["display"] = display;
        return coding;
    }

    public static JsonObject Coded(string system, string code) => new() { ["coding"] = new JsonArray(Coding(system, code)) };

    /// <summary>A value as it is known, to its last digit.</summary>
    public static JsonObject Exactly(double value, SignalDefinition signal) => new() { ["value"] = value, ["unit"] = signal.Unit, ["system"] = Ucum, ["code"] = signal.Unit };

    /// <summary>A value with the decimals that are worth showing.</summary>
    public static JsonObject About(double value, SignalDefinition signal) =>
        new() { ["value"] = decimal.Parse(Number(value, signal), CultureInfo.InvariantCulture), ["unit"] = signal.Unit, ["system"] = Ucum, ["code"] = signal.Unit };

    public static string Number(double value, SignalDefinition signal) => value.ToString($"F{signal.Decimals}", CultureInfo.InvariantCulture);

    public static JsonObject Patient(TwinId twin) => Refers($"Patient/{twin.Value}");

    public static JsonObject Refers(string to) => new() { ["reference"] = to };

    /// <summary>An instant to its last digit.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Version and time of what is made anew each time, and the model behind it; it stands before all else.</summary>
    public static JsonObject Head(string type, string id, DateTimeOffset at, string? model = null)
    {
        var meta = new JsonObject { ["versionId"] = Version(at).ToString(CultureInfo.InvariantCulture), ["lastUpdated"] = Reading.RecordReader.Time(at) };
        if (model is not null) meta["source"] = Models + Uri.EscapeDataString(model);
        return new JsonObject { ["resourceType"] = type, ["id"] = id, ["meta"] = meta };
    }

    /// <summary>The model behind a resource; null where there is none.</summary>
    public static string? ModelOf(JsonObject resource) =>
        References.Text(resource["meta"], "source") is { } source && source.StartsWith(Models, StringComparison.Ordinal) ? Uri.UnescapeDataString(source[Models.Length..]) : null;

    /// <summary>What is made has its time as its version.</summary>
    public static long Version(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
