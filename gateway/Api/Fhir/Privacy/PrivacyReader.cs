using System.Globalization;
using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Reading;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Privacy;

/// <summary>
/// Consent and AuditEvent: what patients permit, and who looked. Both are kept where they decide and where they prove, and not in the record: a consent in its grain, accesses in the trail and in the book
/// that is made of it, where equal accesses of one hour are one.
/// </summary>
internal sealed class PrivacyReader(IGrainFactory grains, KnownTwins twins)
{
    private const int MostRows = 10_000, AtOnce = 1_000, Usual = 50, Most = 500;

    /// <summary>The consent of a patient; a version of it, or the one that stands.</summary>
    public async Task<FhirAnswer> Consent(RecordDoor door, string id, string? version)
    {
        var twin = await Named(door, id, DataClass.Consent);
        var number = version is null ? (int?)null : int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : throw FhirFault.NotFound;
        return await grains.GetGrain<IPatientConsent>(twin.Value).Filed(number) is { } filed ? Answer(StatusCodes.Status200OK, twin, filed) : throw FhirFault.NotFound;
    }

    /// <summary>All versions that are kept, newest first.</summary>
    public async Task<FhirAnswer> ConsentHistory(RecordDoor door, string id)
    {
        var twin = await Named(door, id, DataClass.Consent);
        var consents = grains.GetGrain<IPatientConsent>(twin.Value);
        var entries = new JsonArray();
        for (var filed = await consents.Filed(null); filed is not null && entries.Count < Most; filed = filed.Version > 1 ? await consents.Filed(filed.Version - 1) : null)
            entries.Add(RecordView.Version(Address(door, "Consent", id), $"Consent/{id}", ConsentResource.Of(twin, filed), filed.Version, filed.FiledAt));
        return entries.Count == 0 ? throw FhirFault.NotFound : FhirAnswer.Of(StatusCodes.Status200OK, RecordView.Bundle("history", entries, entries.Count));
    }

    /// <summary>The consents of the patients named; a patient's own where none is.</summary>
    public async Task<FhirAnswer> Consents(RecordDoor door, IQueryCollection query)
    {
        var entries = new JsonArray();
        foreach (var twin in await Asked(door, query, DataClass.Consent, "status"))
            if (await grains.GetGrain<IPatientConsent>(twin.Value).Filed(null) is { } filed && (query["status"].ToString() is not { Length: > 0 } status || status == (filed.IsActive ? "active" : "inactive")))
                entries.Add(RecordView.Entry(Address(door, "Consent", ConsentResource.Id(twin)), ConsentResource.Of(twin, filed), "match"));
        return Found(entries, entries.Count);
    }

    /// <summary>Files a version: the first where it is created, else the next.</summary>
    public async Task<FhirAnswer> File(RecordDoor door, JsonObject resource, string? id, long? ifMatch)
    {
        var reference = References.Text(resource["patient"], "reference") ?? throw FhirFault.Unprocessable("required", "Whose consent it is must be said.", "Consent.patient");
        if (!References.TryRead(reference, out var type, out var name) || type != "Patient" || !TwinId.TryParse(name, out var twin) || (id is not null && id != ConsentResource.Id(twin))) throw FhirFault.NotFound;
        if (!await door.May(Sight.Of(door.Context), twin, DataClass.Consent) || await twins.BirthDate(twin) is null) throw FhirFault.NotFound;
        var consent = ConsentResource.Read(resource);
        var replaces = id is null ? 0 : (int?)ifMatch;
        var filed = await grains.GetGrain<IPatientConsent>(twin.Value).File(consent.IsActive, consent.Provisions, Callers.Of(door.Context).Subject, replaces);
        if (filed.Taken) return Answer(filed.Standing!.Version == 1 ? StatusCodes.Status201Created : StatusCodes.Status200OK, twin, filed.Standing) with { Location = $"{Address(door, "Consent", ConsentResource.Id(twin))}/_history/{filed.Standing.Version}" };
        throw id is null
            ? new FhirFault(StatusCodes.Status409Conflict, new Issue("conflict", $"A patient has one consent, and it stands already: read and update Consent/{ConsentResource.Id(twin)}."))
            : new FhirFault(StatusCodes.Status412PreconditionFailed, new Issue("conflict", "Another version stands by now: read it, and change that one."));
    }

