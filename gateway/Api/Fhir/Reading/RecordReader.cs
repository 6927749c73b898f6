using System.Globalization;
using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.Gateway.Api.Fhir.Writing;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;
using TwinGrid.Vault;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Gateway.Api.Fhir.Reading;

/// <summary>Reads resources for those who may see them: each is decided on as it is come to, included ones too.</summary>
internal sealed class RecordReader(LivingRecords records, IIdentityVault vault, VaultOptions options, IdentifierReader identifiers, Rosters rosters)
{
    private const int MostVersions = 200, MostTwins = 1_000;

    /// <summary>A version of a resource; what is not there and what may not be seen are answered alike.</summary>
    public async Task<FhirAnswer> Read(RecordDoor door, RecordType type, string id, string? version = null)
    {
        var sight = await door.For(version is null ? "GET /fhir/{type}/{rid}" : "GET /fhir/{type}/{rid}/_history/{vid}", type);
        var number = version is null ? (long?)null : long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : throw FhirFault.NotFound;
        if (await records.Read(new ResourceName(type.Name, id), number) is not { } stored || !await MaySee(door, sight, stored)) throw FhirFault.NotFound;
        return new FhirAnswer(StatusCodes.Status200OK, await Shown(door, sight, stored)) { Version = stored.Version, At = stored.At };
    }

    /// <summary>All versions of a resource, newest first.</summary>
    public async Task<FhirAnswer> History(RecordDoor door, RecordType type, string id)
    {
        var sight = await door.For("GET /fhir/{type}/{rid}/_history", type);
        var versions = await records.History(new ResourceName(type.Name, id), MostVersions);
        if (versions.Count == 0 || !await MaySee(door, sight, versions[0])) throw FhirFault.NotFound;
        var entries = new JsonArray();
        foreach (var one in versions)
        {
            if (!await MaySee(door, sight, one)) continue;
            entries.Add(new JsonObject
            {
                ["fullUrl"] = Address(door, one.Name), ["resource"] = JsonNode.Parse(await Shown(door, sight, one)),
                ["request"] = new JsonObject { ["method"] = one.Version == 1 ? "POST" : "PUT", ["url"] = $"{one.Name}" },
                ["response"] = new JsonObject { ["status"] = one.Version == 1 ? "201" : "200", ["etag"] = $"W/\"{one.Version}\"", ["lastModified"] = Time(one.At) },
            });
        }
        return FhirAnswer.Of(StatusCodes.Status200OK, new JsonObject { ["resourceType"] = "Bundle", ["type"] = "history", ["total"] = entries.Count, ["entry"] = entries });
    }

