using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.Gateway.Api.Fhir.Writing;
using TwinGrid.HealthRecords;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>Whether something that is kept nowhere fits a search, as storage would find it.</summary>
internal static class MadeMatch
{
    public static bool Fits(StoredResource made, RecordType type, RecordQuery query)
    {
        if ((made.Data & query.Without) != DataClass.None || (query.Ids.Count > 0 && !query.Ids.Contains(made.Name.Id, StringComparer.Ordinal))) return false;
        var written = (made.At, made.At.AddMilliseconds(1));
        if (!Fits(query.Updated, written) || query.NotUpdated.Any(bounds => Fits(bounds, written))) return false;
        var isTimed = query.Observed != default || query.IsDated is not null || query.NotObserved.Count > 0;
        if (query.Tokens.Count + query.Lacking.Count == 0 && !isTimed) return true;
        var resource = JsonNode.Parse(made.Body)!.AsObject();
        if (isTimed && !Fits(query, FhirTime.Of(resource, type.DatePaths))) return false;
        var tokens = query.Tokens.Count + query.Lacking.Count == 0 ? [] : RecordTokens.Of(resource, type, _ => null);
        return query.Tokens.All(any => any.Any(token => tokens.Contains(token, StringComparer.Ordinal))) && !query.Lacking.Any(token => tokens.Contains(token, StringComparer.Ordinal));
    }

    /// <summary>Whether something of a time fits what a query asks of it.</summary>
    public static bool Fits(RecordQuery query, (DateTimeOffset Begins, DateTimeOffset Ends)? time) => time is { } span
        ? query.IsDated != false && Fits(query.Observed, span) && !query.NotObserved.Any(bounds => Fits(bounds, span))
        : query.IsDated != true && query.Observed == default;

    public static bool Fits(in TimeBounds bounds, (DateTimeOffset Begins, DateTimeOffset Ends) span) =>
        !(span.Begins < bounds.BeginsFrom) && !(span.Begins >= bounds.BeginsBefore) && !(span.Ends <= bounds.EndsAfter) && !(span.Ends > bounds.EndsBy);
}
