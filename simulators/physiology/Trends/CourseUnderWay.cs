using MathNet.Numerics.Distributions;
using TwinGrid.Physiology.Forecasting;

namespace TwinGrid.Physiology.Trends;

/// <summary>
/// A straight course that a sign has taken in the last quarter of an hour, as far as it is more than noise. A trend filter expects every sign back at its usual
/// level, which is right on most days and wrong on the day that counts.
/// </summary>
/// <param name="Level">Where it is now.</param>
/// <param name="PerHour">How fast it goes.</param>
/// <param name="LevelDeviation">Standard deviation of the level.</param>
/// <param name="PerHourDeviation">Standard deviation of the speed, readings that follow each other counted as far as they are independent.</param>
/// <param name="Moved">How far it has come from where the person was before.</param>
/// <param name="UsualMove">Standard deviation of how far this person moves in such a time.</param>
public sealed record CourseUnderWay(double Level, double PerHour, double LevelDeviation, double PerHourDeviation, double Moved, double UsualMove)
{
    /// <summary>How far back is looked, and how much of it must have been seen.</summary>
    public static readonly TimeSpan Over = TimeSpan.FromMinutes(15), AtLeast = TimeSpan.FromMinutes(8);

    private const int FewestReadings = 8;

    /// <summary>Room on the stack: two a minute, with some to spare.</summary>
    private const int UsualReadings = 48;

    /// <summary>So many standard deviations of speed are noise; from the second on it is believed wholly.</summary>
    private const double Noise = 4, Certain = 6;

    /// <summary>A course bends with this time constant, h, and may be so much faster or slower than it is now.</summary>
    private const double BendsHours = 2 / 3d, SpeedSpread = .4;

    /// <summary>The same of the way that was come: within this it is the person's usual unrest.</summary>
    private const double Usual = 2.5, Unusual = 3.5;

    private const double LeastResidual = .05;

    /// <summary>What is expected of a person's unrest before it was seen counts as so many movements.</summary>
    private const int PriorMoves = 6;

    /// <summary>How far it is believed, 0 to 1.</summary>
    public double Weight
    {
        get
        {
            if (Moved * PerHour <= 0) return 0;
            var speed = (Math.Abs(PerHour) / PerHourDeviation - Noise) / (Certain - Noise);
            var way = (Math.Abs(Moved) / Math.Sqrt(UsualMove * UsualMove + LevelDeviation * LevelDeviation) - Usual) / (Unusual - Usual);
            return Math.Clamp(Math.Min(speed, way), 0, 1);
        }
    }

    /// <summary>The line through the readings of the last quarter of an hour; null where there are too few.</summary>
    /// <param name="readings">In the order of their times.</param>
    /// <param name="past">The person's levels up to a quarter of an hour ago, evenly spaced by about <see cref="Over"/>, NaN where nothing was seen; may be empty.</param>
    /// <param name="prior">What is expected of the sign.</param>
    public static CourseUnderWay? Seen(ReadOnlySpan<(DateTimeOffset At, double Value)> readings, DateTimeOffset now, ReadOnlySpan<double> past, TrendPrior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        while (readings.Length > 0 && now - readings[0].At > Over) readings = readings[1..];
        while (readings.Length > 0 && readings[^1].At > now) readings = readings[..^1];
        if (readings.Length < FewestReadings || Hours(readings[^1].At) - Hours(readings[0].At) < AtLeast.TotalHours) return null;
        Span<(double Hours, double Value)> seen = readings.Length <= UsualReadings ? stackalloc (double, double)[readings.Length] : new (double, double)[readings.Length];
        for (var i = 0; i < seen.Length; i++) seen[i] = (Hours(readings[i].At), readings[i].Value);
        var (middle, mean) = (0d, 0d);
        foreach (var (hours, value) in seen) (middle, mean) = (middle + hours, mean + value);
        (middle, mean) = (middle / seen.Length, mean / seen.Length);
        var (spread, shared) = (0d, 0d);
        foreach (var (hours, value) in seen) (spread, shared) = (spread + (hours - middle) * (hours - middle), shared + (hours - middle) * (value - mean));
        var slope = shared / spread;
        var (squares, products, before) = (0d, 0d, 0d);
        foreach (var (hours, value) in seen)
        {
            var rest = value - mean - slope * (hours - middle);
            (squares, products, before) = (squares + rest * rest, products + before * rest, rest);
        }
        var variance = Math.Max(squares / (seen.Length - 2), LeastResidual * LeastResidual);
        // Readings that err together tell less: the effective number of a first-order process.
        var together = Math.Clamp(products / (variance * (seen.Length - 1)), 0, .9);
        var one = variance * (1 + together) / (1 - together);
        var level = mean - slope * middle;
        var origin = past.Length > 0 && double.IsFinite(past[^1]) ? past[^1] : mean + slope * (seen[0].Hours - middle);
        return new(level, slope, Math.Sqrt(one * (1d / seen.Length + middle * middle / spread)), Math.Sqrt(one / spread), level - origin, Unrest(past, prior));

        double Hours(DateTimeOffset at) => (at - now).TotalHours;
    }

    /// <summary>How far the person usually comes in two steps, what is expected counted in.</summary>
    private static double Unrest(ReadOnlySpan<double> past, TrendPrior prior)
    {
        var expected = prior.ExcursionSpread * prior.ExcursionSpread;
        var (sum, count) = (PriorMoves * expected, PriorMoves);
        for (var i = 2; i < past.Length; i++)
            if (past[i] - past[i - 2] is var move && double.IsFinite(move)) (sum, count) = (sum + move * move, count + 1);
        // Levels are smooth; what passes within minutes comes on top.
        return Math.Sqrt(sum / count + prior.ShortSpread * prior.ShortSpread);
    }

    /// <summary>The quantiles of a trend, drawn towards this course as far as it is believed.</summary>
    public QuantileCourse Joined(QuantileCourse trend, DateTimeOffset now, TrendPrior prior)
    {
        ArgumentNullException.ThrowIfNull(trend);
        ArgumentNullException.ThrowIfNull(prior);
        var weight = Weight;
        if (weight == 0) return trend;
        var normals = Array.ConvertAll(trend.Levels, level => Normal.InvCDF(0, 1, level));
        var middle = Array.FindIndex(trend.Levels, level => Math.Abs(level - .5) < 1e-9);
        var values = Array.ConvertAll(trend.Values, course => new double[course.Length]);
        for (var point = 0; point < values[0].Length; point++)
        {
            var reach = BendsHours * (1 - Math.Exp(-(trend.Start + trend.Step * point - now).TotalHours / BendsHours));
            var deviation = Math.Sqrt(LevelDeviation * LevelDeviation + reach * reach * (PerHourDeviation * PerHourDeviation + SpeedSpread * SpeedSpread * PerHour * PerHour));
            var median = trend.Values[middle][point];
            for (var i = 0; i < normals.Length; i++)
            {
                var own = trend.Values[i][point] - median;
                var here = Level + PerHour * reach + Math.Sign(normals[i]) * Math.Sqrt(own * own + normals[i] * normals[i] * deviation * deviation);
                values[i][point] = Math.Clamp((1 - weight) * trend.Values[i][point] + weight * here, prior.Floor, prior.Ceiling);
            }
        }
        return trend with { Values = values };
    }
}
