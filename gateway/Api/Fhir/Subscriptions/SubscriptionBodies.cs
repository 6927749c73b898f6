using System.Text.Json.Nodes;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Reading;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.Gateway.Api.Fhir.Writing;

namespace TwinGrid.Gateway.Api.Fhir.Subscriptions;

/// <summary>Reads Subscriptions that are sent, and finds what cannot be served before anything is kept.</summary>
internal sealed class SubscriptionBodies(SubscriptionOptions options, TimeProvider time)
{
    private static readonly string[] Kept = ["contact", "end", "reason", "criteria", "channel"];

    private static readonly string[] OwnHeaders = ["Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Upgrade", "Expect", "TE", "Trailer"];

    /// <summary>What is kept of it, what status is wanted, and when it ends.</summary>
    /// <exception cref="FhirFault">Something in it is wrong or not served; the expression names it.</exception>
    public (JsonObject Resource, string Status, DateTimeOffset End) Read(HttpContext context, JsonObject body)
    {
        var status = References.Text(body, "status");
        if (status is not ("requested" or "active" or "off")) throw FhirFault.Unprocessable("business-rule", "Ask for it with the status requested, or off: the others are the server's.", "Subscription.status");
        _ = Criteria(References.Text(body, "criteria") ?? "", type =>
        {
            if (!AccessGate.MayAsk(context, RecordTypes.Narrow(AccessTable.RowOf("GET /fhir/{type}")!, type))) throw new FhirFault(StatusCodes.Status403Forbidden, new Issue("forbidden", $"The token lacks the scope {type.Name}.s.", "Subscription.criteria"));
        });
        Channel(body["channel"] as JsonObject ?? throw FhirFault.Wrong("required", "The channel is missing.", "Subscription.channel"));
        var most = time.GetUtcNow().AddDays(options.MostDays);
        var end = References.Text(body, "end") is { } text && FhirTime.TryRead(text, out var begins, out _) && begins < most ? begins : most;
        if (end <= time.GetUtcNow()) throw FhirFault.Unprocessable("value", "The end is over already.", "Subscription.end");
        var kept = new JsonObject();
        foreach (var name in Kept)
            if (body[name] is { } value) kept[name] = value.DeepClone();
        return (kept, status == "off" ? "off" : "requested", end);
    }

    /// <summary>Reads criteria as the search that they are.</summary>
    /// <exception cref="FhirFault">They are none that can be watched.</exception>
    public static SearchQuery Criteria(string criteria, Action<RecordType>? may = null)
    {
        var question = criteria.IndexOf('?', StringComparison.Ordinal);
        if (RecordTypes.Find(question < 0 ? criteria : criteria[..question]) is not { IsKept: true } type) throw FhirFault.Unprocessable("not-supported", "The criteria must be a search of a kind of resource that records keep: Observation?code=8867-4.", "Subscription.criteria");
        may?.Invoke(type);
        try
        {
            var query = SearchReading.Read(type, QueryText.Pairs(question < 0 ? "" : criteria[(question + 1)..]), inAddress: true);
            return query.Includes.Count + query.ReverseIncludes.Count == 0 && query is { Order: HealthRecords.RecordOrder.Place, Count: SearchQuery.Usual, After: null, Part.IsWhole: true }
                ? query
                : throw FhirFault.Wrong("invalid", "The criteria may say which resources are meant, and nothing of how a search is answered.");
        }
        catch (FhirFault fault)
        {
            throw new FhirFault(StatusCodes.Status422UnprocessableEntity, [.. fault.Issues.Select(issue => issue with { Expression = "Subscription.criteria" })]);
        }
    }

    private void Channel(JsonObject channel)
    {
        var payload = References.Text(channel, "payload");
        switch (References.Text(channel, "type"))
        {
            case "websocket" when payload is null && channel["endpoint"] is null && channel["header"] is null:
                return;
            case "websocket":
                throw FhirFault.Unprocessable("business-rule", "A websocket has neither endpoint, payload nor header: it says that there is something.", "Subscription.channel");
            case "rest-hook":
                if (payload is not (null or FhirAnswer.Json or FhirAnswer.Xml)) throw FhirFault.Unprocessable("not-supported", $"The payload may be {FhirAnswer.Json}, {FhirAnswer.Xml}, or nothing.", "Subscription.channel.payload");
                if (!Uri.TryCreate(References.Text(channel, "endpoint"), UriKind.Absolute, out var endpoint) || !options.Allows(endpoint))
                    throw FhirFault.Unprocessable("business-rule", $"The endpoint is none of those that may be told, which an operator lists in {SubscriptionOptions.Section}:{nameof(SubscriptionOptions.Endpoints)}.", "Subscription.channel.endpoint");
                Headers(channel["header"] as JsonArray ?? []);
                return;
            default:
                throw FhirFault.Unprocessable("not-supported", "Channels of rest-hook and websocket are served.", "Subscription.channel.type");
        }
    }

    private static void Headers(JsonArray headers)
    {
        for (var place = 0; place < headers.Count; place++)
        {
            var text = headers[place] is JsonValue value && value.TryGetValue<string>(out var line) ? line : "";
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var name = colon > 0 ? text[..colon].Trim() : "";
            if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') || text.Any(char.IsControl) || OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw FhirFault.Unprocessable("value", "A header must be a name, a colon and a value, and none that the connection needs itself.", $"Subscription.channel.header[{place}]");
        }
    }
}
