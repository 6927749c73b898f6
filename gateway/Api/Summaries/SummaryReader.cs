using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Reading;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Gateway.Api.Fhir.Writing;
using TwinGrid.HealthRecords;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Summaries;

/// <summary>Gathers a patient's record in short: each part is decided on by the data that it holds.</summary>
internal sealed class SummaryReader(IGrainFactory grains, LivingRecords records, RecordView view, TimeProvider time)
{
    private const int MostOfPart = 100, PageSize = 500, MostRead = 10_000;

    private static readonly (SummaryPart Part, DataClass Data, string[] Types)[] Kept =
    [
        (SummaryPart.Problems, DataClass.Profile, ["Condition"]), (SummaryPart.Allergies, DataClass.Profile, ["AllergyIntolerance"]), (SummaryPart.Medications, DataClass.Medication, ["MedicationRequest", "MedicationStatement"]),
        (SummaryPart.Procedures, DataClass.Profile, ["Procedure"]), (SummaryPart.Immunizations, DataClass.Medication, ["Immunization"]), (SummaryPart.Results, DataClass.Vitals, ["Observation"]),
    ];

    /// <summary>All of it, for who was let in to the twin; null where it is not registered.</summary>
    public async Task<PatientSummary?> Read(Sight sight, TwinId twin, CancellationToken cancel)
    {
        if (await grains.GetGrain<IPatientTwin>(twin.Value).Glance() is not { } glance) return null;
        var sections = new List<SummarySection>();
        foreach (var (part, data, types) in Kept) sections.Add(await sight.May(twin, data, cancel) ? await OfRecord(sight, twin, part, types, cancel) : new(part, [], IsWithheld: true));
        var seesSigns = await sight.May(twin, DataClass.Vitals, cancel);
        sections.Add(new(SummaryPart.Vitals, seesSigns ? [.. glance.Latest.Where(sign => !SignalCatalogue.Of(sign.Signal).IsLaboratory).Select(sign => Measured(twin, sign))] : [], IsWithheld: !seesSigns));
        if (seesSigns) WithStreamed(sections, glance);
        var models = new SortedSet<string>(StringComparer.Ordinal);
        sections.Add(await Said(SummaryPart.Forecasts, DataClass.Forecasts, glance.Forecasts, forecast => TwinResources.Of(twin, forecast, glance).First(), forecast => forecast.ModelVersion));
        sections.Add(await Said(SummaryPart.Alerts, DataClass.Alerts, glance.OpenAlerts, alert => TwinResources.Of(alert).First(), alert => alert.ModelVersion));
        return new(twin, await Patient(sight, glance, cancel), glance.Profile, [.. sections.OrderBy(section => section.Part)], [.. models], time.GetUtcNow());

        async Task<SummarySection> Said<T>(SummaryPart part, DataClass data, IEnumerable<T> all, Func<T, JsonObject> resource, Func<T, string> model)
        {
            if (!await sight.May(twin, data, cancel)) return new(part, [], IsWithheld: true);
            var shown = all.ToList();
            models.UnionWith(shown.Select(model));
            return new(part, [.. shown.Select(resource)], IsWithheld: false);
        }
    }

    /// <summary>Results that a laboratory streamed stand with those of the record; what came out of the record is there already.</summary>
    private static void WithStreamed(List<SummarySection> sections, TwinGlance glance)
    {
        var place = sections.FindIndex(section => section.Part == SummaryPart.Results);
        var streamed = glance.Latest.Where(sign => SignalCatalogue.Of(sign.Signal).IsLaboratory && !RecordDevices.Is(sign.DeviceId)).Select(sign => Measured(glance.Id, sign));
        sections[place] = sections[place] with { Resources = [.. streamed.Concat(sections[place].Resources)] };
    }

    private async Task<SummarySection> OfRecord(Sight sight, TwinId twin, SummaryPart part, string[] types, CancellationToken cancel)
    {
        var without = await sight.May(twin, DataClass.Genome, cancel) ? DataClass.None : DataClass.Genome;
        var (found, after) = (new List<JsonObject>(), 0L);
        for (var read = 0; read < MostRead; read += PageSize)
        {
            var page = await grains.GetGrain<IHealthRecords>(0).Search(new RecordQuery(twin, types, after, PageSize) { Without = without });
            found.AddRange(page.Found.Select(one => JsonNode.Parse(one.Body)!.AsObject()).Where(resource => Belongs(part, resource)));
            if (page.Found.Count < PageSize) break;
            after = page.Found[^1].Place;
        }
        var newest = found.OrderByDescending(ResourceWords.IsCurrent).ThenByDescending(resource => ResourceWords.When(resource) ?? "", StringComparer.Ordinal).ToList();
        var shown = (part == SummaryPart.Results ? newest.DistinctBy(ResourceWords.Name, StringComparer.Ordinal) : newest).Take(MostOfPart).ToList(); // of each result the newest
        return new(part, shown, IsWithheld: false, newest.Count - shown.Count);
    }

    /// <summary>What was entered in error is told nobody; of what was observed, what a laboratory found.</summary>
    private static bool Belongs(SummaryPart part, JsonObject resource) =>
        References.Text(resource, "status") != "entered-in-error" && !References.At(resource, "verificationStatus.coding").Any(coding => References.Text(coding, "code") is "entered-in-error" or "refuted")
        && (part != SummaryPart.Results || References.At(resource, "category.coding").Any(coding => References.Text(coding, "code") == "laboratory"));

    /// <summary>The newest of each signal, whether a device measured it or a record brought it.</summary>
    private static JsonObject Measured(TwinId twin, LatestSign sign)
    {
        var signal = SignalCatalogue.Of(sign.Signal);
        var observation = StreamedSigns.Observation(twin, signal, new HistoryPoint(sign.ObservedAt, sign.Value, sign.DeviceId, SampleStatus.Final, SampleFlags.None));
        if (!signal.IsCoded) observation["valueQuantity"] = TwinWords.About(sign.Value, signal); // with the decimals that are worth a print
        observation.Remove("device"); // it is not in the document
        return observation;
    }

    private async Task<JsonObject> Patient(Sight sight, TwinGlance glance, CancellationToken cancel)
    {
        if (await records.Read(new ResourceName("Patient", glance.Id.Value), null) is not { } patient) return TwinResources.Of(glance.Id, glance.Profile);
        return JsonNode.Parse(await sight.May(glance.Id, DataClass.Identity, cancel) ? await view.Named(patient, cancel) : patient.Body)!.AsObject();
    }
}
