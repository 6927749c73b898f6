using System.ComponentModel;
using Microsoft.AspNetCore.Http.Features;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.TrialRuns;

namespace TwinGrid.Gateway.Api.Trials;

/// <summary>Trials in silico: started, followed, cancelled, read.</summary>
internal static class TrialRoutes
{
    private const string Id = "The trial's id.", KeyHeader = "Idempotency-Key";
    private const int LongestKey = 128;

    /// <summary>The report is one file: its styles and pictures stand in it, scripts run nowhere.</summary>
    private const string OfReports = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

    private const string Example = """{"id":"5d0c27b1e6f84a90b3c2d1e0f9a8b7c6","title":"Docetaxel: 75 against 60 mg/m2","study":null,"state":"running","by":"researcher-1","population":"virtual","seed":20260301,"protocol":"8f14e45fceea167a5a36dedd4bea2543b1d9c7a0e5f6b8d3c2a190f8e7d6c5b4","arms":["75 mg/m2","60 mg/m2"],"replicates":1,"startedAt":"2026-03-01T08:30:00Z","endedAt":null,"progress":{"patientsDone":240000,"patients":1000000,"shardsDone":58,"shards":245,"patientsPerSecond":31250,"secondsLeft":24.3},"failure":null,"cancelledBy":null}""";

    public static void MapTrials(this RouteGroupBuilder v1)
    {
        var trials = v1.MapGroup("/trials").WithTags("Trials");
        trials.MapPost("", Start).Summary("startTrial", "Start a trial from its protocol", "The protocol is the body, YAML or JSON. It runs on every silo; follow it at Location. What cannot be run is refused with the place in the protocol, its line and the reason. With the header Idempotency-Key, sent again it is the same trial.")
            .Takes<string>("id: docetaxel-60-75\ntitle: \"Docetaxel: 75 against 60 mg/m2\"\nseed: 20260301\n…", "application/yaml", alsoTaken: ProtocolBody.AlsoTaken)
            .Answers<TrialView>(202, Example).Refuses(400, 403, 404, 409, 413, 415);
        trials.MapGet("", List).Summary("listTrials", "Trials, the newest first", "Researchers see those of their study, operators all.").Answers<TrialsView>(200, $$"""{"trials":[{{Example}}]}""").Refuses();
        trials.MapGet("/{trial}", Get).Summary("getTrial", "How far a trial is").Answers<TrialView>(200, Example).Refuses(404);
        trials.MapGet("/{trial}/protocol", Protocol).Summary("getTrialProtocol", "The protocol, as it was sent").Produces<string>(200, "text/plain").Refuses(404);
        trials.MapGet("/{trial}/events", Watch).RequireRateLimiting(Doorkeeper.Watchers).Summary("watchTrial", "Server-sent events: how far a trial is, as it changes", "`progress` events carry the trial as `GET /v1/trials/{trial}` answers it; `ended` is the last.")
            .Answers<string>(200, $"id: 638763120000000001\nevent: progress\ndata: {Example}\n\n", "text/event-stream").Refuses(404);
        trials.MapPost("/{trial}/cancel", Cancel).Summary("cancelTrial", "End a trial early", "It has no results. A trial that has ended stays as it is.").Answers<TrialView>(200, Example.Replace("\"running\"", "\"cancelled\"", StringComparison.Ordinal)).Refuses(404);
        trials.MapGet("/{trial}/results", Results).Summary("readTrialResults", "What was found: endpoints with their statistics, participants, looks, power").Produces<object>(200, "application/json").Refuses(404, 409);
        trials.MapGet("/{trial}/report", Report).Summary("readTrialReport", "The report, one HTML file that needs nothing else").Produces<string>(200, "text/html").Refuses(404, 409);
        trials.MapGet("/{trial}/results.csv", Csv).Summary("downloadTrialCsv", "The results as a table").Produces<string>(200, "text/csv").Refuses(404, 409);
        trials.MapGet("/{trial}/results.parquet", Parquet).Summary("downloadTrialParquet", "The results as a Parquet file").Produces<byte[]>(200, "application/vnd.apache.parquet").Refuses(404, 409);
    }

