using System.Diagnostics;

namespace TwinGrid.Gateway.Access;

/// <summary>Refusals leave at whole multiples of a beat, so that their time does not tell what is unknown from what is forbidden.</summary>
internal static class Beat
{
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the next beat since the request began: on the clock that whoever measures has, whatever time the gateway is told.</summary>
    public static async Task Wait(Visit visit, CancellationToken cancel)
    {
        var beat = (Stopwatch.GetElapsedTime(visit.Began).Ticks / Length.Ticks + 1) * Length;
        while (beat - Stopwatch.GetElapsedTime(visit.Began) is var left && left > TimeSpan.Zero)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), TimeProvider.System, cancel); // timers count whole milliseconds, and may be early by one
    }

    /// <summary>The same for a handler that the gate has let in.</summary>
    public static Task Wait(HttpContext context) => Wait(context.Features.Get<Visit>() ?? throw new InvalidOperationException("A handler was reached past the gate."), context.RequestAborted);
}
