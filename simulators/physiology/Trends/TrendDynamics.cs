namespace TwinGrid.Physiology.Trends;

/// <summary>How the parts of a vital sign's course fade and wander when nobody looks. Times in hours.</summary>
/// <remarks>
/// Every part is a stationary Ornstein–Uhlenbeck process, so that the transition over any gap is exact, and a gap of days ends in the
/// prior: noise gained over a gap is P∞ − F·P∞·Fᵀ. The excursion E is driven by the slope V: dE = (V − E/τe)dt + noise.
/// The clock is UTC; the person's own time zone and habits appear as the phase of the fitted rhythm.
/// </remarks>
internal static class TrendDynamics
{
    /// <summary>Places in the state vector; all but the slope are in the sign's unit, as deviations from the prior mean.</summary>
    public const int Mean = 0, Excursion = 1, Slope = 2, Short = 3, Daily = 4, HalfDaily = 6, Size = 8;

    /// <summary>Time constants: a mean is the person's for a month, a rhythm for six weeks.</summary>
    public const double MeanHours = 30 * 24, RhythmHours = 45 * 24, ExcursionHours = 6, SlopeHours = 1;

    /// <summary>Length of the packed lower triangle of a covariance.</summary>
    public const int Packed = Size * (Size + 1) / 2;

    public static int At(int row, int column) =>
        row >= column ? row * (row + 1) / 2 + column : column * (column + 1) / 2 + row;

    /// <summary>What the parts look like before any data: the variance of each, and what excursion and slope share. All else of P∞ is zero.</summary>
    /// <param name="restlessness">Scales the short-term variance.</param>
    public readonly struct Stationary(TrendPrior prior, double restlessness)
    {
        private readonly double _mean = Square(prior.MeanSpread), _slope = Square(prior.SlopeSpreadPerHour);
        private readonly double _shared = Square(prior.SlopeSpreadPerHour) / (1 / ExcursionHours + 1 / SlopeHours);
        private readonly double _excursion = Square(prior.ExcursionSpread) + Square(prior.SlopeSpreadPerHour) / (1 / ExcursionHours + 1 / SlopeHours) * ExcursionHours;
        private readonly double _short = Square(prior.ShortSpread) * restlessness;
        private readonly double _daily = Square(prior.DailySwing), _halfDaily = Square(prior.HalfDailySwing);

        /// <summary>Writes P∞, packed.</summary>
        public void CopyTo(Span<double> covariance)
        {
            covariance.Clear();
            covariance[At(Mean, Mean)] = _mean;
            covariance[At(Slope, Slope)] = _slope;
            covariance[At(Slope, Excursion)] = _shared;
            covariance[At(Excursion, Excursion)] = _excursion;
            covariance[At(Short, Short)] = _short;
            covariance[At(Daily, Daily)] = covariance[At(Daily + 1, Daily + 1)] = _daily;
            covariance[At(HalfDaily, HalfDaily)] = covariance[At(HalfDaily + 1, HalfDaily + 1)] = _halfDaily;
        }

        /// <summary>The variance of a weighted sum of the parts: its terms in the order of the packed triangle, those that are zero left out.</summary>
        public double Variance(ReadOnlySpan<double> weights)
        {
            weights = weights[..Size];
            var sum = weights[Mean] * (_mean * weights[Mean]);
            sum += weights[Excursion] * (_excursion * weights[Excursion]);
            sum += weights[Slope] * (2 * (_shared * weights[Excursion]) + _slope * weights[Slope]);
            sum += weights[Short] * (_short * weights[Short]);
            sum += weights[Daily] * (_daily * weights[Daily]);
            sum += weights[Daily + 1] * (_daily * weights[Daily + 1]);
            sum += weights[HalfDaily] * (_halfDaily * weights[HalfDaily]);
            return sum + weights[HalfDaily + 1] * (_halfDaily * weights[HalfDaily + 1]);
        }
    }

    /// <summary>How the parts add up to what a device sees at a time of day.</summary>
    public static void Seen(long utcTicks, Span<double> weights)
    {
        var angle = 2 * Math.PI * (utcTicks % TimeSpan.TicksPerDay) / TimeSpan.TicksPerDay;
        weights[Mean] = weights[Excursion] = weights[Short] = 1;
        weights[Slope] = 0;
        (weights[Daily + 1], weights[Daily]) = Math.SinCos(angle);
        (weights[HalfDaily + 1], weights[HalfDaily]) = Math.SinCos(2 * angle);
    }

    /// <summary>Rate per hour at which the smooth parts change at a time of day.</summary>
    public static void Drift(long utcTicks, Span<double> weights)
    {
        Seen(utcTicks, weights);
        const double turn = 2 * Math.PI / 24;
        weights[Mean] = weights[Short] = 0;
        weights[Excursion] = -1 / ExcursionHours;
        weights[Slope] = 1;
        (weights[Daily], weights[Daily + 1]) = (-turn * weights[Daily + 1], turn * weights[Daily]);
        (weights[HalfDaily], weights[HalfDaily + 1]) = (-2 * turn * weights[HalfDaily + 1], 2 * turn * weights[HalfDaily]);
    }

    private static double Square(double x) => x * x;
}