    /// <summary><c>POST /v1/trials</c>.</summary>
    public static async Task<IResult> Start(HttpRequest request, TrialStarter starter, [Description("The study it belongs to; a researcher's own unless given. Needed where the grid's own patients take part.")] string? study = null)
    {
        var (context, sight) = (request.HttpContext, Sight.Of(request.HttpContext));
        var key = request.Headers[KeyHeader].ToString() is { Length: > 0 } given ? given : null;
        if (key is { Length: > LongestKey }) return Problem.Field(KeyHeader, $"has at most {LongestKey} characters");
        if (!(await ProtocolBody.Read(request)).Is(out var protocol, out var problem)) return problem;
        if (!(await starter.Start(protocol, study, key, sight.Caller, RequestIds.Of(context), context.RequestAborted)).Is(out var standing, out problem)) return problem;
        sight.Reason = $"trial {standing.Id} started: {standing.Outline.Title}; protocol {standing.Outline.Hash}, seed {standing.Outline.Seed}{(standing.Outline.IsOfGrid ? $"; {standing.Outline.Patients} patients are candidates" : "")}";
        context.Response.Headers.Location = $"/v1/trials/{standing.Id}";
        return TypedResults.Json(TrialView.Of(standing), ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary><c>GET /v1/trials</c>.</summary>
    public static async Task<IResult> List(HttpContext context, IGrainFactory grains) =>
        TypedResults.Json(new TrialsView([.. (await grains.GetGrain<ITrialBook>(0).List()).Where(Callers.Of(context).Sees).Select(TrialView.Of)]), ApiJson.Options);

    /// <summary><c>GET /v1/trials/{trial}</c>.</summary>
    public static async Task<IResult> Get([Description(Id)] string trial, HttpContext context, IGrainFactory grains) =>
        await Find(trial, context, grains) is { } standing ? TypedResults.Json(TrialView.Of(standing), ApiJson.Options) : Unknown;

    /// <summary><c>GET /v1/trials/{trial}/protocol</c>.</summary>
    public static async Task<IResult> Protocol([Description(Id)] string trial, HttpContext context, IGrainFactory grains) =>
        await Find(trial, context, grains) is not null && await grains.GetGrain<ITrial>(trial).Ordered() is { } order ? TypedResults.Text(order.Protocol, "text/plain; charset=utf-8") : Unknown;

    /// <summary><c>GET /v1/trials/{trial}/events</c>.</summary>
    public static async Task<IResult> Watch([Description(Id)] string trial, HttpContext context, IGrainFactory grains, TrialStream stream, IHostApplicationLifetime lifetime)
    {
        if (await Find(trial, context, grains) is null) return Unknown;
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await stream.Run(response.BodyWriter, trial, Sight.Of(context), stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // the client left, or the gateway stops: either way the stream is over
        }
        catch (Exception error) when (error is TimeoutException or OrleansException)
        {
            context.Abort(); // the client has not read for minutes, or the grid did not answer: it comes back
        }
        return Microsoft.AspNetCore.Http.Results.Empty;
    }

    /// <summary><c>POST /v1/trials/{trial}/cancel</c>.</summary>
    public static async Task<IResult> Cancel([Description(Id)] string trial, HttpContext context, IGrainFactory grains)
    {
        if (await Find(trial, context, grains) is null) return Unknown;
        var sight = Sight.Of(context);
        sight.Reason = $"trial {trial} cancelled";
        return await grains.GetGrain<ITrial>(trial).Cancel(sight.Caller.Subject) is { } standing ? TypedResults.Json(TrialView.Of(standing), ApiJson.Options) : Unknown;
    }

    /// <summary><c>GET /v1/trials/{trial}/results</c>.</summary>
    public static Task<IResult> Results([Description(Id)] string trial, HttpContext context, IGrainFactory grains) => Paper(trial, context, grains, TrialPaper.Results, "application/json; charset=utf-8", null);

    /// <summary><c>GET /v1/trials/{trial}/report</c>.</summary>
    public static Task<IResult> Report([Description(Id)] string trial, HttpContext context, IGrainFactory grains)
    {
        context.Response.Headers.ContentSecurityPolicy = OfReports;
        return Paper(trial, context, grains, TrialPaper.Report, "text/html; charset=utf-8", null);
    }

    /// <summary><c>GET /v1/trials/{trial}/results.csv</c>.</summary>
    public static Task<IResult> Csv([Description(Id)] string trial, HttpContext context, IGrainFactory grains) => Paper(trial, context, grains, TrialPaper.Csv, "text/csv; charset=utf-8", $"trial-{trial}.csv");

    /// <summary><c>GET /v1/trials/{trial}/results.parquet</c>.</summary>
    public static Task<IResult> Parquet([Description(Id)] string trial, HttpContext context, IGrainFactory grains) =>
        Paper(trial, context, grains, TrialPaper.Parquet, "application/vnd.apache.parquet", $"trial-{trial}.parquet");

    private static async Task<IResult> Paper(string trial, HttpContext context, IGrainFactory grains, TrialPaper paper, string media, string? fileName)
    {
        if (await Find(trial, context, grains) is not { } standing) return Unknown;
        Sight.Of(context).Reason = $"trial {trial}: {paper.ToString().ToLowerInvariant()} read";
        if (standing.State == TrialState.Done && await grains.GetGrain<ITrial>(trial).Paper(paper) is { } bytes) return TypedResults.File(bytes, media, fileName);
        return Problem.Of(ProblemKind.TrialNotDone, standing.State == TrialState.Running ? "The trial still runs; follow it at /events." : "The trial ended without results.");
    }

    /// <summary>A trial that the caller may see.</summary>
    private static async Task<TrialStanding?> Find(string trial, HttpContext context, IGrainFactory grains) =>
        IsId(trial) && await grains.GetGrain<ITrial>(trial).Standing() is { } standing && Callers.Of(context).Sees(standing) ? standing : null;

    private static bool IsId(string trial) => trial.Length == 32 && trial.All(char.IsAsciiHexDigitLower);

    private static Problem Unknown { get; } = Problem.Of(ProblemKind.UnknownTrial, "No such trial is known.");
}
