namespace TwinGrid.Trials.Statistics;

/// <summary>Walks through the times at which any of several groups had events, with those at risk in each.</summary>
/// <param name="groups">Counts by rising time.</param>
internal sealed class RiskSets(IReadOnlyList<IReadOnlyList<SurvivalCount>> groups)
{
    private readonly int[] _next = new int[groups.Count];
    private readonly bool[] _isDue = new bool[groups.Count];

    /// <summary>At risk in each group just before the time.</summary>
    public double[] AtRisk { get; } = [.. groups.Select(group => (double)group.Sum(count => count.Events + count.Censored))];

    /// <summary>Events in each group at the time.</summary>
    public double[] Events { get; } = new double[groups.Count];

    /// <summary>Goes to the next time with an event; false when there is none.</summary>
    public bool Next()
    {
        while (true)
        {
            for (var g = 0; g < _next.Length; g++)
            {
                if (!_isDue[g]) continue;
                var passed = groups[g][_next[g] - 1];
                AtRisk[g] -= passed.Events + passed.Censored;
                _isDue[g] = false;
            }
            var time = double.PositiveInfinity;
            for (var g = 0; g < _next.Length; g++)
                if (_next[g] < groups[g].Count) time = Math.Min(time, groups[g][_next[g]].Time);
            if (double.IsPositiveInfinity(time)) return false;
            var any = false;
            for (var g = 0; g < _next.Length; g++)
            {
                Events[g] = 0;
                if (_next[g] >= groups[g].Count || groups[g][_next[g]].Time != time) continue;
                Events[g] = groups[g][_next[g]++].Events;
                _isDue[g] = true;
                any |= Events[g] > 0;
            }
            if (any) return true;
        }
    }
}
