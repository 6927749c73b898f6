using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Studies.Exports;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>FHIR Bulk Data export: https://hl7.org/fhir/uv/bulkdata/STU2/export.html.</summary>
internal static class BulkRoutes
{
    /// <summary>When to ask again how far an export is, in seconds.</summary>
    private const int AskAgain = 2;

    public static void MapBulk(this RouteGroupBuilder fhir, Action<RouteHandlerBuilder, string, string> told)
    {
        told(fhir.MapGet("/$export", (HttpContext context, BulkOrders orders) => KickOff(context, orders, BulkLevel.System, null)), "fhirExport", "Export all records that may be seen, in the background, with Prefer: respond-async");
        told(fhir.MapGet("/Patient/$export", (HttpContext context, BulkOrders orders) => KickOff(context, orders, BulkLevel.Patients, null)), "fhirExportPatients", "The same without what belongs to no patient");
        told(fhir.MapGet("/Group/{rid}/$export", (string rid, HttpContext context, BulkOrders orders) => KickOff(context, orders, BulkLevel.Group, rid)), "fhirExportGroup", "Export the records of a care team; of a study's cohort under its pseudonyms");
        told(fhir.MapGet("/$export-status/{job}", Status), "fhirExportStatus", "How far an export is; its files when it is ready");
        told(fhir.MapDelete("/$export-status/{job}", Cancel), "fhirExportCancel", "Stop an export, or take its files away");
        told(fhir.MapGet("/$export-file/{job}/{file}", Download), "fhirExportFile", "A file of an export, a resource a line; each patient is decided on again");
    }

    private static Task<IResult> KickOff(HttpContext context, BulkOrders orders, BulkLevel level, string? group) => Answered(async () =>
    {
        var record = await orders.Take(context, level, group);
        context.Response.Headers.ContentLocation = StatusUrl(context, record.Id);
        return FhirAnswer.Of(StatusCodes.Status202Accepted, Issue.Outcome([new Issue("informational", "Taken. Ask at Content-Location how far it is.") { Severity = "information" }]));
    });

    private static Task<IResult> Status(string job, HttpContext context, BulkDesk desk) => Answered(() =>
    {
        if (desk.Find(job, Callers.Of(context)) is not { } record) throw Unknown;
        switch (record.State)
        {
            case ExportState.Failed:
                throw new FhirFault(StatusCodes.Status500InternalServerError, new Issue("exception", record.Failure ?? "The export failed."));
            case ExportState.Ready:
                context.Response.Headers.Expires = record.ExpiresAt!.Value.ToString("R", CultureInfo.InvariantCulture);
                return Task.FromResult<IResult>(TypedResults.Content(Manifest(context, record).ToJsonString(), "application/json", null, StatusCodes.Status200OK));
            default:
                context.Response.Headers["X-Progress"] = record.State == ExportState.Queued ? "waiting" : string.Create(CultureInfo.InvariantCulture, $"{record.Records} records gone through");
                context.Response.Headers.RetryAfter = AskAgain.ToString(CultureInfo.InvariantCulture);
                return Task.FromResult<IResult>(TypedResults.StatusCode(StatusCodes.Status202Accepted));
        }
    });

    private static Task<IResult> Cancel(string job, HttpContext context, BulkDesk desk) => Answered(() =>
    {
        if (desk.Find(job, Callers.Of(context)) is not { } record) throw Unknown;
        desk.Remove(record.Id);
        return Task.FromResult<IResult>(FhirAnswer.Of(StatusCodes.Status202Accepted, Issue.Outcome([new Issue("informational", "Stopped, and taken away.") { Severity = "information" }])));
    });

    private static Task<IResult> Download(string job, string file, HttpContext context, BulkDesk desk, BulkShelf shelf, BulkSeal seal, IAccessDecisions decisions, IAuditTrail trail) => Answered(() =>
    {
        if (desk.Find(job, Callers.Of(context)) is not { State: ExportState.Ready } record || record.Files.FirstOrDefault(one => one.Name == file) is not { } found) throw Unknown;
        try
        {
            return Task.FromResult<IResult>(new BulkDownload(record, File.OpenRead(shelf.PathOf(record.Id, found.Name)), seal, decisions, trail));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unknown; // taken away a moment ago
        }
    });

    private static JsonObject Manifest(HttpContext context, BulkRecord record)
    {
        var manifest = new JsonObject
        {
            ["transactionTime"] = Reading.RecordReader.Time(record.At), ["request"] = record.Order.Request, ["requiresAccessToken"] = !Sight.Of(context).SeesEverything,
            ["output"] = new JsonArray([.. record.Files.Select(file => new JsonObject { ["type"] = file.Type, ["url"] = $"{Base(context)}/$export-file/{record.Id}/{file.Name}", ["count"] = file.Count })]), ["error"] = new JsonArray(),
        };
        if (record.Report is { } report) manifest["extension"] = new JsonObject { ["urn:twingrid:report"] = JsonSerializer.SerializeToNode(report, ApiJson.Options) };
        return manifest;
    }

    private static string StatusUrl(HttpContext context, string id) => $"{Base(context)}/$export-status/{id}";

    private static string Base(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}/fhir";

    private static FhirFault Unknown => new(StatusCodes.Status404NotFound, new Issue("not-found", "There is no such export, none of yours, or no more: order it again."));

    private static async Task<IResult> Answered(Func<Task<IResult>> work)
    {
        try
        {
            return await work();
        }
        catch (FhirFault fault)
        {
            return FhirAnswer.Of(fault);
        }
    }
}

/// <summary>Of whom records are exported.</summary>
internal enum BulkLevel
{
    /// <summary>All that may be seen, and what belongs to no patient.</summary>
    System = 0,

    /// <summary>All patients that may be seen.</summary>
    Patients = 1,

    /// <summary>A care team's, or a study's.</summary>
    Group = 2,
}
