using static TwinGrid.Physiology.Trends.TrendDynamics;

namespace TwinGrid.Physiology.Trends;

/// <summary>What each part of a sign's course keeps of itself over a gap, and what the excursion takes from the slope.</summary>
internal readonly record struct Fading(double Mean, double Rhythm, double Excursion, double Slope, double Short, double SlopeToExcursion)
{
    /// <summary>A power of two; gaps of devices with a cadence, and the horizons of forecasts under way, take few of the places.</summary>
    private const int Places = 1024;

    /// <summary>
    /// Those over gaps that came twice, each in the place that its gap tells: devices send at fixed cadences, and exponentials are what takes time here. Threads
    /// that write one place at once lose nothing but the work: a gap fades by the same bits, whoever works it out.
    /// </summary>
    private static readonly Kept?[] Known = new Kept?[Places];

    /// <summary>What gap last came to each place and was not kept: one that comes once leaves nothing behind.</summary>
    private static readonly int[] CameOnce = new int[Places];

    /// <summary>Over a gap of so many hours.</summary>
    public static Fading Over(double hours, TrendPrior prior)
    {
        var mark = HashCode.Combine(hours, prior.ShortMinutes);
        var place = mark & (Places - 1);
        if (Volatile.Read(ref Known[place]) is { } known && known.Hours.Equals(hours) && known.ShortMinutes.Equals(prior.ShortMinutes)) return known.Fading;
        var fading = Of(hours, prior.ShortMinutes);
        if (CameOnce[place] == mark) Volatile.Write(ref Known[place], new Kept(hours, prior.ShortMinutes, fading));
        else CameOnce[place] = mark;
        return fading;
    }

    /// <summary>What each part keeps, in the order of the state vector.</summary>
    public void CopyTo(Span<double> parts)
    {
        parts[..Size].Fill(Rhythm);
        (parts[TrendDynamics.Mean], parts[TrendDynamics.Excursion], parts[TrendDynamics.Slope], parts[TrendDynamics.Short]) = (Mean, Excursion, Slope, Short);
    }

    private static Fading Of(double hours, double shortMinutes)
    {
        double excursion = Math.Exp(-hours / ExcursionHours), slope = Math.Exp(-hours / SlopeHours);
        return new(Math.Exp(-hours / MeanHours), Math.Exp(-hours / RhythmHours), excursion, slope, Math.Exp(-hours * 60 / shortMinutes),
            (excursion - slope) / (1 / SlopeHours - 1 / ExcursionHours));
    }

    private sealed record Kept(double Hours, double ShortMinutes, Fading Fading);
}
