namespace TwinGrid.Physiology.Trends;

/// <summary>Learns how far off a reading must be to be doubted: as far as one in two hundred of this person's readings, on each side by itself.</summary>
/// <remarks>
/// Readings of the breath are skewed: talking and coughing are fast and real, and a bound made for normal noise would cut them off and
/// bend the level downwards. The bound follows a quantile of the surprises (Robbins &amp; Monro, Ann Math Stat 22:400, 1951).
/// </remarks>
internal readonly struct WildReadings(Memory<double> store)
{
    public const int Length = 2;

    private const int Below = 0, Above = 1;

    /// <summary>Standard deviations; a normal reading lies beyond the least bound once in 160 times on either side.</summary>
    private const double LeastBound = 2.5, MostBound = 4;

    private const double Share = 1 / 200d;

    /// <summary>How far one doubted reading a minute moves the bound.</summary>
    private const double Rate = .3;

    /// <summary>The bound on the side of a surprise, in standard deviations.</summary>
    public double Bound(double surprise) => LeastBound + store.Span[surprise < 0 ? Below : Above];

    /// <param name="surprise">How far off the reading was, in standard deviations.</param>
    /// <param name="hours">Time since the previous reading.</param>
    public void Learn(double surprise, double hours)
    {
        var rate = Rate * Math.Min(1, hours * 60);
        for (var side = Below; side <= Above; side++)
        {
            ref var room = ref store.Span[side];
            var beyond = (side == Below ? -surprise : surprise) > LeastBound + room;
            room = Math.Clamp(room + rate * ((beyond ? 1 : 0) - Share), 0, MostBound - LeastBound);
        }
    }
}
