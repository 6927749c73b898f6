using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Twins;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary><c>POST /v1/twins/{id}/imports</c>: files of phones and apps.</summary>
internal static class ImportRoutes
{
    private const int MostBytes = 64 << 20;

    public static void MapImports(this RouteGroupBuilder v1)
    {
        v1.MapGenome();
        v1.MapClaims();
        v1.MapFile();
        v1.MapPost("/twins/{id}/imports", Post).WithTags("Imports").RequireRateLimiting(Doorkeeper.Streams).WithMetadata(new DisableRequestSizeLimitAttribute())
            .Summary("importFile", "Take a file of Open mHealth, Apple Health or Nightscout for a twin", """
                format=open-mhealth: a data point, an array of them, or one a line. format=apple-health: export.xml or export.zip. format=nightscout: entries and treatments. At most 64 MiB, a gigabyte unpacked, 500,000 samples. A file that cannot
                be read is refused whole. What is no sample here is left out and answered with its reason; what cannot be physiology is taken and flagged. The same file again counts once.
                """)
            .Needs("format")
            .Takes<string>("""{"heart_rate":{"value":61,"unit":"beats/min"},"effective_time_frame":{"date_time":"2026-02-28T07:25:00+09:00"}}""", "application/octet-stream", alsoTaken: ["*/*"])
            .Answers<ImportView>(200, """{"format":"open-mhealth","taken":1,"packets":1,"from":"2026-02-27T22:25:00Z","to":"2026-02-27T22:25:00Z","signals":{"heart-rate":1},"flagged":{},"understood":{},"leftOut":{},"examples":[]}""")
            .Refuses(400, 404, 413);
    }

    public static async Task<IResult> Post(
        [Description("The twin's pseudonym.")] string id, [Description("open-mhealth, apple-health or nightscout.")] string? format, [Description("Of data points without a header, such as heart-rate/2.0.")] string? schema,
        HttpRequest request, SampleImport import, KnownTwins twins)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (!SampleImport.Formats.Contains(format, StringComparer.Ordinal)) return Problem.Field("format", $"must be one of {string.Join(", ", SampleImport.Formats)}");
        if (!(await RawBody.Read(request, MostBytes)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!(await Task.Run(() => SampleImport.Read(format!, body, schema))).Is(out var gathered, out problem)) return problem;
            if (await twins.BirthDate(twin) is not { } born) return Problem.UnknownTwin(id);
            if (!(await import.Take(twin, born, format!, gathered, request.HttpContext.RequestAborted)).Is(out var view, out problem)) return problem;
            return TypedResults.Json(view, ApiJson.Options);
        }
    }
}
