using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Reference;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary><c>POST /v1/imports</c>: a file of any known format.</summary>
internal static class FileRoute
{
    public static void MapFile(this RouteGroupBuilder v1) => v1.MapPost("/imports", Post).WithTags("Imports").RequireRateLimiting(Doorkeeper.Streams).WithMetadata(new DisableRequestSizeLimitAttribute())
        .Summary("importAnyFile", "Take a file of any known format, which is told by its content", """
            FHIR R4 (a bundle, a resource, or a resource a line; JSON or XML), messages of HL7 v2, receipt claims (UKE), VCF, Open mHealth, Apple Health, entries and treatments of Nightscout; at most 64 MiB. It is taken as the route of its
            format takes it, by who may use that one. Genomes and files of phones do not say whose they are: name the twin. What is refused leaves nothing.
            """)
        .Takes<string>("""{"resourceType":"Bundle","type":"collection","entry":[]}""", "application/octet-stream", alsoTaken: ["*/*"])
        .Answers<FileView>(200, """{"format":"fhir","taken":2,"unchanged":0,"kinds":[{"what":"Observation","count":1},{"what":"Patient","count":1}],"flagged":[],"understood":[],"leftOut":[],"examples":[],"notes":[],"twins":["7f3a9c"]}""")
        .Refuses(400, 403, 404, 409, 413, 422);

    public static async Task<IResult> Post(
        [Description("Whose file it is, where it does not say so itself.")] string? twin, [Description("Of a genome whose column, where there are several.")] string? sample,
        [Description("Of data points of Open mHealth without a header, such as heart-rate/2.0.")] string? schema, HttpContext context, FileImport import)
    {
        if (!(await RawBody.Read(context.Request, FileImport.MostBytes)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            return (await import.Take(context, body, new(twin, sample, schema), new ImportProgress())).Is(out var view, out problem) ? TypedResults.Json(view, ApiJson.Options) : problem;
        }
    }
}
