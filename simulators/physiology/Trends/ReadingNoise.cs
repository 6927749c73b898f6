namespace TwinGrid.Physiology.Trends;

/// <summary>Learns from the filter's surprises how noisy the readings are and how restless the person is.</summary>
/// <remarks>
/// A stochastic gradient on the log variances. Surprises larger than expected raise both, each by its share of the expected variance;
/// surprises that follow each other on one side say that the person moved (restlessness up, noise down), alternating ones the reverse.
/// </remarks>
internal readonly struct ReadingNoise(TrendPrior prior, Memory<double> store)
{
    public const int Length = 3;

    private const int LogNoise = 0, LogRestlessness = 1, LastSurprise = 2;

    /// <summary>Learning rate per half minute of data.</summary>
    private const double Rate = .02;

    /// <summary>Mean of min(z², 6.25) for a standard normal z.</summary>
    private const double ClippedSquare = .956;

    private Span<double> Values => store.Span;

    /// <summary>Variance of one reading around the truth.</summary>
    public double Variance => prior.NoiseSpread * prior.NoiseSpread * Math.Exp(Values[LogNoise]);

    /// <summary>The short-term variance as a multiple of the prior's.</summary>
    public double Restlessness => Math.Exp(Values[LogRestlessness]);

    public void Learn(double surprise, double noiseShare, double hours)
    {
        var values = Values;
        var rate = Rate * Math.Min(1, hours * 120);
        var clipped = Math.Clamp(surprise, -2.5, 2.5);
        var excess = clipped * clipped / ClippedSquare - 1;
        // Surprises half an hour apart say nothing of each other.
        var together = hours < .5 ? clipped * values[LastSurprise] : 0;
        values[LogNoise] = Math.Clamp(values[LogNoise] + rate * (excess * noiseShare - .5 * together), -4, 3);
        values[LogRestlessness] = Math.Clamp(values[LogRestlessness] + rate * (excess * (1 - noiseShare) + .5 * together), -3, 3);
        values[LastSurprise] = clipped;
    }
}
