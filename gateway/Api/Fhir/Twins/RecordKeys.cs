using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.HealthRecords;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>What resources are ordered by, as storage orders them: milliseconds since 1970; what has no date comes last.</summary>
internal static class RecordKeys
{
    /// <summary>The key of something that is kept nowhere.</summary>
    public static long Of(RecordOrder order, StoredResource made)
    {
        if (order is RecordOrder.Updated or RecordOrder.UpdatedLatestFirst) return made.At.ToUnixTimeMilliseconds();
        return FhirTime.Of(JsonNode.Parse(made.Body)!.AsObject(), RecordTypes.Find(made.Name.Type)!.DatePaths) is { } span ? span.Begins.ToUnixTimeMilliseconds() : IsLatestFirst(order) ? -RecordQuery.NeverKey : RecordQuery.NeverKey;
    }

    /// <summary>Which of two comes first.</summary>
    public static int Compare(RecordOrder order, StoredResource one, StoredResource other)
    {
        var by = one.SortKey.CompareTo(other.SortKey);
        return by == 0 ? one.Place.CompareTo(other.Place) : IsLatestFirst(order) ? -by : by;
    }

    /// <summary>Whether something comes after where a query begins.</summary>
    public static bool IsAfter(RecordQuery query, StoredResource one)
    {
        if (query.AfterKey is not { } key) return true;
        return one.SortKey == key ? one.Place > query.After : IsLatestFirst(query.Order) ? one.SortKey < key : one.SortKey > key;
    }

    private static bool IsLatestFirst(RecordOrder order) => order is RecordOrder.ObservedLatestFirst or RecordOrder.UpdatedLatestFirst;
}