    /// <summary>Who looked at the data of the patients named, newest hour first, some at a time.</summary>
    public async Task<FhirAnswer> Accesses(RecordDoor door, IQueryCollection query)
    {
        if (await Asked(door, query, DataClass.Accesses, "date", "_count", "_after") is not [var twin]) return Found([], 0);
        var after = query["_after"].ToString() is { Length: > 0 } place ? place.Length <= 64 && place.All(letter => char.IsAsciiHexDigitLower(letter) || letter == '-') ? place : throw FhirFault.Wrong("invalid", "The parameter _after is no page of a search.", "_after") : null;
        var count = query["_count"].ToString() is { Length: > 0 } text ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted > 0 ? Math.Min(wanted, Most) : throw FhirFault.Wrong("invalid", "The parameter _count must be a whole number above 0.", "_count") : Usual;
        var bounds = query["date"].Aggregate(default(HealthRecords.TimeBounds), (all, one) => all.And(SearchDate.Read("date", one ?? "").Bounds));
        var (entries, next) = (new JsonArray(), after);
        do
        {
            var page = await grains.GetGrain<IAccessBook>(twin.Value).Read(next, count - entries.Count);
            foreach (var row in page.Rows.Where(row => Fits(row, bounds))) entries.Add(RecordView.Entry(Address(door, "AuditEvent", MadeIds.Access(twin, row.First)), JsonNode.Parse(Event(twin, row))!, "match"));
            next = page.Next;
        }
        while (next is not null && entries.Count < count);
        return Found(entries, null, RecordView.Links(door, "AuditEvent", $"patient={twin.Value}{string.Concat(query["date"].Select(one => $"&date={Uri.EscapeDataString(one ?? "")}"))}", count, next));
    }

    /// <summary>One access.</summary>
    public async Task<FhirAnswer> Access(RecordDoor door, string id)
    {
        var twin = await Named(door, id, DataClass.Accesses);
        var (next, seen) = ((string?)null, 0);
        do
        {
            var page = await grains.GetGrain<IAccessBook>(twin.Value).Read(next, AtOnce);
            foreach (var row in page.Rows)
                if (MadeIds.Access(twin, row.First) == id) return new FhirAnswer(StatusCodes.Status200OK, Event(twin, row)) { Version = row.Times, At = row.LastAt };
            (next, seen) = (page.Next, seen + page.Rows.Count);
        }
        while (next is not null && seen < MostRows);
        throw FhirFault.NotFound;
    }

    private static bool Fits(AccessRow row, HealthRecords.TimeBounds bounds) =>
        !(row.First.At < bounds.BeginsFrom) && !(row.First.At >= bounds.BeginsBefore) && !(row.LastAt <= bounds.EndsAfter) && !(row.LastAt > bounds.EndsBy);

    private static byte[] Event(TwinId twin, AccessRow row) => AccessEvent.Of(row, MadeIds.Access(twin, row.First), twin);

    private static FhirAnswer Answer(int status, TwinId twin, Consent filed) => FhirAnswer.Of(status, ConsentResource.Of(twin, filed)) with { Version = filed.Version, At = filed.FiledAt };

    private static FhirAnswer Found(JsonArray entries, int? total, JsonArray? links = null) => FhirAnswer.Of(StatusCodes.Status200OK, RecordView.Bundle("searchset", entries, total, links));

    private static async Task<TwinId> Named(RecordDoor door, string id, DataClass data) =>
        MadeIds.TwinOf(id) is { } twin && await door.May(Sight.Of(door.Context), twin, data) ? twin : throw FhirFault.NotFound;

    /// <summary>The patients that a search names and that may be looked at.</summary>
    private static async Task<IReadOnlyList<TwinId>> Asked(RecordDoor door, IQueryCollection query, DataClass data, params string[] served)
    {
        if (query.Keys.FirstOrDefault(name => name is not ("patient" or "_format") && !served.Contains(name, StringComparer.Ordinal)) is { } unknown) throw FhirFault.Wrong("invalid", $"The search parameter {unknown} is not served here; these are: {string.Join(", ", served.Prepend("patient"))}.", unknown);
        var sight = Sight.Of(door.Context);
        var names = query["patient"].SelectMany(one => (one ?? "").Split(',')).Select(one => one.StartsWith("Patient/", StringComparison.Ordinal) ? one["Patient/".Length..] : one).ToList();
        if (names.Count == 0 && sight.Only is { } own) names.Add(own.Value);
        if (names.Count == 0) throw FhirFault.Wrong("required", "Say of which patient, with patient=.", "patient");
        var seen = new List<TwinId>();
        foreach (var name in names.Distinct(StringComparer.Ordinal))
            if (TwinId.TryParse(name, out var twin) && await door.May(sight, twin, data)) seen.Add(twin);
        return seen;
    }

    private static string Address(RecordDoor door, string type, string id) => $"{RecordReader.Base(door)}/{type}/{id}";
}
