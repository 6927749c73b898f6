using System.Text.Json.Nodes;
using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Gateway.Api.Fhir.Writing;
using TwinGrid.Patients;
using TwinGrid.Vitals;
using static TwinGrid.Gateway.Api.Fhir.Twins.TwinWords;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>
/// What a twin says, in FHIR's words: a forecast as RiskAssessment with the Observations that it foresees, an open alert as DetectedIssue and Flag, of each the Provenance with the model's version, and the
/// devices it hears as Device. Made when it is asked for and kept nowhere: the twin is the truth.
/// </summary>
internal static class TwinResources
{
    /// <summary>Which points of a forecast are told as Observations.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Everything, with the versions of models behind it.</summary>
    public static IEnumerable<JsonObject> Of(TwinGlance glance) =>
        glance.Forecasts.SelectMany(forecast => Of(glance.Id, forecast, glance)).Concat(glance.OpenAlerts.SelectMany(Of)).Concat(glance.Devices.Where(device => !RecordDevices.Is(device.DeviceId)).Select(device => Of(glance.Id, device)));

    /// <summary>A forecast: what it foresees of each quantile at its end, and hour by hour its median, derived from the newest measurement that it stands on.</summary>
    public static IEnumerable<JsonObject> Of(TwinId twin, Forecast forecast, TwinGlance glance)
    {
        var (signal, id) = (SignalCatalogue.Of(forecast.Signal), MadeIds.Forecast(twin, forecast.Signal));
        var basis = new List<string>();
        foreach (var sign in glance.Latest)
            if (sign.Signal == forecast.Signal) basis.Add($"Observation/{MadeIds.Measured(twin, sign.Signal, sign.ObservedAt, sign.DeviceId)}");
        var risk = Head("RiskAssessment", id, forecast.MadeAt, forecast.ModelVersion);
        risk["status"] = forecast.IsDeclined ? "cancelled" : "preliminary";
        risk["method"] = new JsonObject { ["text"] = forecast.ModelVersion };
        risk["code"] = Concept(signal);
        risk["subject"] = Patient(twin);
        risk["occurrenceDateTime"] = Instant(forecast.MadeAt);
        if (basis.Count > 0) risk["basis"] = References(basis);
        if (forecast.IsDeclined) risk["note"] = new JsonArray(new JsonObject { ["text"] = forecast.Declined });
        else risk["prediction"] = new JsonArray([.. Predictions(forecast, signal)]);
        yield return risk;
        if (!forecast.IsDeclined)
            foreach (var point in Foreseen(twin, forecast, signal, basis)) yield return point;
        yield return Provenance(id, ["RiskAssessment"], forecast.ModelVersion, forecast.MadeAt);
    }

    /// <summary>An alert, as what was detected and as what everybody is to see.</summary>
    public static IEnumerable<JsonObject> Of(Alert alert)
    {
        var (id, at) = (MadeIds.Alert(alert), alert.Steps.Count > 0 ? alert.Steps[^1].At : alert.RaisedAt);
        var code = new JsonObject { ["coding"] = new JsonArray(Coding("urn:twingrid:rule", alert.Rule)), ["text"] = alert.Reason };
        var issue = Head("DetectedIssue", id, at, alert.ModelVersion);
        issue["status"] = alert.State == AlertState.Acknowledged ? "final" : "preliminary";
        issue["code"] = code;
        issue["severity"] = alert.Severity switch { Severity.High => "high", Severity.Medium => "moderate", _ => "low" };
        issue["patient"] = Patient(alert.TwinId);
        issue["identifiedDateTime"] = Instant(alert.RaisedAt);
        issue["detail"] = alert.Reason;
        yield return issue;
        var flag = Head("Flag", id, at, alert.ModelVersion);
        flag["status"] = alert.IsOpen ? "active" : "inactive";
        flag["category"] = new JsonArray(Coded("http://terminology.hl7.org/CodeSystem/flag-category", "clinical"));
        flag["code"] = code.DeepClone();
        flag["subject"] = Patient(alert.TwinId);
        flag["period"] = new JsonObject { ["start"] = Instant(alert.RaisedAt) };
        yield return flag;
        yield return Provenance(id, ["DetectedIssue", "Flag"], alert.ModelVersion, alert.RaisedAt);
    }

