using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Forecasts;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.HealthRecords;
using TwinGrid.Organs;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>What a twin says now, as resources that are found and read like those that are kept.</summary>
internal sealed class TwinAnswers(IGrainFactory grains, TimeProvider time)
{
    /// <summary>What was measured longer ago is no reason to say that nothing can be foreseen of it.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromDays(1);

    /// <summary>Kinds that a twin has something to say in, with what of the patient that tells besides the kind's own class.</summary>
    private static readonly Dictionary<string, DataClass> Kinds = new(StringComparer.Ordinal)
    {
        ["RiskAssessment"] = DataClass.Forecasts, ["DetectedIssue"] = DataClass.Alerts, ["Flag"] = DataClass.Alerts, ["Provenance"] = DataClass.None, ["Device"] = DataClass.Vitals, ["Observation"] = DataClass.Forecasts,
        ["Patient"] = DataClass.Profile,
    };

    /// <summary>Whether any of these kinds, none for all, is made of what a twin says.</summary>
    public static bool Concerns(IReadOnlyList<string> types) => types.Count == 0 || types.Any(Kinds.ContainsKey);

    /// <summary>Some of what fits. What is foreseen is no Observation for who looks for Observations: it must be asked for by its category, its id, or together with everything.</summary>
    public async Task<MadePage> Search(TwinId twin, RecordQuery query, long after, int limit)
    {
        if (query.Types is ["Observation"] && query.Ids.Count == 0 && !query.Tokens.Any(any => any.Any(IsForesight))) return MadePage.Empty;
        var all = new List<StoredResource>();
        if (query.Types.Contains("Patient", StringComparer.Ordinal) && (await grains.GetGrain<IHealthRecords>(0).Find([new ResourceName("Patient", twin.Value)]))[0] is null && await Registered(twin.Value) is { } patient && MadeMatch.Fits(patient, RecordTypes.Find("Patient")!, query))
            all.Add(patient with { Place = 1 });
        if (query.Types is ["Patient"]) return MadePage.Of(all, after, limit);
        foreach (var one in await All(twin, query.Types.Count == 0 || query.Types.Any(IsOfForecasts)))
            if ((query.Types.Count == 0 || query.Types.Contains(one.Name.Type, StringComparer.Ordinal)) && MadeMatch.Fits(one, RecordTypes.Find(one.Name.Type)!, query)) all.Add(one with { Place = all.Count + 1 });
        return MadePage.Of(all, after, limit);
    }

    /// <summary>One of them; null where the twin says no such thing.</summary>
    public async Task<StoredResource?> Read(TwinId twin, ResourceName name) => (await All(twin, IsOfForecasts(name.Type))).FirstOrDefault(one => one.Name == name);

    /// <summary>Who is registered and has no Patient in the record; null where nobody is.</summary>
    public async Task<StoredResource?> Registered(string id)
    {
        if (!TwinId.TryParse(id, out var twin) || await grains.GetGrain<IPatientTwin>(id).Profile() is not { } profile) return null;
        return new StoredResource(new ResourceName("Patient", id), twin, 0, DateTimeOffset.UnixEpoch, DataClass.Profile, 0, FhirWriter.Bytes(TwinResources.Of(twin, profile)));
    }

    /// <summary>The twin at a glance, and with what it foresees from now on, as far as each signal is foreseen; null where no such twin is registered.</summary>
    public async Task<TwinGlance?> Now(TwinId id, bool isForeseen)
    {
        var twin = grains.GetGrain<IPatientTwin>(id.Value);
        var glance = await twin.Glance();
        if (glance is null || !isForeseen) return glance;
        var forecasts = new List<Forecast>();
        foreach (var sign in glance.Latest)
        {
            if (OrganCatalogue.ForecasterOf(sign.Signal) is not { } organ) continue;
            var forecast = await twin.Forecast(sign.Signal, organ.Forecasts[sign.Signal]);
            if (!forecast.IsDeclined || time.GetUtcNow() - sign.ObservedAt < Lately) forecasts.Add(forecast);
        }
        return glance with { Forecasts = forecasts };
    }

    /// <summary>All of it; nothing where no such twin is registered.</summary>
    private async Task<IEnumerable<StoredResource>> All(TwinId twin, bool isForeseen) => await Now(twin, isForeseen) is { } glance ? TwinResources.Of(glance).Select(resource => Stored(twin, resource)) : [];

    private static bool IsOfForecasts(string type) => type is "RiskAssessment" or "Observation" or "Provenance";

    private static bool IsForesight(string token) => token.StartsWith("category=", StringComparison.Ordinal) && token.EndsWith(TwinWords.Foreseen, StringComparison.Ordinal);

    private static StoredResource Stored(TwinId twin, JsonObject resource)
    {
        var (type, id) = (References.Text(resource, "resourceType")!, References.Text(resource, "id")!);
        var at = DateTimeOffset.Parse(References.Text(resource["meta"], "lastUpdated")!, System.Globalization.CultureInfo.InvariantCulture);
        var data = RecordTypes.Find(type)!.Data | Kinds[type] | (type != "Provenance" ? DataClass.None : id.StartsWith($"{MadeIds.Begin}pf", StringComparison.Ordinal) ? DataClass.Forecasts : DataClass.Alerts);
        return new StoredResource(new ResourceName(type, id), twin, TwinWords.Version(at), at, data, 0, FhirWriter.Bytes(resource));
    }
}
