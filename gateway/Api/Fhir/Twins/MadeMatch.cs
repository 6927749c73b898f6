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
        if (!Fits(query.Updated, (made.At, made.At.AddMilliseconds(1)))) return false;
        if (query.Tokens.Count == 0 && query.Observed == default) return true;
        var resource = JsonNode.Parse(made.Body)!.AsObject();
        if (query.Observed != default && (FhirTime.Of(resource, type.DatePaths) is not { } span || !Fits(query.Observed, span))) return false;
        var tokens = query.Tokens.Count == 0 ? [] : RecordTokens.Of(resource, type, _ => null);
        return query.Tokens.All(any => any.Any(token => tokens.Contains(token, StringComparer.Ordinal)));
    }

    private static bool Fits(in TimeBounds bounds, (DateTimeOffset Begins, DateTimeOffset Ends) span) =>
        !(span.Begins < bounds.BeginsFrom) && !(span.Begins >= bounds.BeginsBefore) && !(span.Ends <= bounds.EndsAfter) && !(span.Ends > bounds.EndsBy);
}
