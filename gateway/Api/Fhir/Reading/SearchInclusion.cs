using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Reading;

/// <summary>Follows references of what a search has found, forwards and backwards. Each resource is decided on as if it had been asked for by itself.</summary>
internal sealed class SearchInclusion(LivingRecords records)
{
    /// <summary>Most that one page includes.</summary>
    public const int Most = 1_000;

    /// <summary>What is included, and whether more should have been.</summary>
    public async Task<(IReadOnlyList<StoredResource> Included, bool IsCut)> Of(RecordDoor door, SearchQuery query, IReadOnlyList<StoredResource> found)
    {
        var (included, seen) = (new List<StoredResource>(), found.Select(one => one.Name).ToHashSet());
        if (found.Count == 0) return (included, false);
        foreach (var (parameter, target) in query.Includes)
            foreach (var name in Named(query.Type, parameter, found))
            {
                if ((target is not null && target != name.Type) || RecordTypes.Find(name.Type) is not { } kind || seen.Contains(name) || !door.MayAsk("GET /fhir/{type}/{rid}", kind)) continue;
                if (included.Count == Most) return (included, true);
                if (await records.Read(name, null) is { } stored && await May(door, stored.Twin, stored.Data) && seen.Add(name)) included.Add(stored);
            }
        foreach (var (type, parameter) in query.ReverseIncludes)
        {
            if (!door.MayAsk("GET /fhir/{type}", type)) continue;
            foreach (var record in found.GroupBy(one => one.Twin))
            {
                if (!await May(door, record.Key, type.Data)) continue;
                var room = Most + 1 - included.Count;
                var page = await records.Search(await Referring(door, record.Key, type, parameter, record, room));
                included.AddRange(page.Found.Where(one => seen.Add(one.Name)));
                if (included.Count > Most) return (included[..Most], true);
            }
        }
        return (included, false);
    }

    private static IEnumerable<ResourceName> Named(RecordType type, string parameter, IReadOnlyList<StoredResource> found)
    {
        string[] paths = parameter == "patient" ? type.OwnerPaths : [.. type.TokenPaths.Where(pair => pair.Parameter == parameter).Select(pair => pair.Path)];
        return found.SelectMany(one => JsonNode.Parse(one.Body) is { } body ? paths.SelectMany(path => References.At(body, path)) : [])
            .Select(node => References.Text(node, "reference")).OfType<string>().Select(reference => References.TryRead(reference, out var kind, out var id) ? new ResourceName(kind, id) : default).Where(name => name.Type is not null && (type.IsKept || name.Type == "Patient")).Distinct();
    }

    private static async Task<RecordQuery> Referring(RecordDoor door, TwinId? twin, RecordType type, string parameter, IEnumerable<StoredResource> to, int limit)
    {
        var query = new RecordQuery(twin, [type.Name], 0, limit) { Without = twin is { } owner ? await SearchedRecords.Withheld(Sight.Of(door.Context), owner, type.Data, door.Cancel) : DataClass.None };
        return parameter == "patient" ? query : query with { Tokens = [[.. to.Select(one => $"{parameter}={one.Name}")]] };
    }

    private static async ValueTask<bool> May(RecordDoor door, TwinId? twin, DataClass data) => twin is not { } owner || (await Sight.Of(door.Context).Decide(owner, data, door.Cancel)).Permitted;
}
