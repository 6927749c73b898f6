namespace TwinGrid.Disclosure.Noise;

/// <summary>Reads quantiles off a noisy histogram. That costs no further ε: the noise is in the counts already.</summary>
public static class NoisyQuantiles
{
    /// <summary>The value below which a share of the counts lies, straight within a bin; null when nothing is counted.</summary>
    /// <param name="counts">Negative ones count as none.</param>
    /// <param name="edges">Rising; one more than there are counts.</param>
    /// <param name="level">From 0 to 1.</param>
    public static double? Of(IReadOnlyList<long> counts, IReadOnlyList<double> edges, double level)
    {
        var total = counts.Sum(count => Math.Max(0, count));
        if (total == 0) return null;
        var (wanted, below) = (level * total, 0d);
        for (var bin = 0; bin < counts.Count; bin++)
        {
            var count = Math.Max(0, counts[bin]);
            if (count > 0 && below + count >= wanted) return edges[bin] + (edges[bin + 1] - edges[bin]) * Math.Max(0, wanted - below) / count;
            below += count;
        }
        return edges[^1];
    }
}
