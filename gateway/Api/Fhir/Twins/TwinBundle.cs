using System.Globalization;
using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>
/// What a twin says, in FHIR's words: a forecast as RiskAssessment with the Observations that it foresees, an open alert as DetectedIssue and Flag, and of each the Provenance with the model's version.
/// Made when it is asked for and kept nowhere: the twin is the truth.
/// </summary>
internal sealed class TwinBundle(IGrainFactory grains, TimeProvider time)
{
    private const string Loinc = "http://loinc.org", Ucum = "http://unitsofmeasure.org";

    /// <summary>Which points of a forecast are told as Observations.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>All of it, for who may see it.</summary>
    /// <exception cref="FhirFault">There is no such twin, or none that may be seen: told alike.</exception>
    public async Task<FhirAnswer> Of(RecordDoor door, string id)
    {
        var sight = Sight.Of(door.Context);
        if (!TwinId.TryParse(id, out var twin) || !await door.May(sight, twin, DataClass.Forecasts | DataClass.Alerts) || await grains.GetGrain<IPatientTwin>(id).Glance() is not { } glance) throw FhirFault.NotFound;
        var entries = new JsonArray();
        foreach (var forecast in glance.Forecasts)
        {
            ShownModels.Note(door.Context, forecast.ModelVersion);
            foreach (var resource in Of(twin, forecast, glance)) entries.Add(Entry(resource));
        }
        foreach (var alert in glance.OpenAlerts)
        {
            ShownModels.Note(door.Context, alert.ModelVersion);
            foreach (var resource in Of(twin, alert)) entries.Add(Entry(resource));
        }
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "collection", ["timestamp"] = Time(time.GetUtcNow()) };
        if (entries.Count > 0) bundle["entry"] = entries;
        return FhirAnswer.Of(StatusCodes.Status200OK, bundle);
    }

    /// <summary>A forecast: what it foresees of each quantile at its end, and hour by hour its median, derived from the newest measurement that it stands on.</summary>
    public static IEnumerable<JsonObject> Of(TwinId twin, Forecast forecast, TwinGlance glance)
    {
        var signal = SignalCatalogue.Of(forecast.Signal);
        var id = $"forecast-{signal.Code}-{twin.Value}";
        var risk = new JsonObject
        {
            ["resourceType"] = "RiskAssessment", ["id"] = id, ["status"] = forecast.IsDeclined ? "cancelled" : "preliminary", ["method"] = new JsonObject { ["text"] = forecast.ModelVersion },
            ["code"] = Concept(signal), ["subject"] = Patient(twin), ["occurrenceDateTime"] = Time(forecast.MadeAt),
        };
        var measured = glance.Latest.Where(sign => sign.Signal == forecast.Signal).Select(sign => Measured(twin, sign)).ToList();
        if (measured.Count > 0) risk["basis"] = new JsonArray([.. measured.Select(one => new JsonObject { ["reference"] = $"Observation/{one["id"]}" })]);
        if (forecast.IsDeclined) risk["note"] = new JsonArray(new JsonObject { ["text"] = forecast.Declined });
        else risk["prediction"] = new JsonArray([.. Predictions(forecast, signal)]);
        yield return risk;
        foreach (var one in measured) yield return one;
        if (!forecast.IsDeclined)
            foreach (var point in Foreseen(twin, forecast, signal, measured)) yield return point;
        yield return Provenance(id, "RiskAssessment", forecast.ModelVersion, forecast.MadeAt);
    }

    /// <summary>An alert, as what was detected and as what everybody is to see.</summary>
    public static IEnumerable<JsonObject> Of(TwinId twin, Alert alert)
    {
        var id = $"alert-{alert.Id.Replace('~', '-')}";
        yield return new JsonObject
        {
            ["resourceType"] = "DetectedIssue", ["id"] = id, ["status"] = alert.State == AlertState.Acknowledged ? "final" : "preliminary", ["code"] = new JsonObject { ["text"] = alert.Rule },
            ["severity"] = alert.Severity switch { Severity.High => "high", Severity.Medium => "moderate", _ => "low" }, ["patient"] = Patient(twin), ["identifiedDateTime"] = Time(alert.RaisedAt), ["detail"] = alert.Reason,
        };
        yield return new JsonObject
        {
            ["resourceType"] = "Flag", ["id"] = id, ["status"] = alert.IsOpen ? "active" : "inactive", ["code"] = new JsonObject { ["text"] = alert.Reason }, ["subject"] = Patient(twin),
            ["category"] = new JsonArray(new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/flag-category", ["code"] = "clinical" }) }),
            ["period"] = new JsonObject { ["start"] = Time(alert.RaisedAt) },
        };
        yield return Provenance(id, "DetectedIssue", alert.ModelVersion, alert.RaisedAt);
    }

    private static IEnumerable<JsonObject> Predictions(Forecast forecast, SignalDefinition signal)
    {
        var end = forecast.Start + (forecast.Quantiles[0].Length - 1) * forecast.Step;
        for (var level = 0; level < forecast.Levels.Length; level++)
            yield return new JsonObject
            {
                ["outcome"] = new JsonObject { ["text"] = $"{signal.Name} at most {Number(forecast.Quantiles[level][^1], signal)} {signal.Unit}" }, ["probabilityDecimal"] = forecast.Levels[level],
                ["whenPeriod"] = new JsonObject { ["start"] = Time(end), ["end"] = Time(end) },
            };
    }

    private static IEnumerable<JsonObject> Foreseen(TwinId twin, Forecast forecast, SignalDefinition signal, List<JsonObject> measured)
    {
        var median = Array.IndexOf(forecast.Levels, .5);
        var (low, high) = (forecast.Quantiles[0], forecast.Quantiles[^1]);
        for (var (place, next) = (0, forecast.Start + Every); place < low.Length; place++)
        {
            var at = forecast.Start + place * forecast.Step;
            if (at < next && place < low.Length - 1) continue;
            next += Every;
            var point = new JsonObject
            {
                ["resourceType"] = "Observation", ["id"] = $"foreseen-{signal.Code}-{at.UtcDateTime:yyyyMMddHHmm}-{twin.Value}", ["status"] = "preliminary", ["code"] = Concept(signal), ["subject"] = Patient(twin),
                ["effectiveDateTime"] = Time(at), ["issued"] = Time(forecast.MadeAt), ["method"] = new JsonObject { ["text"] = forecast.ModelVersion }, ["valueQuantity"] = Quantity(forecast.Quantiles[median < 0 ? 0 : median][place], signal),
                ["referenceRange"] = new JsonArray(new JsonObject { ["low"] = Quantity(low[place], signal), ["high"] = Quantity(high[place], signal), ["text"] = "between which the model expects it nine times in ten" }),
            };
            if (measured.Count > 0) point["derivedFrom"] = new JsonArray([.. measured.Select(one => new JsonObject { ["reference"] = $"Observation/{one["id"]}" })]);
            yield return point;
        }
    }

    private static JsonObject Measured(TwinId twin, LatestSign sign)
    {
        var signal = SignalCatalogue.Of(sign.Signal);
        return new JsonObject
        {
            ["resourceType"] = "Observation", ["id"] = $"latest-{signal.Code}-{twin.Value}", ["status"] = "final", ["code"] = Concept(signal), ["subject"] = Patient(twin), ["effectiveDateTime"] = Time(sign.ObservedAt),
            ["device"] = new JsonObject { ["display"] = sign.DeviceId }, ["valueQuantity"] = Quantity(sign.Value, signal),
        };
    }

    private static JsonObject Provenance(string id, string type, string version, DateTimeOffset at) => new()
    {
        ["resourceType"] = "Provenance", ["id"] = $"of-{id}", ["target"] = new JsonArray(new JsonObject { ["reference"] = $"{type}/{id}" }), ["recorded"] = Time(at),
        ["agent"] = new JsonArray(new JsonObject { ["type"] = new JsonObject { ["text"] = "model" }, ["who"] = new JsonObject { ["display"] = version } }),
    };

    private static JsonObject Concept(SignalDefinition signal) => signal.IsLocalCode
        ? new JsonObject { ["text"] = signal.Name }
        : new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = Loinc, ["code"] = signal.Code, ["display"] = signal.Name }) };

    private static JsonObject Quantity(double value, SignalDefinition signal) => new() { ["value"] = decimal.Parse(Number(value, signal), CultureInfo.InvariantCulture), ["unit"] = signal.Unit, ["system"] = Ucum, ["code"] = signal.Unit };

    private static string Number(double value, SignalDefinition signal) => value.ToString($"F{signal.Decimals}", CultureInfo.InvariantCulture);

    private static JsonObject Patient(TwinId twin) => new() { ["reference"] = $"Patient/{twin.Value}" };

    private static JsonObject Entry(JsonObject resource) => new() { ["fullUrl"] = $"urn:twingrid:{resource["resourceType"]}:{resource["id"]}", ["resource"] = resource };

    private static string Time(DateTimeOffset at) => Reading.RecordReader.Time(at);
}
