using System.Numerics;
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
        new Stationary(prior, restlessness).CopyTo(Covariance);
    }

    /// <summary>Lets time pass: P ← P∞ + F(P − P∞)Fᵀ, exact for a gap of any length.</summary>
    public void Advance(double hours, double restlessness)
    {
        var fading = Fading.Over(hours, prior);
        Span<double> keeps = stackalloc double[Size], excess = stackalloc double[Packed], rest = stackalloc double[Packed];
        fading.CopyTo(keeps);
        new Stationary(prior, restlessness).CopyTo(rest);
        var covariance = Covariance;
        var viaSlope = fading.SlopeToExcursion;
        for (var i = 0; i < Packed; i++) excess[i] = covariance[i] - rest[i];
        for (int row = 0, at = 0; row < Size; row++)
        for (var column = 0; column <= row; column++, at++)
            covariance[at] = rest[at] + keeps[row] * excess[at] * keeps[column];

        // Row and column of the excursion take something of the slope, too.
        covariance[At(Excursion, Mean)] = rest[At(Excursion, Mean)] + (keeps[Excursion] * excess[At(Excursion, Mean)] + viaSlope * excess[At(Slope, Mean)]) * keeps[Mean];
        for (var row = Excursion; row < Size; row++)
        {
            var (own, slope) = (keeps[row] * excess[At(row, Excursion)], keeps[row] * excess[At(row, Slope)]);
            if (row == Excursion) (own, slope) = (own + viaSlope * excess[At(Slope, Excursion)], slope + viaSlope * excess[At(Slope, Slope)]);
            covariance[At(row, Excursion)] = rest[At(row, Excursion)] + (own * keeps[Excursion] + slope * viaSlope);
        }
        var parts = Parts;
        parts[Excursion] = parts[Excursion] * fading.Excursion + parts[Slope] * viaSlope;
        for (var i = 0; i < Size; i++)
            if (i != Excursion) parts[i] *= keeps[i];
    }

    /// <summary>Expected reading and its variance (without the noise of the reading) a while after the filter's own time.</summary>
    public (double Mean, double Variance) Expect(double hoursAhead, long utcTicks, double restlessness)
    {
        Span<double> seen = stackalloc double[Size], keeps = stackalloc double[Size];
        Seen(utcTicks, seen);
        var rest = new Stationary(prior, restlessness);
        var variance = rest.Variance(seen);
        var fading = Fading.Over(hoursAhead, prior);
        fading.CopyTo(keeps);
        var viaSlope = seen[Excursion] * fading.SlopeToExcursion;
        for (var i = 0; i < Size; i++) seen[i] *= keeps[i];
        seen[Slope] += viaSlope;
        return (prior.Mean + Dot(seen, Parts), variance + Quadratic(seen, Covariance) - rest.Variance(seen));
    }

    /// <summary>A weighted sum of the parts as they stand.</summary>
    public TrendEstimate Sum(ReadOnlySpan<double> weights) => new(Value(weights), Math.Sqrt(Math.Max(0, Quadratic(weights, Covariance))));

    /// <summary>The same without its deviation.</summary>
    public double Value(ReadOnlySpan<double> weights) => Dot(weights, Parts);

    /// <summary>Takes a reading in; Joseph-free because the gain is the optimal one for the variance given.</summary>
    public void Fuse(ReadOnlySpan<double> seen, double innovation, double noiseVariance)
    {
        Span<double> gain = stackalloc double[Size], fall = stackalloc double[Packed];
        var parts = Parts;
        var covariance = Covariance;
        var total = noiseVariance;
        for (var i = 0; i < Size; i++)
        {
            var at = At(i, 0);
            for (var j = 0; j < Size; j++)
            {
                gain[i] += covariance[at] * seen[j];
                at += j < i ? 1 : j + 1; // along the row, then down the column
            }
            total += gain[i] * seen[i];
        }
        for (int i = 0, at = 0; i < Size; i++)
        {
            parts[i] += gain[i] / total * innovation;
            for (var j = 0; j <= i; j++, at++) fall[at] = gain[i] * gain[j];
        }
        Subtract(fall, total, covariance);
    }

    /// <summary>Subtracts parts of a total, lanes at a time: dividing is what takes time here.</summary>
    private static void Subtract(ReadOnlySpan<double> fall, double total, Span<double> covariance)
    {
        var (all, at) = (new Vector<double>(total), 0);
        for (; at <= Packed - Vector<double>.Count; at += Vector<double>.Count)
            (new Vector<double>(covariance[at..]) - new Vector<double>(fall[at..]) / all).CopyTo(covariance[at..]);
        for (; at < Packed; at++) covariance[at] -= fall[at] / total;
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
        for (int i = 0, at = 0; i < Size; i++, at++)
        {
            var row = 0d;
            for (var j = 0; j < i; j++, at++) row += packed[at] * weights[j];
            sum += weights[i] * (2 * row + packed[at] * weights[i]);
        }
        return sum;
    }
}
