using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace TwinGrid.Gateway.Api.Reference;

/// <summary>The API's own description: OpenAPI at <c>/openapi/v1.json</c>, and for people Scalar at <c>/scalar</c>. Everything is served from here.</summary>
internal static class ReferencePages
{
    private const string About = """
        Twins of patients that take vital signs, look ahead and raise alerts.

        Codes are LOINC, units UCUM, instants ISO 8601 with a time zone. Every error is `application/problem+json` (RFC 9457): compare `type`; `errors` names
        each wrong field with its reason. 429 and 503 carry `Retry-After`; a packet may always be sent again with the same sequence, it counts once.
        """;

    public static void AddReference(this IServiceCollection services) => services.AddOpenApi("v1", document =>
    {
        document.ShouldInclude = route => route.RelativePath is "healthz" or "readyz" || route.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) == true;
        document.AddDocumentTransformer((api, _, _) =>
        {
            api.Info = new OpenApiInfo { Title = "TwinGrid", Version = "v1", Description = About };
            api.Servers = [];
            return Task.CompletedTask;
        });
        document.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(DateTimeOffset)) schema.Type = JsonSchemaType.String;
            if (context.JsonTypeInfo.Type == typeof(DateTimeOffset?)) schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
            return Task.CompletedTask;
        });
    });

    public static void MapReference(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference(page => page
            .WithTitle("TwinGrid API")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent());
    }
}
