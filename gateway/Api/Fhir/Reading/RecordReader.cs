using System.Globalization;
using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Reading;

/// <summary>Reads resources for those who may see them: each is decided on as it is come to, included ones too.</summary>
internal sealed class RecordReader(LivingRecords records, RecordSearch search, RecordView view)
{
    private const int MostVersions = 200;

    /// <summary>A version of a resource; what is not there and what may not be seen are answered alike.</summary>
    public async Task<FhirAnswer> Read(RecordDoor door, RecordType type, string id, string? version = null)
    {
        var sight = await door.For(version is null ? "GET /fhir/{type}/{rid}" : "GET /fhir/{type}/{rid}/_history/{vid}", type);
        var number = version is null ? (long?)null : long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : throw FhirFault.NotFound;
        if (await records.Read(new ResourceName(type.Name, id), number) is not { } stored || !await MaySee(door, sight, stored)) throw FhirFault.NotFound;
        return new FhirAnswer(StatusCodes.Status200OK, await view.Shown(door, sight, stored)) { Version = stored.Version, At = stored.At };
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
            entries.Add(RecordView.Version(RecordView.Address(door, one.Name), $"{one.Name}", JsonNode.Parse(await view.Shown(door, sight, one))!, one.Version, one.At));
        }
        return FhirAnswer.Of(StatusCodes.Status200OK, RecordView.Bundle("history", entries, entries.Count));
    }

    /// <summary>Resources that fit and may be seen, some at a time.</summary>
    public Task<FhirAnswer> Search(RecordDoor door, SearchQuery query) => search.Search(door, query);

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
        var without = await SearchedRecords.Withheld(sight, twin, DataClass.None, door.Cancel);
        var page = permitted.Count == 0 ? MadePage.Empty
            : await records.Search(new RecordQuery(twin, permitted, after, count) { Without = without, Updated = since is { } from ? new TimeBounds(from, null, null, null) : default });
        var entries = new JsonArray();
        foreach (var one in page.Found)
        {
            sight.Touched |= one.Data;
            entries.Add(await view.Entry(door, sight, one, "match", ResourcePart.Whole));
        }
        var asked = string.Join('&', types.Select(type => $"_type={type}").Concat(since is { } s ? [$"_since={Uri.EscapeDataString(Time(s))}"] : []));
        var links = RecordView.Links(door, $"Patient/{id}/$everything", asked, count, page.Found.Count == count && count > 0 ? $"{page.Found[^1].Place}.{id}" : null);
        return FhirAnswer.Of(StatusCodes.Status200OK, RecordView.Bundle("searchset", entries, page.Total, links));
    }

    /// <summary>Whether a version may be seen; what belongs to no patient may by whoever may ask for its kind.</summary>
    private static async ValueTask<bool> MaySee(RecordDoor door, Sight sight, StoredResource stored) => stored.Twin is not { } twin || await door.May(sight, twin, stored.Data);

    public static string Base(RecordDoor door) => $"{door.Context.Request.Scheme}://{door.Context.Request.Host}/fhir";

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
