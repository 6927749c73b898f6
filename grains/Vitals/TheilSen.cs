using System.Numerics;

namespace TwinGrid.Grains.Vitals;

/// <summary>The median of the slopes between all pairs of samples: a straight line untouched by a few outliers.</summary>
/// <remarks>
/// Theil 1950; Sen, J Am Stat Assoc 63:1379, 1968. Worked out with every packet, so slopes are made and counted some lanes at a time; the result is that
/// of sorting them, to the bit.
/// </remarks>
internal static class TheilSen
{
    /// <summary>Most samples that are taken.</summary>
    public const int Capacity = SignalWindow.Capacity;

    private const int MostSlopes = Capacity * (Capacity - 1) / 2;

    /// <summary>Slope per minute. Null with fewer than two samples, or where values are too large to have one.</summary>
    /// <param name="run">Samples at different times (UTC ticks), at most <see cref="Capacity"/>.</param>
    public static double? SlopePerMinute(ReadOnlySpan<(long At, double Value)> run)
    {
        if (run.Length < 2) return null;
        Span<double> slopes = stackalloc double[MostSlopes + Vector<double>.Count];
        slopes = slopes[..Slopes(run, slopes)];
        if (!double.IsFinite(Sum(slopes))) return null;
        var rank = slopes.Length / 2;
        var (upper, below) = OfRank(slopes, rank);
        if ((slopes.Length & 1) == 1) return upper;
        return ((below == rank ? LargestBelow(slopes, upper) : upper) + upper) / 2;
    }

    /// <summary>Writes the slopes of all pairs, lanes at a time; what the last lanes of a row write too much is overwritten or lies behind the end.</summary>
    private static int Slopes(ReadOnlySpan<(long At, double Value)> run, Span<double> slopes)
    {
        Span<double> ago = stackalloc double[Capacity + Vector<double>.Count], values = stackalloc double[Capacity + Vector<double>.Count];
        for (var i = 0; i < run.Length; i++) (ago[i], values[i]) = (run[0].At - run[i].At, run[i].Value); // minutes in ticks: exact
        var count = 0;
        for (var i = 0; i < run.Length; i++)
        {
            var (at, value) = (new Vector<double>(ago[i]), new Vector<double>(values[i]));
            for (var j = i + 1; j < run.Length; j += Vector<double>.Count)
                ((value - new Vector<double>(values[j..])) * TimeSpan.TicksPerMinute / (new Vector<double>(ago[j..]) - at)).CopyTo(slopes[(count + j - i - 1)..]);
            count += run.Length - i - 1;
        }
        return count;
    }

    /// <summary>The value of a rank, and how many are smaller: values are tried, each between the bounds that those before it have set.</summary>
    private static (double Value, int Below) OfRank(ReadOnlySpan<double> values, int rank)
    {
        var (over, under, at) = (double.NegativeInfinity, double.PositiveInfinity, values.Length / 2);
        while (true)
        {
            var tried = values[at];
            var (below, upTo) = Count(values, tried);
            if (below <= rank && rank < upTo) return (tried, below);
            if (below > rank) under = tried;
            else over = tried;
            do at = at + 1 == values.Length ? 0 : at + 1;
            while (!(values[at] > over && values[at] < under));
        }
    }

    /// <summary>How many are smaller than a value, and how many are not larger.</summary>
    private static (int Below, int UpTo) Count(ReadOnlySpan<double> values, double value)
    {
        var (limit, below, upTo, i) = (new Vector<double>(value), Vector<long>.Zero, Vector<long>.Zero, 0);
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var some = new Vector<double>(values[i..]);
            below -= Vector.LessThan(some, limit);
            upTo -= Vector.LessThanOrEqual(some, limit);
        }
        var (belowInAll, upToInAll) = ((int)Vector.Sum(below), (int)Vector.Sum(upTo));
        for (; i < values.Length; i++)
        {
            if (values[i] < value) belowInAll++;
            if (values[i] <= value) upToInAll++;
        }
        return (belowInAll, upToInAll);
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var (some, i) = (Vector<double>.Zero, 0);
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count) some += new Vector<double>(values[i..]);
        var sum = Vector.Sum(some);
        foreach (var value in values[i..]) sum += value;
        return sum;
    }

    private static double LargestBelow(ReadOnlySpan<double> values, double limit)
    {
        var (none, bound, i) = (new Vector<double>(double.NegativeInfinity), new Vector<double>(limit), 0);
        var (lanes, largest) = (none, double.NegativeInfinity);
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var some = new Vector<double>(values[i..]);
            lanes = Vector.Max(lanes, Vector.ConditionalSelect(Vector.LessThan(some, bound), some, none));
        }
        for (var lane = 0; lane < Vector<double>.Count; lane++) largest = Math.Max(largest, lanes[lane]);
        foreach (var value in values[i..])
            if (value < limit && value > largest) largest = value;
        return largest;
    }
}