    /// <summary>Resources that fit and may be seen, some at a time. What may not be seen is in no page, no count and no order.</summary>
    public async Task<FhirAnswer> Search(RecordDoor door, RecordType type, SearchQuery query)
    {
        var sight = await door.For("GET /fhir/{type}", type);
        var (total, found, more) = ((long?)0, new List<StoredResource>(), (string?)null);
        foreach (var twin in await Among(door, sight, query))
        {
            var asked = await Narrowed(door, sight, query, twin);
            var owner = twin?.Value ?? "";
            var isPassed = string.CompareOrdinal(owner, query.After.Twin) < 0;
            var room = isPassed || more is not null ? 0 : query.Count - found.Count;
            var page = await records.Search(asked with { After = owner == query.After.Twin ? query.After.Place : 0, Limit = room });
            total += page.Total;
            found.AddRange(page.Found);
            if (room > 0 && page.Found.Count == room) more = $"{page.Found[^1].Place}.{owner}";
        }
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "searchset", ["link"] = Links(door, $"{type.Name}", query.Asked, query.Count, found.Count >= total ? null : more) };
        var entries = new JsonArray();
        if (total is not null) bundle["total"] = total;
        foreach (var one in found) entries.Add(await Entry(door, sight, one, "match"));
        foreach (var one in await Included(door, type, query, found)) entries.Add(one);
        if (entries.Count > 0) bundle["entry"] = entries;
        return FhirAnswer.Of(StatusCodes.Status200OK, bundle);
    }

    /// <summary>All of one record that may be seen, some at a time.</summary>
    public async Task<FhirAnswer> Everything(RecordDoor door, string id, IReadOnlyList<string> types, DateTimeOffset? since, int count, long after)
    {
        var sight = Sight.Of(door.Context);
        if (!TwinId.TryParse(id, out var twin) || !await door.May(sight, twin, DataClass.Profile) || await records.Read(new ResourceName("Patient", id), null) is null) throw FhirFault.NotFound;
        var permitted = new List<string>();
        foreach (var type in RecordTypes.All)
        {
            if (types.Count > 0 && !types.Contains(type.Name, StringComparer.Ordinal)) continue;
            if (door.MayAsk("GET /fhir/{type}", type) && (await sight.Decide(twin, type.Data, door.Cancel)).Permitted) permitted.Add(type.Name);
        }
        var without = await Withheld(door, sight, twin, DataClass.None);
        var page = permitted.Count == 0 ? MadePage.Empty
            : await records.Search(new RecordQuery(twin, permitted, after, count) { Without = without, Updated = since is { } from ? new TimeBounds(from, null, null, null) : default });
        var entries = new JsonArray();
        foreach (var one in page.Found) entries.Add(await Entry(door, sight, one, "match"));
        var asked = string.Join('&', types.Select(type => $"_type={type}").Concat(since is { } s ? [$"_since={Uri.EscapeDataString(Time(s))}"] : []));
        var bundle = new JsonObject
        {
            ["resourceType"] = "Bundle", ["type"] = "searchset",
            ["link"] = Links(door, $"Patient/{id}/$everything", asked, count, page.Found.Count == count && count > 0 ? $"{page.Found[^1].Place}.{id}" : null),
        };
        if (page.Total is not null) bundle["total"] = page.Total;
        if (entries.Count > 0) bundle["entry"] = entries;
        return FhirAnswer.Of(StatusCodes.Status200OK, bundle);
    }

    /// <summary>Whether a version may be seen; what belongs to no patient may by whoever may ask for its kind.</summary>
    private static async ValueTask<bool> MaySee(RecordDoor door, Sight sight, StoredResource stored) => stored.Twin is not { } twin || await door.May(sight, twin, stored.Data);

    /// <summary>The records that a search looks into, in order.</summary>
    private async Task<IReadOnlyList<TwinId?>> Among(RecordDoor door, Sight sight, SearchQuery query)
    {
        var named = query.Patients;
        if (query.PatientIdentifiers is { } words) named = await Resolved(words, door.Cancel);
        IEnumerable<TwinId> candidates;
        if (named is not null) candidates = named.Select(one => TwinId.TryParse(one, out var twin) ? twin : (TwinId?)null).OfType<TwinId>();
        else if (query.Type.Name == "Patient" && query.Ids.Count > 0) candidates = query.Ids.Select(one => TwinId.TryParse(one, out var twin) ? twin : (TwinId?)null).OfType<TwinId>();
        else if (sight.SeesEverything) candidates = await records.Twins("", MostTwins);
        else candidates = await rosters.Of(sight);
        var seen = new List<TwinId?>();
        foreach (var twin in candidates.Distinct().OrderBy(twin => twin.Value, StringComparer.Ordinal))
            if (await door.May(sight, twin, query.Type.Data)) seen.Add(twin);
        if (query.Type.MayBeNobodys && named is null) seen.Insert(0, null);
        return seen;
    }

    private async Task<IReadOnlyList<string>> Resolved(IReadOnlyList<string> words, CancellationToken cancel)
    {
        var twins = new List<string>();
        foreach (var word in words)
        {
            var bar = word.IndexOf('|', StringComparison.Ordinal);
            if (bar > 0 && identifiers.TryRead(word[..bar], word[(bar + 1)..], out var identifier, out _, out _) && await vault.Resolve(identifier, cancel) is { } twin) twins.Add(twin.Value);
        }
        return twins;
    }

    private static async Task<RecordQuery> Narrowed(RecordDoor door, Sight sight, SearchQuery query, TwinId? twin)
    {
        var without = twin is { } owner ? await Withheld(door, sight, owner, query.Type.Data) : DataClass.None;
        return new RecordQuery(twin, [query.Type.Name], 0, 0) { Tokens = query.Tokens, Observed = query.Observed, Updated = query.Updated, Ids = query.Ids, Without = without };
    }

    /// <summary>Kinds of data that may stand in a resource besides its own, and may not be seen.</summary>
    private static async Task<DataClass> Withheld(RecordDoor door, Sight sight, TwinId twin, DataClass permitted)
    {
        var withheld = DataClass.None;
        foreach (var data in (DataClass[])[DataClass.Genome, DataClass.Forecasts, DataClass.Alerts])
            if (data != permitted && !(await sight.Decide(twin, data, door.Cancel)).Permitted) withheld |= data;
        return withheld;
    }

    private async Task<IReadOnlyList<JsonNode>> Included(RecordDoor door, RecordType type, SearchQuery query, IReadOnlyList<StoredResource> found)
    {
        var (entries, seen) = (new List<JsonNode>(), found.Select(one => one.Name).ToHashSet());
        foreach (var parameter in query.Includes)
        {
            var paths = parameter == "patient" ? type.OwnerPaths : [.. type.TokenPaths.Where(pair => pair.Parameter == parameter).Select(pair => pair.Path)];
            foreach (var reference in found.SelectMany(one => JsonNode.Parse(one.Body) is { } body ? paths.SelectMany(path => References.At(body, path)) : []).Select(node => References.Text(node, "reference")).OfType<string>())
            {
                if (!References.TryRead(reference, out var kind, out var id) || RecordTypes.Find(kind) is not { } target || !seen.Add(new ResourceName(kind, id)) || !door.MayAsk("GET /fhir/{type}/{rid}", target)) continue;
                if (await records.Read(new ResourceName(kind, id), null) is not { } stored) continue;
                var sight = Sight.Of(door.Context);
                if (stored.Twin is { } twin && !(await sight.Decide(twin, stored.Data, door.Cancel)).Permitted) continue;
                entries.Add(await Entry(door, sight, stored, "include"));
            }
        }
        return entries;
    }

    private async Task<JsonObject> Entry(RecordDoor door, Sight sight, StoredResource stored, string mode) => new JsonObject
    {
        ["fullUrl"] = Address(door, stored.Name), ["resource"] = JsonNode.Parse(await Shown(door, sight, stored)), ["search"] = new JsonObject { ["mode"] = mode },
    };

    /// <summary>As it is kept; a patient with his names, for who may see them.</summary>
    private async Task<byte[]> Shown(RecordDoor door, Sight sight, StoredResource stored)
    {
        if (MadeIds.IsMade(stored.Name.Id)) ShownModels.Note(door.Context, TwinWords.ModelOf(JsonNode.Parse(stored.Body)!.AsObject()));
        if (stored.Name.Type != "Patient" || options.IsAbsent || stored.Twin is not { } twin || !(await sight.Decide(twin, DataClass.Identity, door.Cancel)).Permitted) return stored.Body;
        return await vault.Person(twin, door.Cancel) is { } names ? FhirWriter.Bytes(PatientNames.Whole(JsonNode.Parse(stored.Body)!.AsObject(), JsonNode.Parse(names)!.AsObject())) : stored.Body;
    }

    private static JsonArray Links(RecordDoor door, string path, string asked, int count, string? more)
    {
        var self = $"{Base(door)}/{path}?{asked}{(asked.Length > 0 ? "&" : "")}_count={count.ToString(CultureInfo.InvariantCulture)}";
        var links = new JsonArray(new JsonObject { ["relation"] = "self", ["url"] = self });
        if (more is not null) links.Add(new JsonObject { ["relation"] = "next", ["url"] = $"{self}&_after={more}" });
        return links;
    }

    private static string Address(RecordDoor door, in ResourceName name) => $"{Base(door)}/{name}";

    public static string Base(RecordDoor door) => $"{door.Context.Request.Scheme}://{door.Context.Request.Host}/fhir";

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
