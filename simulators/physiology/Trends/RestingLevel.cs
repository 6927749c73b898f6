namespace TwinGrid.Physiology.Trends;

/// <summary>The resting value: the level at or below which the sign spends its resting share of the time, over the last day and a half.</summary>
/// <remarks>Stochastic approximation of a quantile (Robbins &amp; Monro), weighted by time, so that dense sampling during exercise does not bias it.</remarks>
internal readonly struct RestingLevel(TrendPrior prior, Memory<double> store)
{
    public const int Length = 4;

    private const int Resting = 0, Centre = 1, Spread = 2, SeenHours = 3;

    private const double MemoryHours = 36, HeadStartHours = 2;

    /// <summary>Levels closer than this tell nearly the same: an hour of data is about one independent look.</summary>
    private const double IndependenceHours = 1;

    /// <summary>One reading stands for no longer than this.</summary>
    private const double LongestHours = 2;

    /// <summary>Value units of the estimate's movement per unit of surprise: one over the density at the quantile.</summary>
    private double Leverage => store.Span[Spread] / prior.RestingDensity;

    public void Start(double level)
    {
        var values = store.Span;
        values[Spread] = Math.Sqrt(prior.ExcursionSpread * prior.ExcursionSpread + prior.DailySwing * prior.DailySwing);
        values[Centre] = level;
        values[Resting] = level + prior.RestingQuantile * values[Spread];
        values[SeenHours] = 0;
    }

    public void Follow(double level, double hours)
    {
        var values = store.Span;
        hours = Math.Min(hours, LongestHours);
        values[SeenHours] = Math.Min(values[SeenHours] + hours, MemoryHours);
        var gain = hours / (HeadStartHours + values[SeenHours]);
        values[Centre] += gain * (level - values[Centre]);
        values[Spread] += gain * (Math.Sqrt(Math.PI / 2) * Math.Abs(level - values[Centre]) - values[Spread]);
        values[Spread] = Math.Max(values[Spread], .1 * prior.NoiseSpread);
        values[Resting] += gain * Leverage * (prior.RestingShare - (level <= values[Resting] ? 1 : 0));
        values[Resting] = Math.Clamp(values[Resting], prior.Floor, prior.Ceiling);
    }

    public TrendEstimate Estimate()
    {
        var values = store.Span;
        var once = Leverage * Leverage * prior.RestingShare * (1 - prior.RestingShare);
        var first = prior.ExcursionSpread * prior.ExcursionSpread + prior.DailySwing * prior.DailySwing;
        return new(values[Resting], Math.Sqrt(1 / (1 / first + values[SeenHours] / (IndependenceHours * once))));
    }
}
