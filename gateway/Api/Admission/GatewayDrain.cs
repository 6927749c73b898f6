using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Api.Admission;

/// <summary>Ends a gateway politely: what runs is finished, what comes is sent elsewhere, and the log says how long it took. Safe for concurrent use.</summary>
internal sealed partial class GatewayDrain(TimeProvider time, ILogger<GatewayDrain> logger) : IHostedLifecycleService
{
    private long _began;
    private int _running;
    private int _ranAtTheStop;
    private int _sentElsewhere;
    private volatile bool _isStopping;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        (_began, _ranAtTheStop, _isStopping) = (time.GetTimestamp(), Volatile.Read(ref _running), true);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        LogDrained(time.GetElapsedTime(_began).TotalSeconds, _ranAtTheStop, Volatile.Read(ref _running), Volatile.Read(ref _sentElsewhere));
        return Task.CompletedTask;
    }

    /// <summary>Lets a request through, or answers it 503 when the gateway stops.</summary>
    public async Task Pass(HttpContext context, RequestDelegate next)
    {
        if (_isStopping)
        {
            Interlocked.Increment(ref _sentElsewhere);
            context.Response.Headers.Connection = "close";
            await Problem.Of(ProblemKind.NotReady, "The gateway stops; nothing was done. Ask another gateway, or this one again later.", 2).ExecuteAsync(context);
            return;
        }
        Interlocked.Increment(ref _running);
        try
        {
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The gateway drained in {Seconds:F2} s: of {Ran} requests that ran {Cut} were cut, {Elsewhere} that came later were sent elsewhere")]
    private partial void LogDrained(double seconds, int ran, int cut, int elsewhere);
}

/// <summary>Puts the drain before everything else.</summary>
internal static class GatewayDraining
{
    public static void UseDrain(this WebApplication app)
    {
        var drain = app.Services.GetRequiredService<GatewayDrain>();
        app.Use(next => context => drain.Pass(context, next));
    }
}
