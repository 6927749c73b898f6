using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Api.Health;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
internal static class HealthRoutes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly string[] Probing = ["GET", "HEAD"];

    public static void MapHealth(this WebApplication app)
    {
        var health = app.MapGroup("").WithTags("Health");
        health.MapMethods("/healthz", Probing, Alive).Summary("isAlive", "The process lives");
        health.MapMethods("/readyz", Probing, Ready).Summary("isReady", "The vitals log can be read and a grain answers").Produces<HealthView>().Produces<Problem>(503, Problem.MediaType);
    }

    /// <summary><c>GET /healthz</c>: the process lives.</summary>
    public static HealthView Alive() => new("alive");

    /// <summary><c>GET /readyz</c>: the log can be read and a grain answers.</summary>
    public static async Task<IResult> Ready(IVitalsLog log, Desks desks, TimeProvider time, HttpContext context)
    {
        string?[] troubles = await Task.WhenAll(
            Trouble("vitals-log", () => log.End(0, context.RequestAborted), time, context.RequestAborted),
            Trouble("grid", () => desks[0].Rows(1), time, context.RequestAborted));
        List<FieldError> errors = [.. troubles.OfType<string>().Select(part => new FieldError(part, "does not answer"))];
        return errors.Count == 0
            ? TypedResults.Json(new HealthView("ready"), ApiJson.Options)
            : Problem.Of(ProblemKind.NotReady, $"Not ready: {string.Join(" and ", errors.Select(e => e.Field))} do not answer.", 2) with { Errors = errors };
    }

    /// <summary>The name of a part that does not answer; null when it does. Why stands in the part's own log.</summary>
    private static async Task<string?> Trouble(string part, Func<Task> question, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            await question().WaitAsync(Patience, time, cancel);
            return null;
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            return part;
        }
    }
}

/// <param name="Status">alive or ready.</param>
public sealed record HealthView(string Status);
