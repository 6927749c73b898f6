namespace TwinGrid.Physiology.Trends;

/// <summary>Keeps forecasts honest: has some under way at four horizons, waits for the truth, and widens or narrows each side to cover 90 %.</summary>
/// <remarks>
/// Tracks the 5 % and 95 % bounds as multiples of the filter's own standard deviation, by adaptive quantile steps (Gibbs &amp; Candès,
/// Adaptive conformal inference under distribution shift, NeurIPS 2021), hastened by the size of the error; between horizons
/// interpolated in log time. Several forecasts are under way at once, or a spread would learn too slowly.
/// </remarks>
internal readonly struct ForecastSpread(Memory<double> store)
{
    /// <summary>The learned spreads come first, then the forecasts under way.</summary>
    public const int Spreads = Horizons * Sides, Length = Spreads + Underway * Fields;

    private const int Horizons = 4, Sides = 2, Lower = 0, Upper = 1;

    private const int Underway = 10, Fields = 3, Due = 0, Expected = 1, Deviation = 2;

    /// <summary>The bound that 5 % of standard normals lie beyond.</summary>
    private const double Bound = 1.6448536269514722;

    private const double Miss = .05, MissRate = .08, SizeRate = .06;

    /// <summary>Mean of min(z², 6.25) for a standard normal z.</summary>
    private const double ClippedSquare = .956;

    private static ReadOnlySpan<double> Hours => [1 / 12d, 1, 4, 16];

    /// <summary>How late a reading may be to judge a forecast; a cuff's ten minutes still judge the nearest.</summary>
    private static ReadOnlySpan<double> LateHours => [.1, 1 / 4d, 1, 4];

    /// <summary>Which horizon each forecast under way belongs to, and how long after the one before it is issued.</summary>
    private static ReadOnlySpan<int> HorizonOf => [0, 0, 0, 1, 2, 2, 3, 3, 3, 3];

    private static ReadOnlySpan<double> ApartHours => [1 / 36d, 1, 2, 4];

    /// <summary>Brings all but times to single precision, which cannot hold them.</summary>
    public static void Round(Span<double> store)
    {
        foreach (ref var log in store[..Spreads]) log = (float)log;
        for (var forecast = Spreads; forecast < Length; forecast += Fields)
            (store[forecast + Expected], store[forecast + Deviation]) = ((float)store[forecast + Expected], (float)store[forecast + Deviation]);
    }

    /// <summary>Compares what came with what was expected. Times in hours on any common clock.</summary>
    public void Judge(double now, double value)
    {
        for (var i = 0; i < Underway; i++)
        {
            var forecast = Forecast(i);
            if (forecast[Deviation] <= 0 || now < forecast[Due]) continue;
            var horizon = HorizonOf[i];
            if (now - forecast[Due] <= LateHours[horizon]) Learn(horizon, (value - forecast[Expected]) / forecast[Deviation]);
            forecast[Deviation] = 0;
        }
    }

    /// <summary>Issues the forecasts that are to be under way now.</summary>
    public void Issue(double now, Func<double, (double Mean, double Deviation)> expect)
    {
        Span<double> newest = stackalloc double[Horizons];
        for (var i = 0; i < Underway; i++)
            newest[HorizonOf[i]] = Math.Max(newest[HorizonOf[i]], Forecast(i)[Due]);
        for (var i = 0; i < Underway; i++)
        {
            var horizon = HorizonOf[i];
            var forecast = Forecast(i);
            if (forecast[Deviation] > 0 || now + Hours[horizon] < newest[horizon] + ApartHours[horizon]) continue;
            forecast[Due] = newest[horizon] = now + Hours[horizon];
            (forecast[Expected], forecast[Deviation]) = expect(Hours[horizon]);
        }
    }

    /// <summary>Factors by which to stretch the lower and the upper half at a horizon.</summary>
    public (double Lower, double Upper) At(double hours)
    {
        var above = 0;
        while (above < Horizons && Hours[above] < hours) above++;
        int high = Math.Min(above, Horizons - 1), low = Math.Max(above - 1, 0);
        var weight = high == low ? 0 : Math.Log(hours / Hours[low]) / Math.Log(Hours[high] / Hours[low]);
        var logs = store.Span;
        return (Between(logs, Lower), Between(logs, Upper));

        double Between(ReadOnlySpan<double> from, int side) =>
            Math.Exp((1 - weight) * from[low * Sides + side] + weight * from[high * Sides + side]);
    }

    private Span<double> Forecast(int i) => store.Span.Slice(Spreads + i * Fields, Fields);

    private void Learn(int horizon, double error)
    {
        for (var side = Lower; side <= Upper; side++)
        {
            ref var log = ref store.Span[horizon * Sides + side];
            var distance = (side == Lower ? -error : error) / Math.Exp(log);
            var step = MissRate * ((distance > Bound ? 1 : 0) - Miss);
            if (distance > 0) step += SizeRate * (Math.Min(distance * distance, 6.25) / ClippedSquare - 1);
            log = Math.Clamp(log + step, -1.2, 1.4);
        }
    }
}
