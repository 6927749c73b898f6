using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Api.Reference;

/// <summary>How a route is described in the reference: one sentence, an example each way, and what it refuses.</summary>
internal static class Described
{
    public static RouteHandlerBuilder Summary(this RouteHandlerBuilder route, string name, string summary, string? description = null)
    {
        route.WithName(name).WithSummary(summary);
        return description is null ? route : route.WithDescription(description);
    }

    /// <summary>A query parameter that must be given.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, string parameter) => route.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        foreach (var needed in operation.Parameters?.OfType<OpenApiParameter>().Where(p => p.Name == parameter) ?? []) needed.Required = true;
        return Task.CompletedTask;
    });

    /// <summary>The body it takes, with an example.</summary>
    /// <param name="alsoTaken">Further media types of the same text.</param>
    public static RouteHandlerBuilder Takes<T>(
        this RouteHandlerBuilder route, string example, string mediaType = "application/json", bool isOptional = false, string[]? alsoTaken = null)
        where T : notnull => route.Accepts<T>(isOptional, mediaType, alsoTaken ?? []).AddOpenApiOperationTransformer((operation, _, _) =>
        {
            if (operation.RequestBody?.Content?.TryGetValue(mediaType, out var content) == true) content.Example = Node(example, mediaType);
            return Task.CompletedTask;
        });

    /// <summary>What it answers, with an example.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder route, int status, string example, string mediaType = "application/json") =>
        route.Produces<T>(status, mediaType).AddOpenApiOperationTransformer((operation, _, _) =>
        {
            if (operation.Responses?[$"{status}"].Content?.TryGetValue(mediaType, out var content) == true) content.Example = Node(example, mediaType);
            return Task.CompletedTask;
        });

    /// <summary>The statuses it refuses with, each as problem details; 429 and 503 can always come.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in (ReadOnlySpan<int>)[.. statuses, StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable])
            route.Produces<Problem>(status, Problem.MediaType);
        return route;
    }

    /// <summary>Newline-delimited examples are text; JSON ones stand as JSON.</summary>
    private static JsonNode? Node(string example, string mediaType) => mediaType == "application/json" ? JsonNode.Parse(example) : JsonValue.Create(example);
}
