namespace TwinGrid.Gateway.Api.Problems;

/// <summary>Turns every error that leaves the pipeline into problem details: exceptions, and bare status codes such as 404, 405, 415.</summary>
internal static partial class ProblemAnswers
{
    public static void UseProblemAnswers(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("TwinGrid.Gateway.Api");
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception error) when (IsGone(error, context))
            {
                // nobody is left to be answered
            }
            catch (Exception error) when (!context.Response.HasStarted && IsForPrograms(context.Request))
            {
                var problem = Troubles.Of(error);
                if (Troubles.IsFault(problem)) LogFault(logger, error, context.Request.Method, context.GetEndpoint()?.DisplayName);
                context.Response.Clear();
                await problem.ExecuteAsync(context);
            }
        });
        app.UseStatusCodePages(async pages =>
        {
            if (IsForPrograms(pages.HttpContext.Request)) await OfBareStatus(pages.HttpContext).ExecuteAsync(pages.HttpContext);
        });
    }

    /// <summary>Programs get problem details; a browser that looks at a page gets the page's own words.</summary>
    private static bool IsForPrograms(HttpRequest request) =>
        request.Path.StartsWithSegments("/v1", StringComparison.Ordinal) || request.Path.StartsWithSegments("/fhir", StringComparison.Ordinal)
        || !request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static bool IsGone(Exception error, HttpContext context) => error is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested;

    private static Problem OfBareStatus(HttpContext context)
    {
        var (request, status) = (context.Request, context.Response.StatusCode);
        return Problem.Of(ProblemKind.OfStatus(status), status switch
        {
            404 => $"Nothing is served at {request.Path}. The routes are listed at /scalar and in /openapi/v1.json.",
            405 => $"{request.Path} does not take {request.Method}; it takes {context.Response.Headers.Allow}.",
            415 => $"Send JSON with Content-Type: application/json (vitals streams: application/x-ndjson), not '{request.ContentType}'.",
            _ => $"The request was answered with status {status}.",
        });
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} at {Endpoint} failed")]
    private static partial void LogFault(ILogger logger, Exception error, string method, string? endpoint);
}
