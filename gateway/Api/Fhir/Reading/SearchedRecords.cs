using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Gateway.Api.Fhir.Reading;

/// <summary>Which records a search looks into: those that are named, else those of whom the caller cares for; of them those that may be seen, and whose patient is as a chain asks.</summary>
internal sealed class SearchedRecords(LivingRecords records, IIdentityVault vault, IdentifierReader identifiers, Rosters rosters)
{
    private const int MostTwins = 1_000;

    private static readonly RecordType Patient = RecordTypes.Find("Patient")!;

    /// <summary>The records, in order; null among them for what belongs to no patient.</summary>
    /// <exception cref="FhirFault">Something is asked of patients who may not be searched for.</exception>
    public async Task<IReadOnlyList<TwinId?>> Among(RecordDoor door, Sight sight, SearchQuery query)
    {
        if (query.IsChained && !door.MayAsk("GET /fhir/{type}", Patient)) throw new FhirFault(StatusCodes.Status403Forbidden, new Issue("forbidden", "The token does not let patients be searched for, which a chained parameter does."));
        var isNamed = query.Patients is not null || query.PatientIdentifiers is not null;
        var seen = new List<TwinId?>();
        foreach (var twin in (await Candidates(sight, query, door.Cancel)).Distinct().OrderBy(twin => twin.Value, StringComparer.Ordinal))
            if (await door.May(sight, twin, query.Type.Data) && (!query.IsChained || (await sight.Decide(twin, DataClass.Profile, door.Cancel)).Permitted) && await Fits(query, twin)) seen.Add(twin);
        if (query.Type.MayBeNobodys && !isNamed && !query.IsChained) seen.Insert(0, null);
        return seen;
    }

    /// <summary>What is asked of one record: what holds what may not be seen is left out.</summary>
    public static async Task<RecordQuery> Narrowed(RecordDoor door, Sight sight, SearchQuery query, TwinId? twin) =>
        query.Of(twin) with { Without = twin is { } owner ? await Withheld(sight, owner, query.Type.Data, door.Cancel) : DataClass.None };

    /// <summary>Kinds of data that may stand in a resource besides its own, and may not be seen.</summary>
    public static async Task<DataClass> Withheld(Sight sight, TwinId twin, DataClass permitted, CancellationToken cancel)
    {
        var withheld = DataClass.None;
        foreach (var data in (DataClass[])[DataClass.Genome, DataClass.Forecasts, DataClass.Alerts])
            if (data != permitted && !(await sight.Decide(twin, data, cancel)).Permitted) withheld |= data;
        return withheld;
    }

    private async Task<IEnumerable<TwinId>> Candidates(Sight sight, SearchQuery query, CancellationToken cancel)
    {
        IReadOnlyList<TwinId>? named = query.Patients is { } patients ? Twins(patients) : null;
        if (query.PatientIdentifiers is { } words)
        {
            var resolved = await Resolved(words, cancel);
            named = named is null ? resolved : [.. named.Intersect(resolved)];
        }
        if (named is not null) return named;
        if (query.Type.Name == "Patient" && query.Ids.Count > 0) return Twins(query.Ids);
        if (sight.Caller.Role == Role.PrivacyOfficer) throw FhirFault.Wrong("required", "Say of which patient, with patient=.", "patient");
        return sight.SeesEverything ? await records.Twins("", MostTwins) : await rosters.Of(sight);
    }

    private async Task<bool> Fits(SearchQuery query, TwinId twin)
    {
        foreach (var asked in query.OfPatient)
            if ((await records.Search(asked.Of(twin))).Total == 0) return false;
        return true;
    }

    private static IReadOnlyList<TwinId> Twins(IReadOnlyList<string> names) => [.. names.Select(one => TwinId.TryParse(one, out var twin) ? twin : (TwinId?)null).OfType<TwinId>()];

    private async Task<IReadOnlyList<TwinId>> Resolved(IReadOnlyList<string> words, CancellationToken cancel)
    {
        var twins = new List<TwinId>();
        foreach (var word in words)
        {
            var bar = word.IndexOf('|', StringComparison.Ordinal);
            if (bar > 0 && identifiers.TryRead(word[..bar], word[(bar + 1)..], out var identifier, out _, out _) && await vault.Resolve(identifier, cancel) is { } twin) twins.Add(twin);
        }
        return twins;
    }
}
