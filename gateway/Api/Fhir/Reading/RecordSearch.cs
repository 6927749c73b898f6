using System.Text.Json.Nodes;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Reading;

/// <summary>Searches the records that may be seen. What may not be seen is in no page, no count and no order.</summary>
internal sealed class RecordSearch(LivingRecords records, SearchedRecords searched, SearchInclusion inclusion, RecordView view)
{
    /// <summary>Resources that fit, some at a time.</summary>
    public async Task<FhirAnswer> Search(RecordDoor door, SearchQuery query)
    {
        var (type, sight) = (query.Type, await door.For("GET /fhir/{type}", query.Type));
        var among = await searched.Among(door, sight, query);
        var (total, found) = query.Order == RecordOrder.Place ? await AsTheyCame(door, sight, query, among) : await Sorted(door, sight, query, among);
        var isMore = query.Count > 0 && found.Count > query.Count;
        if (isMore) found.RemoveRange(query.Count, found.Count - query.Count);
        var entries = new JsonArray();
        foreach (var one in found) entries.Add(await view.Entry(door, sight, one, "match", query.Part));
        var (included, isCut) = await inclusion.Of(door, query, found);
        foreach (var one in included) entries.Add(await view.Entry(door, sight, one, "include", query.Part with { Elements = [] }));
        if (Told(query, isCut) is { } outcome) entries.Add(new JsonObject { ["resource"] = outcome, ["search"] = new JsonObject { ["mode"] = "outcome" } });
        var links = RecordView.Links(door, type.Name, Asked(query, among), query.Count, isMore ? SearchPlace.Of(found[^1], query.Order) : null);
        return FhirAnswer.Of(StatusCodes.Status200OK, RecordView.Bundle("searchset", entries, query.IsCounted ? total : null, links));
    }

    /// <summary>Record by record, each in the order in which it came; one more than a page holds, where there is one.</summary>
    private async Task<(long? Total, List<StoredResource> Found)> AsTheyCame(RecordDoor door, Sight sight, SearchQuery query, IReadOnlyList<TwinId?> among)
    {
        var (total, found, after) = ((long?)0, new List<StoredResource>(), SearchPlace.InPlace(query.After));
        foreach (var twin in among)
        {
            var owner = twin?.Value ?? "";
            var room = query.Count == 0 || string.CompareOrdinal(owner, after.Twin) < 0 ? 0 : query.Count + 1 - found.Count;
            if (room == 0 && !query.IsCounted) continue;
            var page = await records.Search(await SearchedRecords.Narrowed(door, sight, query, twin) with { After = owner == after.Twin ? after.Place : 0, Limit = room });
            total += page.Total;
            found.AddRange(page.Found);
        }
        return (total, found);
    }

    /// <summary>All records at once: of each its first, and of those the first of all.</summary>
    private async Task<(long? Total, List<StoredResource> Found)> Sorted(RecordDoor door, Sight sight, SearchQuery query, IReadOnlyList<TwinId?> among)
    {
        var (total, found, after) = ((long?)0, new List<StoredResource>(), SearchPlace.Sorted(query.After));
        foreach (var twin in among)
        {
            var page = await records.Search(await SearchedRecords.Narrowed(door, sight, query, twin) with { AfterKey = after.Key, After = after.Place, Limit = query.Count == 0 ? 0 : query.Count + 1 });
            total += page.Total;
            if (page.Found.Count == 0) continue;
            found.AddRange(page.Found);
            found.Sort((one, other) => RecordKeys.Compare(query.Order, one, other));
            if (found.Count > query.Count + 1) found.RemoveRange(query.Count + 1, found.Count - query.Count - 1);
        }
        return (total, found);
    }

    /// <summary>What was asked, for a link: who was named by an identifier is named by his pseudonym there.</summary>
    private static string Asked(SearchQuery query, IReadOnlyList<TwinId?> among)
    {
        if (query.PatientIdentifiers is null) return query.Asked;
        var named = $"{(query.Type.Name == "Patient" ? "_id" : "patient")}={string.Join(',', among.Select(twin => twin!.Value.Value))}";
        return query.Asked.Length > 0 ? $"{query.Asked}&{named}" : named;
    }

    /// <summary>What whoever asked must know of the answer; null for nothing.</summary>
    private static JsonObject? Told(SearchQuery query, bool isCut)
    {
        var issues = query.PassedOver.Select(name => new Issue("not-supported", $"The search parameter {name} is not served for {query.Type.Name} and was passed over.", name) { Severity = "warning" }).ToList();
        if (isCut) issues.Add(new Issue("too-costly", $"More than {SearchInclusion.Most} resources are to be included; the rest was left out. Ask for fewer at a time.") { Severity = "warning" });
        return issues.Count > 0 ? Issue.Outcome(issues) : null;
    }
}
