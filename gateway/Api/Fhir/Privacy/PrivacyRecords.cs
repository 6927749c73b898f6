using TwinGrid.Access;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Privacy;

/// <summary>
/// Consent and AuditEvent, what a patient permits and who looked, found and read like what is kept in the record. Both stay where they decide and where they prove: a consent in its grain, accesses in the
/// trail and in the book that is made of it, where equal accesses of one hour are one.
/// </summary>
internal sealed class PrivacyRecords(IGrainFactory grains)
{
    /// <summary>Rows of a book that are counted; of more no total is told.</summary>
    private const int MostCounted = 1_000;

    /// <summary>Rows that are gone through for one that is named.</summary>
    private const int MostSought = 10_000;

    public static readonly RecordType Consents = RecordTypes.Find("Consent")!, Accesses = RecordTypes.Find("AuditEvent")!;

    /// <summary>Whether any of these kinds is one of the two; none of all is.</summary>
    public static bool Concerns(IReadOnlyList<string> types) => types.Any(type => type == Consents.Name || type == Accesses.Name);

    /// <summary>A version of a resource, the newest unless one is named; null where there is none.</summary>
    public async Task<StoredResource?> Read(TwinId twin, ResourceName name, long? version)
    {
        if (name.Type == Consents.Name)
            return name.Id == MadeIds.Consent(twin) && version is null or (> 0 and <= int.MaxValue) && await Consent(twin).Filed((int?)version) is { } filed ? Stored(twin, filed) : null;
        if (name.Type != Accesses.Name || await Access(twin, name.Id) is not { } access) return null;
        return version is null || access.Version == version ? access : null;
    }

    /// <summary>All versions that are kept of a consent, newest first; of an access the one that stands.</summary>
    public async Task<IReadOnlyList<StoredResource>> History(TwinId twin, ResourceName name, int limit)
    {
        if (name.Type != Consents.Name) return await Read(twin, name, null) is { } access ? [access] : [];
        var versions = new List<StoredResource>();
        for (var filed = await Read(twin, name, null); filed is not null && versions.Count < limit; filed = filed.Version > 1 ? await Read(twin, name, filed.Version - 1) : null) versions.Add(filed);
        return versions;
    }

    /// <summary>Some of what fits: the consent, and then accesses, the newest hour first.</summary>
    /// <param name="after">Where the page before ended; 0 for the beginning.</param>
    public async Task<MadePage> Search(TwinId twin, RecordQuery query, long after, int limit)
    {
        var page = MadePage.Empty;
        if (query.Types.Contains(Consents.Name, StringComparer.Ordinal) && await Consent(twin).Filed(null) is { } filed && Stored(twin, filed) is var consent && MadeMatch.Fits(consent, Consents, query))
            page = MadePage.Of([consent], after, limit);
        if (!query.Types.Contains(Accesses.Name, StringComparer.Ordinal)) return page;
        var accesses = await Among(twin, query, after, limit - page.Found.Count);
        return new MadePage([.. page.Found, .. accesses.Found], page.Total + accesses.Total);
    }

    private async Task<MadePage> Among(TwinId twin, RecordQuery query, long after, int limit)
    {
        var book = grains.GetGrain<IAccessBook>(twin.Value);
        var first = await book.Read(null, MostCounted);
        var fitting = Fitting(twin, query, first).ToList();
        if (first.Next is null) return MadePage.Of(fitting, after, limit);
        var found = fitting.Where(one => one.Place > after).Take(limit).ToList();
        for (var next = AccessPlace.KeyOf(Math.Max(after, AccessPlace.Of(first.Rows[^1].First))); next is not null && found.Count < limit;)
        {
            var page = await book.Read(next, MostCounted);
            found.AddRange(Fitting(twin, query, page).Take(limit - found.Count));
            next = query.Observed.BeginsFrom is { } from && page.Rows.Count > 0 && page.Rows[^1].LastAt < from ? null : page.Next; // older ones do not fit either
        }
        return new MadePage(found, null);
    }

    private async Task<StoredResource?> Access(TwinId twin, string id)
    {
        var book = grains.GetGrain<IAccessBook>(twin.Value);
        var seen = 0;
        for (var page = await book.Read(null, MostCounted); ; page = await book.Read(page.Next, MostCounted))
        {
            foreach (var row in page.Rows)
                if (MadeIds.Access(twin, row.First) == id) return Stored(twin, row);
            if (page.Next is null || (seen += page.Rows.Count) >= MostSought) return null;
        }
    }

    private static IEnumerable<StoredResource> Fitting(TwinId twin, RecordQuery query, AccessPage page) => page.Rows.Select(row => Stored(twin, row)).Where(one => MadeMatch.Fits(one, Accesses, query));

    private static StoredResource Stored(TwinId twin, Consent filed)
    {
        var name = new ResourceName(Consents.Name, MadeIds.Consent(twin));
        return new StoredResource(name, twin, filed.Version, filed.FiledAt, DataClass.Consent, 1, FhirWriter.Bytes(ConsentResource.Of(twin, filed)));
    }

    private static StoredResource Stored(TwinId twin, AccessRow row)
    {
        var name = new ResourceName(Accesses.Name, MadeIds.Access(twin, row.First));
        return new StoredResource(name, twin, row.Times, row.LastAt, DataClass.Accesses, AccessPlace.Of(row.First), AccessEvent.Of(row, name.Id, twin));
    }

    private IPatientConsent Consent(TwinId twin) => grains.GetGrain<IPatientConsent>(twin.Value);
}
