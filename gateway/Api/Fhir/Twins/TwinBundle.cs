using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary><c>$twin</c>: all that a twin says, in one bundle.</summary>
internal sealed class TwinBundle(TwinAnswers answers, TimeProvider time)
{
    /// <summary>All of it, for who may see it.</summary>
    /// <exception cref="FhirFault">There is no such twin, or none that may be seen: told alike.</exception>
    public async Task<FhirAnswer> Of(RecordDoor door, string id)
    {
        var sight = Sight.Of(door.Context);
        if (!TwinId.TryParse(id, out var twin) || !await door.May(sight, twin, DataClass.Forecasts | DataClass.Alerts) || await answers.Now(twin, isForeseen: true) is not { } glance) throw FhirFault.NotFound;
        foreach (var version in glance.Forecasts.Select(forecast => forecast.ModelVersion).Concat(glance.OpenAlerts.Select(alert => alert.ModelVersion))) ShownModels.Note(door.Context, version);
        var entries = new JsonArray();
        foreach (var resource in TwinResources.Of(glance).Where(resource => resource["resourceType"]!.GetValue<string>() != "Device"))
            entries.Add(new JsonObject { ["fullUrl"] = $"{Reading.RecordReader.Base(door)}/{resource["resourceType"]}/{resource["id"]}", ["resource"] = resource });
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "collection", ["timestamp"] = TwinWords.Instant(time.GetUtcNow()) };
        if (entries.Count > 0) bundle["entry"] = entries;
        return FhirAnswer.Of(StatusCodes.Status200OK, bundle);
    }
}
