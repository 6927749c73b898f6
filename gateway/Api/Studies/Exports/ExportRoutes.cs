using System.ComponentModel;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>Rows of a study's cohort as files: pseudonymised ones for operator and privacy officer, anonymised ones for the privacy officer alone.</summary>
internal static class ExportRoutes
{
    private const string Id = "The export's id.";

    private const string Example = """{"id":"6f1d0c9a52b84e7793c4a1e8d20b5f36","study":"sglt2-2026","order":{"kind":"anonymised","signals":["glucose"],"from":"2026-02-01T00:00:00Z","to":"2026-03-01T00:00:00Z","format":"csv"},"state":"queued","by":"officer-1","orderedAt":"2026-03-01T08:30:00Z","doneAt":null,"expiresAt":null,"failure":null,"report":null}""";

    public static void MapExports(this RouteGroupBuilder v1)
    {
        var exports = v1.MapGroup("/studies/{study}/exports").WithTags("Studies");
        exports.MapPost("", Order).Summary("orderExport", "Order an export of a study's cohort",
                "Of those who consent to the study when their rows are read; who withdraws meanwhile is left out. pseudonymised (仮名加工情報, rule 31): the study's pseudonyms, times shifted for each patient. anonymised (匿名加工情報, rule 34): random rows, months, medians that ten share; the privacy officer's only. Follow it at Location.")
            .Takes<ExportOrder>("""{"kind":"anonymised","signals":["glucose"],"from":"2026-02-01T00:00:00Z","to":"2026-03-01T00:00:00Z","format":"csv"}""")
            .Answers<ExportView>(202, Example).Refuses(400, 403, 404, 409, 413, 415);
        exports.MapGet("", List).Summary("listExports", "Exports of a study that have not expired").Answers<ExportsView>(200, $$"""{"exports":[{{Example}}]}""").Refuses(400);
        exports.MapGet("/{export}", Get).Summary("getExport", "How far an export is, and what was done when it is ready").Answers<ExportView>(200, Example).Refuses(400, 404);
        exports.MapGet("/{export}/file", Download).Summary("downloadExport", "The files: people, signs and the report, in a zip").Produces<byte[]>(200, "application/zip").Refuses(400, 404, 409);
        exports.MapDelete("/{export}", Delete).Summary("deleteExport", "Take an export away, or stop it").Produces(204).Refuses(400, 404);
    }

    /// <summary><c>POST /v1/studies/{study}/exports</c>.</summary>
    public static async Task<IResult> Order([Description(StudyIds.Described)] string study, HttpRequest request, ExportDesk desk, OpenStudies open, TimeProvider time)
    {
        if (await open.Objection(study, request.HttpContext.RequestAborted) is { } objection) return objection;
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!ExportOrder.Read(body.RootElement, time.GetUtcNow()).Is(out var order, out problem)) return problem;
            var (context, caller) = (request.HttpContext, Callers.Of(request.HttpContext));
            if (!MaySee(caller, order.Kind)) return Problem.Of(ProblemKind.NotPermitted, "What is anonymised leaves the organisation: the privacy officer orders it.");
            if (desk.Take(study, order, caller, RequestIds.Of(context)) is not { } record) return Problem.Of(ProblemKind.Overloaded, "Too many exports wait or are kept already. Delete some, or try again later.", 60);
            return TypedResults.Json(ExportView.Of(record), ApiJson.Options, statusCode: StatusCodes.Status202Accepted).At($"/v1/studies/{study}/exports/{record.Id}", context);
        }
    }

    /// <summary><c>GET /v1/studies/{study}/exports</c>.</summary>
    public static IResult List([Description(StudyIds.Described)] string study, HttpContext context, ExportShelf shelf) =>
        StudyIds.Fault(study) ?? (IResult)TypedResults.Json(new ExportsView([.. shelf.Of(study).Where(record => MaySee(Callers.Of(context), record.Order.Kind)).Select(ExportView.Of)]), ApiJson.Options);

    /// <summary><c>GET /v1/studies/{study}/exports/{export}</c>.</summary>
    public static IResult Get([Description(StudyIds.Described)] string study, [Description(Id)] string export, HttpContext context, ExportShelf shelf) =>
        Find(study, export, context, shelf) is { } record ? TypedResults.Json(ExportView.Of(record), ApiJson.Options) : Unknown;

    /// <summary><c>GET /v1/studies/{study}/exports/{export}/file</c>.</summary>
    public static IResult Download([Description(StudyIds.Described)] string study, [Description(Id)] string export, HttpContext context, ExportShelf shelf)
    {
        if (Find(study, export, context, shelf) is not { } record) return Unknown;
        if (record.State != ExportState.Ready) return Problem.Of(ProblemKind.ExportNotReady, record.Failure ?? "The export is not ready yet.");
        try
        {
            return TypedResults.File(File.OpenRead(shelf.PathOf(record.Id, ExportShelf.ArchiveName)), "application/zip", $"{study}-{record.Id[..8]}.zip");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unknown; // taken away a moment ago
        }
    }

    /// <summary><c>DELETE /v1/studies/{study}/exports/{export}</c>.</summary>
    public static IResult Delete([Description(StudyIds.Described)] string study, [Description(Id)] string export, HttpContext context, ExportShelf shelf, ExportDesk desk)
    {
        if (Find(study, export, context, shelf) is not { } record) return Unknown;
        desk.Remove(record.Id);
        return TypedResults.NoContent();
    }

    private static ExportRecord? Find(string study, string export, HttpContext context, ExportShelf shelf) =>
        shelf.Find(study, export) is { } record && MaySee(Callers.Of(context), record.Order.Kind) ? record : null;

    private static bool MaySee(Caller caller, ExportKind kind) => caller.Role is Role.PrivacyOfficer or Role.Developer || kind == ExportKind.Pseudonymised;

    private static IResult At(this IResult result, string location, HttpContext context)
    {
        context.Response.Headers.Location = location;
        return result;
    }

    private static Problem Unknown { get; } = Problem.Of(ProblemKind.UnknownExport, "No such export is known, or it has expired.");
}

/// <summary>Exports, the newest first.</summary>
public sealed record ExportsView(IReadOnlyList<ExportView> Exports);

/// <summary>An export.</summary>
/// <param name="State">queued, running, ready, failed.</param>
/// <param name="ExpiresAt">Its files are taken away then.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="Report">What was done.</param>
public sealed record ExportView(
    string Id, string Study, ExportOrder Order, ExportState State, string By, DateTimeOffset OrderedAt, DateTimeOffset? DoneAt, DateTimeOffset? ExpiresAt, string? Failure, ExportReport? Report)
{
    internal static ExportView Of(ExportRecord record) =>
        new(record.Id, record.Study, record.Order, record.State, record.By, record.OrderedAt, record.DoneAt, record.ExpiresAt, record.Failure, record.Report);
}
