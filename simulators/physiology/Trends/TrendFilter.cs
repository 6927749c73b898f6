using static TwinGrid.Physiology.Trends.TrendDynamics;

namespace TwinGrid.Physiology.Trends;

/// <summary>Kalman filter of the eight parts of a vital sign's course; lives in a slice of the trend's state vector.</summary>
internal readonly struct TrendFilter(TrendPrior prior, Memory<double> store)
{
    public const int Length = Size + Packed;

    private Span<double> Parts => store.Span[..Size];

    private Span<double> Covariance => store.Span[Size..];

    public void Start(double restlessness)
    {
        Parts.Clear();
        Stationary(prior, restlessness, Covariance);
    }

    /// <summary>Lets time pass: P ← P∞ + F(P − P∞)Fᵀ, exact for a gap of any length.</summary>
    public void Advance(double hours, double restlessness)
    {
        var fading = Fading.Over(hours, prior);
        Span<double> excess = stackalloc double[Packed], rest = stackalloc double[Packed], mixed = stackalloc double[Size * Size];
        Stationary(prior, restlessness, rest);
        var covariance = Covariance;
        for (var i = 0; i < Packed; i++) excess[i] = covariance[i] - rest[i];
        for (var column = 0; column < Size; column++)
        {
            for (var row = 0; row < Size; row++) mixed[row * Size + column] = fading.Of(row) * excess[At(row, column)];
            mixed[Excursion * Size + column] += fading.SlopeToExcursion * excess[At(Slope, column)];
        }
        for (var row = 0; row < Size; row++)
        for (var column = 0; column <= row; column++)
        {
            var carried = mixed[row * Size + column] * fading.Of(column);
            if (column == Excursion) carried += mixed[row * Size + Slope] * fading.SlopeToExcursion;
            covariance[At(row, column)] = rest[At(row, column)] + carried;
        }
        var parts = Parts;
        parts[Excursion] = parts[Excursion] * fading.Excursion + parts[Slope] * fading.SlopeToExcursion;
        for (var i = 0; i < Size; i++)
            if (i != Excursion) parts[i] *= fading.Of(i);
    }

    /// <summary>Expected reading and its variance (without the noise of the reading) a while after the filter's own time.</summary>
    public (double Mean, double Variance) Expect(double hoursAhead, long utcTicks, double restlessness)
    {
        Span<double> seen = stackalloc double[Size], rest = stackalloc double[Packed];
        Seen(utcTicks, seen);
        Stationary(prior, restlessness, rest);
        var variance = Quadratic(seen, rest);
        var fading = Fading.Over(hoursAhead, prior);
        var viaSlope = seen[Excursion] * fading.SlopeToExcursion;
        for (var i = 0; i < Size; i++) seen[i] *= fading.Of(i);
        seen[Slope] += viaSlope;
        return (prior.Mean + Dot(seen, Parts), variance + Quadratic(seen, Covariance) - Quadratic(seen, rest));
    }

    /// <summary>A weighted sum of the parts as they stand.</summary>
    public TrendEstimate Sum(ReadOnlySpan<double> weights) =>
        new(Dot(weights, Parts), Math.Sqrt(Math.Max(0, Quadratic(weights, Covariance))));

    /// <summary>Takes a reading in; Joseph-free because the gain is the optimal one for the variance given.</summary>
    public void Fuse(ReadOnlySpan<double> seen, double innovation, double noiseVariance)
    {
        Span<double> gain = stackalloc double[Size];
        var parts = Parts;
        var covariance = Covariance;
        var total = noiseVariance;
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < Size; j++) gain[i] += covariance[At(i, j)] * seen[j];
            total += gain[i] * seen[i];
        }
        for (var i = 0; i < Size; i++)
        {
            parts[i] += gain[i] / total * innovation;
            for (var j = 0; j <= i; j++) covariance[At(i, j)] -= gain[i] * gain[j] / total;
        }
    }

    /// <summary>Admits that the sign has jumped: whether for minutes, hours or for good is left to the next readings.</summary>
    public void Loosen(double jump)
    {
        var covariance = Covariance;
        var variance = Math.Pow(Math.Min(Math.Abs(jump), 2 * prior.MeanSpread), 2);
        covariance[At(Short, Short)] += .3 * variance;
        covariance[At(Excursion, Excursion)] += .6 * variance;
        covariance[At(Mean, Mean)] += .1 * variance;
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sum = 0d;
        for (var i = 0; i < Size; i++) sum += left[i] * right[i];
        return sum;
    }

    private static double Quadratic(ReadOnlySpan<double> weights, ReadOnlySpan<double> packed)
    {
        var sum = 0d;
        for (var i = 0; i < Size; i++)
        {
            var row = 0d;
            for (var j = 0; j < i; j++) row += packed[At(i, j)] * weights[j];
            sum += weights[i] * (2 * row + packed[At(i, i)] * weights[i]);
        }
        return sum;
    }
}
