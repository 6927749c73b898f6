using System.Collections.Concurrent;

namespace TwinGrid.Benchmarks;

/// <summary>Times that were taken, in milliseconds. Safe for concurrent use.</summary>
internal sealed class Percentiles
{
    private readonly ConcurrentBag<double> _milliseconds = [];

    public void Add(TimeSpan time) => _milliseconds.Add(time.TotalMilliseconds);

    public void Add(Percentiles others)
    {
        foreach (var time in others._milliseconds) _milliseconds.Add(time);
    }

    /// <summary>The time that a share of all (0 to 1) did not exceed, ms, to a hundredth.</summary>
    public double At(double share)
    {
        var sorted = _milliseconds.Order().ToArray();
        return sorted.Length == 0 ? 0 : Math.Round(sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))], 2);
    }
}