    /// <summary>A device of the patient, and when it was last heard.</summary>
    public static JsonObject Of(TwinId twin, DeviceMark mark)
    {
        var device = Head("Device", MadeIds.Device(twin, mark.DeviceId), mark.LastObservedAt);
        device["identifier"] = new JsonArray(new JsonObject { ["system"] = "urn:twingrid:device", ["value"] = mark.DeviceId });
        device["status"] = "active";
        device["deviceName"] = new JsonArray(new JsonObject { ["name"] = mark.DeviceId, ["type"] = "user-friendly-name" });
        device["patient"] = Patient(twin);
        device["note"] = new JsonArray(new JsonObject { ["text"] = $"Last observed something at {Instant(mark.LastObservedAt)}." });
        return device;
    }

    /// <summary>A patient who is registered and of whom no record says more.</summary>
    public static JsonObject Of(TwinId twin, PatientProfile profile)
    {
        var patient = Head("Patient", twin.Value, DateTimeOffset.UnixEpoch);
        if (profile.Sex != Sex.Unknown) patient["gender"] = profile.Sex == Sex.Female ? "female" : "male";
        patient["birthDate"] = profile.BirthDate.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return patient;
    }

    private static IEnumerable<JsonObject> Predictions(Forecast forecast, SignalDefinition signal)
    {
        var end = Instant(forecast.Start + (forecast.Quantiles[0].Length - 1) * forecast.Step);
        for (var level = 0; level < forecast.Levels.Length; level++)
            yield return new JsonObject
            {
                ["outcome"] = new JsonObject { ["text"] = $"{signal.Name} at most {Number(forecast.Quantiles[level][^1], signal)} {signal.Unit}" }, ["probabilityDecimal"] = forecast.Levels[level],
                ["whenPeriod"] = new JsonObject { ["start"] = end, ["end"] = end },
            };
    }

    private static IEnumerable<JsonObject> Foreseen(TwinId twin, Forecast forecast, SignalDefinition signal, List<string> basis)
    {
        var median = Array.IndexOf(forecast.Levels, .5);
        var (low, high) = (forecast.Quantiles[0], forecast.Quantiles[^1]);
        for (var (place, next, number) = (0, forecast.Start + Every, 0); place < low.Length; place++)
        {
            var at = forecast.Start + place * forecast.Step;
            if (at < next && place < low.Length - 1) continue;
            next += Every;
            var point = Head("Observation", MadeIds.Foreseen(twin, forecast.Signal, ++number), forecast.MadeAt, forecast.ModelVersion);
            point["status"] = "preliminary";
            point["category"] = new JsonArray(Coded(Foresight, TwinWords.Foreseen));
            point["code"] = Concept(signal);
            point["subject"] = Patient(twin);
            point["effectiveDateTime"] = Instant(at);
            point["issued"] = Instant(forecast.MadeAt);
            point["valueQuantity"] = About(forecast.Quantiles[median < 0 ? 0 : median][place], signal);
            point["method"] = new JsonObject { ["text"] = forecast.ModelVersion };
            point["referenceRange"] = new JsonArray(new JsonObject { ["low"] = About(low[place], signal), ["high"] = About(high[place], signal), ["text"] = "between which the model expects it nine times in ten" });
            if (basis.Count > 0) point["derivedFrom"] = References(basis);
            yield return point;
        }
    }

    private static JsonObject Provenance(string of, string[] types, string version, DateTimeOffset at)
    {
        var provenance = Head("Provenance", MadeIds.Provenance(of), at, version);
        provenance["target"] = References(types.Select(type => $"{type}/{of}"));
        provenance["recorded"] = Instant(at);
        provenance["agent"] = new JsonArray(new JsonObject { ["type"] = Coded("http://terminology.hl7.org/CodeSystem/provenance-participant-type", "performer"), ["who"] = new JsonObject { ["type"] = "Device", ["display"] = version } });
        return provenance;
    }

    private static JsonArray References(IEnumerable<string> to) => [.. to.Select(Refers)];
}
