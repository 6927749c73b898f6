namespace TwinGrid.Benchmarks;

/// <summary>Processor time of work on one core, so that a busy machine does not blur the figure.</summary>
internal static class CpuTime
{
    /// <summary>The best of several rounds after warm-up, in seconds of user time.</summary>
    public static double Best(Action work, int rounds = 5)
    {
        for (var i = 0; i < 3; i++) work();
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < rounds; i++)
        {
            var before = Environment.CpuUsage.UserTime;
            work();
            var taken = Environment.CpuUsage.UserTime - before;
            if (taken < best) best = taken;
        }
        return best.TotalSeconds;
    }
}
