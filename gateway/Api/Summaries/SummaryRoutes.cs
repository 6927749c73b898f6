using System.ComponentModel;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Summaries;

/// <summary><c>GET /v1/twins/{id}/record</c>, and the same as a page at <c>/twins/{id}/record</c>: the patient's record in short, to carry away.</summary>
internal static class SummaryRoutes
{
    private const string Route = "GET /v1/twins/{id}/record";

    private static readonly string[] Formats = ["json", "xml", "html"];

    public static void MapSummaries(this RouteGroupBuilder v1) => v1.MapGet("/twins/{id}/record", Get).WithTags("Twins")
        .Summary("getRecordSummary", "The patient's record in short: a document of FHIR R4, or a sheet to print", """
            A Bundle of type document in the sections of the International Patient Summary (problems, allergies, medication, procedures, immunizations, vital signs, results), with what the twin foresees and its open alerts.
            JSON, XML (Accept, or format=xml) or one page of HTML for A4 (format=html), in English or Japanese. What the consent keeps from who asks is left out and named as withheld.
            """)
        .Produces(200, contentType: FhirAnswer.Json).Refuses(400, 404);

    public static void MapSummaryPage(this WebApplication app) => app.MapGet("/twins/{id}/record", Page).ExcludeFromDescription();

    public static async Task<IResult> Get(
        [Description("The twin's pseudonym.")] string id, [Description("json, xml or html; else as Accept says.")] string? format, [Description("en or ja.")] string? lang, HttpContext context, SummaryReader reader)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (format is not null && !Formats.Contains(format, StringComparer.Ordinal)) return Problem.Field("format", $"must be one of {string.Join(", ", Formats)}");
        if (lang is not (null or "en" or "ja")) return Problem.Field("lang", "must be en or ja");
        if (await reader.Read(Sight.Of(context), twin, context.RequestAborted) is not { } summary) return Problem.UnknownTwin(id);
        foreach (var model in summary.Models) ShownModels.Note(context, model);
        var words = SummaryWords.In(lang ?? context.Request.Headers.AcceptLanguage.ToString());
        if (format == "html" || (format is null && context.Request.Headers.Accept.ToString().StartsWith(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase))) return Html(SummarySheet.Of(summary, words, self: null));
        var answer = FhirAnswer.Of(StatusCodes.Status200OK, SummaryDocument.Of(summary, words, $"{context.Request.Scheme}://{context.Request.Host}/fhir", Guid.NewGuid()));
        return format is null ? answer : answer with { IsXml = format == "xml" };
    }

    /// <summary>The same for whoever signed in to the pages, by the same row, and written down as that.</summary>
    private static async Task<IResult> Page(string id, string? lang, HttpContext context, SummaryReader reader, AccessGate gate, IAuditTrail trail)
    {
        var row = AccessTable.RowOf(Route)!;
        var (sight, objection) = await gate.Inner(context, row);
        if (sight is null) return objection ?? Problem.UnknownTwin(id);
        if (!TwinId.TryParse(id, out var twin) || await reader.Read(sight, twin, context.RequestAborted) is not { } summary) return Problem.UnknownTwin(id);
        await trail.Record(Entries.Of(context, row, sight.Caller, sight.Purpose, [twin], sight.Decision) with { ModelVersions = summary.Models }, context.RequestAborted);
        return Html(SummarySheet.Of(summary, SummaryWords.In(lang ?? context.Request.Headers.AcceptLanguage.ToString()), $"/twins/{twin.Value}/record"));
    }

    private static ContentHttpResult Html(string page) => TypedResults.Content(page, MediaTypeNames.Text.Html, Encoding.UTF8);
}
