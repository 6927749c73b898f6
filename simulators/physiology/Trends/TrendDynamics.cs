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

    /// <summary>What each part keeps of itself over a gap, and what the excursion takes from the slope.</summary>
    public readonly record struct Fading(double Mean, double Rhythm, double Excursion, double Slope, double Short, double SlopeToExcursion)
    {
        public static Fading Over(double hours, TrendPrior prior)
        {
            double excursion = Math.Exp(-hours / ExcursionHours), slope = Math.Exp(-hours / SlopeHours);
            return new(Math.Exp(-hours / MeanHours), Math.Exp(-hours / RhythmHours), excursion, slope, Math.Exp(-hours * 60 / prior.ShortMinutes),
                (excursion - slope) / (1 / SlopeHours - 1 / ExcursionHours));
        }

        /// <summary>What each part keeps, in the order of the state vector.</summary>
        public void CopyTo(Span<double> parts)
        {
            parts[..Size].Fill(Rhythm);
            (parts[TrendDynamics.Mean], parts[TrendDynamics.Excursion], parts[TrendDynamics.Slope], parts[TrendDynamics.Short]) = (Mean, Excursion, Slope, Short);
        }
    }

    /// <summary>P∞, packed: what the parts look like before any data. <paramref name="restlessness"/> scales the short-term variance.</summary>
    public static void Stationary(TrendPrior prior, double restlessness, Span<double> covariance)
    {
        covariance.Clear();
        var slope = Square(prior.SlopeSpreadPerHour);
        var shared = slope / (1 / ExcursionHours + 1 / SlopeHours);
        covariance[At(Mean, Mean)] = Square(prior.MeanSpread);
        covariance[At(Slope, Slope)] = slope;
        covariance[At(Slope, Excursion)] = shared;
        covariance[At(Excursion, Excursion)] = Square(prior.ExcursionSpread) + shared * ExcursionHours;
        covariance[At(Short, Short)] = Square(prior.ShortSpread) * restlessness;
        for (var i = 0; i < 2; i++)
        {
            covariance[At(Daily + i, Daily + i)] = Square(prior.DailySwing);
            covariance[At(HalfDaily + i, HalfDaily + i)] = Square(prior.HalfDailySwing);
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
