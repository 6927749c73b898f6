namespace TwinGrid.Testbed.Processes;

/// <summary>Waits for what must come to hold; how long it takes on this machine is not the point.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static Task Holds(Func<bool> condition, TimeSpan within, Func<string> otherwise) =>
        Holds(() => Task.FromResult(condition()), within, otherwise);

    public static async Task Holds(Func<Task<bool>> condition, TimeSpan within, Func<string> otherwise)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(start) > within) throw new TimeoutException(otherwise());
            await Task.Delay(Pause, time);
        }
    }
}
