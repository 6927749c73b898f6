using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Erasure;
using TwinGrid.Formats.Clinical;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Fhir.Writing;

/// <summary>
/// Takes resources into the patients' records, all of a commit or nothing: whose each is, whether it is there already, what it is called, what it says to the twin. What is wrong is found before
/// anything is written; what the identity vault was told meanwhile is taken back.
/// </summary>
internal sealed class RecordIntake(IGrainFactory grains, PatientRegister patients, Owners owners, ObservationSigns signs, ClinicalTable table, KnownTwins twins, TimeProvider time)
{
    /// <summary>How often a commit is tried when others write the same at the same time.</summary>
    private const int Attempts = 4;

    private IHealthRecords Records => grains.GetGrain<IHealthRecords>(0);

    /// <summary>Writes all entries, or none.</summary>
    /// <exception cref="FhirFault">Nothing was written.</exception>
    public async Task<IReadOnlyList<WriteReply>> Write(RecordDoor door, IReadOnlyList<WriteEntry> entries)
    {
        foreach (var entry in entries)
            await entry.At(async () => entry.Sight = MadeIds.IsMade(entry.Id) ? throw MadeByTwin : await door.For(entry.Route, entry.Type));
        var undo = new List<Func<Task>>();
        try
        {
            foreach (var entry in entries.Where(entry => entry.Type.Name == "Patient")) await entry.At(() => patients.Find(door, entry, undo));
            await owners.Find(door, entries);
            for (var attempt = 1; ; attempt++)
            {
                await Look(door, entries);
                var references = new ReferenceMap(entries);
                var now = time.GetUtcNow();
                foreach (var entry in entries.Where(entry => !entry.IsThere)) entry.Write = entry.At(() => Made(entry, references, now));
                await Retract(entries);
                var receipt = await Committed([.. entries.Select(entry => entry.Write).OfType<ResourceWrite>()], undo);
                if (receipt.Conflict is { } conflict)
                {
                    if (attempt < Attempts) continue;
                    throw new FhirFault(StatusCodes.Status409Conflict, new Issue("conflict", $"{conflict.Type} was written by somebody else at the same moment. Nothing was written; send it again."));
                }
                undo.Clear();
                await Keep(door, entries);
                return Replies(entries, receipt, now);
            }
        }
        catch
        {
            for (var place = undo.Count - 1; place >= 0; place--) await undo[place]();
            throw;
        }
    }

    private static FhirFault MadeByTwin => FhirFault.Unprocessable("business-rule", $"Ids that begin with {MadeIds.Begin} are of what twins say and devices measured: nobody writes those.", "Resource.id");

    private async Task<RecordReceipt> Committed(IReadOnlyList<ResourceWrite> writes, List<Func<Task>> undo)
    {
        if (writes.Count == 0) return new RecordReceipt(null, []);
        try
        {
            return await Records.Commit(writes);
        }
        catch (Exception error) when (error is not PatientErasedException)
        {
            undo.Clear(); // it may have been written: whoever sends it again must come to the same twin
            throw;
        }
    }

    /// <summary>What of it is there already, and what each is called.</summary>
    private async Task Look(RecordDoor door, IReadOnlyList<WriteEntry> entries)
    {
        var named = new NamedEntries(entries);
        foreach (var record in entries.Where(entry => !entry.IsUpdate && entry.Condition is null && entry.Type.Name != "Patient").GroupBy(entry => entry.Twin))
        {
            WriteEntry[] created = [.. record];
            var times = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var entry in created)
            {
                var origin = Origins.Of(entry.Resource, entry.Type, named.Of);
                var nth = times[origin] = times.GetValueOrDefault(origin) + 1; // two that are alike in one bundle are two
                entry.Origin = nth == 1 ? origin : $"{origin}-{nth}";
            }
            var known = await Records.FindOrigins(record.Key, [.. created.Select(entry => new ResourceOrigin(entry.Type.Name, entry.Origin!))]);
            for (var place = 0; place < created.Length; place++) Name(created[place], known[place]);
        }
        foreach (var entry in entries.Where(entry => entry.Condition is not null && entry.Type.Name != "Patient")) await entry.At(() => Fit(door, entry));
        WriteEntry[] addressed = [.. entries.Where(entry => entry.Type.Name == "Patient" || (entry.IsUpdate && entry.Condition is null))];
        var found = await Records.Find([.. addressed.Select(entry => entry.Name = new ResourceName(entry.Type.Name, entry.Type.Name == "Patient" ? entry.Twin!.Value.Value : entry.Id!))]);
        for (var place = 0; place < addressed.Length; place++) addressed[place].Known = found[place];
        foreach (var entry in entries) entry.At(() => Check(entry));
        if (entries.GroupBy(entry => entry.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw FhirFault.Wrong("duplicate", $"{twice.Key.Type} is written twice in one bundle.", twice.Last().Path);
    }

    private static void Name(WriteEntry entry, KnownResource? known)
    {
        entry.Known = known;
        entry.Name = known?.Name ?? new ResourceName(entry.Type.Name, TwinId.NewRandom().Value);
    }

    /// <summary>The one resource of the record that a condition names.</summary>
    private async Task Fit(RecordDoor door, WriteEntry entry)
    {
        var query = Reading.SearchReading.Read(entry.Type, QueryText.Pairs(entry.Condition!), inAddress: false);
        var page = await Records.Search(query.Of(entry.Twin) with { Limit = 2 });
        if (page.Total > 1) throw new FhirFault(StatusCodes.Status412PreconditionFailed, new Issue("multiple-matches", "More than one resource of this record fits the condition."));
        var fits = page.Found is [var one] ? new KnownResource(one.Name, one.Twin, one.Version, one.At, one.Data) : null;
        Name(entry, fits);
        entry.IsThere = fits is not null && !entry.IsUpdate;
    }

    private static bool Check(WriteEntry entry)
    {
        if (entry.Known is { } known && known.Twin != entry.Twin) throw FhirFault.NotFound; // another's, whoever he is
        if (entry.IfMatch is { } version && version != (entry.Known?.Version ?? 0))
            throw new FhirFault(StatusCodes.Status412PreconditionFailed, new Issue("conflict", "Another version stands by now: read it, and change that one.", entry.Path.Length > 0 ? $"{entry.Path}.request.ifMatch" : "If-Match"));
        return true;
    }

    private ResourceWrite Made(WriteEntry entry, ReferenceMap references, DateTimeOffset now)
    {
        var (resource, type) = (entry.Type.Name == "Patient" ? PatientNames.Unnamed(entry.Resource) : entry.Resource, entry.Type);
        var version = (entry.Known?.Version ?? 0) + 1;
        var (measured, remarks) = type.Name == "Observation" ? signs.Of(resource, now) : ([], []);
        entry.Remarks = remarks;
        var (body, content) = FhirWriter.Kept(resource, type.Name, entry.Name.Id, version, now, references.Of, remarks);
        if (type.Name == "Patient") content += Origins.Words(PatientNames.Named(entry.Resource));
        var span = FhirTime.Of(resource, type.DatePaths);
        return new ResourceWrite(entry.Name, entry.Twin, version - 1, now, DataOf(entry), body, content)
        {
            Origin = entry.Origin, Tokens = RecordTokens.Of(resource, type, references.Of), From = span?.Begins, To = span?.Ends, Signs = entry.Twin is null ? [] : measured,
            Device = DeviceOf(resource, references), Facts = entry.Twin is null ? [] : ProfileFacts.Of(type.Name, resource, table, now),
        };
    }

    /// <summary>Signs that a version before had told and this one tells no more are taken back.</summary>
    private async Task Retract(IReadOnlyList<WriteEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Write is not { ExpectedVersion: > 0, Name.Type: "Observation" } write || await Records.Read(entry.Name, null) is not { } before || JsonNode.Parse(before.Body) is not JsonObject old) continue;
            var (told, _) = signs.Of(old, before.At);
            var gone = told.Where(sign => sign.Status != SampleStatus.EnteredInError && !write.Signs.Any(now => now.Signal == sign.Signal && now.ObservedAt == sign.ObservedAt)).Select(sign => sign with { Status = SampleStatus.EnteredInError });
            entry.Write = write with { Signs = [.. write.Signs.Select(sign => sign.Status == SampleStatus.Final ? sign with { Status = SampleStatus.Corrected } : sign), .. gone] };
        }
    }

    /// <summary>What names the patients goes to the vault, once their records stand.</summary>
    private async Task Keep(RecordDoor door, IReadOnlyList<WriteEntry> entries)
    {
        foreach (var entry in entries.Where(entry => entry.Type.Name == "Patient" && entry.Write is not null))
        {
            await patients.Keep(entry.Twin!.Value, PatientNames.Named(entry.Resource), door.Cancel);
            foreach (var fact in entry.Write!.Facts)
                if (fact.Kind == RecordFactKind.BirthDate) twins.Remember(entry.Twin.Value, DateOnly.ParseExact(fact.Value, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static List<WriteReply> Replies(IReadOnlyList<WriteEntry> entries, RecordReceipt receipt, DateTimeOffset now)
    {
        var (replies, place) = (new List<WriteReply>(entries.Count), 0);
        foreach (var entry in entries)
        {
            var isUnchanged = entry.Write is null || receipt.Unchanged[place++];
            replies.Add(isUnchanged
                ? new WriteReply(entry, entry.Known!.Version, entry.Known.At, IsNew: false, IsUnchanged: true)
                : new WriteReply(entry, entry.Write!.Version, now, entry.Known is null, IsUnchanged: false));
        }
        return replies;
    }

    /// <summary>An Observation of genes is the genome, whatever else it is.</summary>
    private static DataClass DataOf(WriteEntry entry) => entry.Type.Name is "Observation" or "DiagnosticReport" && IsOfGenes(entry.Resource) ? entry.Type.Data | DataClass.Genome : entry.Type.Data;

    private static bool IsOfGenes(JsonObject resource) =>
        References.At(resource, "meta.profile").Any(profile => profile is JsonValue value && value.TryGetValue<string>(out var url) && url.Contains("genetics", StringComparison.OrdinalIgnoreCase))
        || References.At(resource, "category.coding").Any(coding => References.Text(coding, "code") is "GE" or "genomics" or "genetics")
        || References.At(resource, "extension").Any(extension => References.Text(extension, "url")?.Contains("genetics", StringComparison.OrdinalIgnoreCase) == true)
        || References.At(resource, "code.coding").Concat(References.At(resource, "component.code.coding")).Any(coding => References.Text(coding, "code") is "48018-6" or "51963-7" or "84413-4" or "79716-7" or "53034-5" or "51958-7" or "48004-6" or "81247-9" or "69548-6");

    /// <summary>Who measured, in a word that is the same each time; two sources of one moment stay apart.</summary>
    private static string DeviceOf(JsonObject resource, ReferenceMap references)
    {
        var sources = References.At(resource, "device").Concat(References.At(resource, "performer")).Select(node => References.Text(node, "reference")).OfType<string>().Select(one => references.Of(one) ?? one).Where(one => !one.StartsWith('#') && !References.IsPatient(one)).ToList();
        return RecordDevices.Name(sources);
    }
}
