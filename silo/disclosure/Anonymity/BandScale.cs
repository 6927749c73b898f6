using System.Globalization;

namespace TwinGrid.Disclosure.Anonymity;

/// <summary>
/// Cuts a quantity into bands of one width. The outermost bands are open and wide enough that at least k people are in each: nobody is the oldest, the tallest or the lightest.
/// </summary>
public sealed class BandScale
{
    private readonly int _width;

    private BandScale(int width, int bottom, int top) => (_width, Bottom, Top) = (width, bottom, top);

    /// <summary>Number of the lowest band.</summary>
    public int Bottom { get; }

    /// <summary>Number of the highest.</summary>
    public int Top { get; }

    /// <summary>The scale that fits these people.</summary>
    /// <param name="openFrom">From here on all are alike, however many there are; null for no such value.</param>
    public static BandScale Of(IEnumerable<double> values, int width, int k, int? openFrom = null)
    {
        var counts = new SortedDictionary<int, int>();
        foreach (var value in values)
        {
            var band = (int)Math.Floor(value / width);
            counts[band] = counts.GetValueOrDefault(band) + 1;
        }
        var (bottom, top) = (FirstWith(counts, k), FirstWith(counts.Reverse(), k));
        if (openFrom is { } from) top = Math.Min(top, from / width);
        return bottom < top ? new BandScale(width, bottom, top) : new BandScale(width, top, top);
    }

    public int Band(double value) => Math.Clamp((int)Math.Floor(value / _width), Bottom, Top);

    /// <summary>Bands from one to another in words: <c>40-49</c>, <c>90+</c>, <c>&lt;25</c>, <c>any</c>.</summary>
    public string Words(int low, int high)
    {
        if (low <= Bottom && high >= Top) return "any";
        if (high >= Top) return string.Create(CultureInfo.InvariantCulture, $"{low * _width}+");
        return low <= Bottom
            ? string.Create(CultureInfo.InvariantCulture, $"<{(high + 1) * _width}")
            : string.Create(CultureInfo.InvariantCulture, $"{low * _width}-{(high + 1) * _width - 1}");
    }

    /// <summary>How much of the scale bands take, from 0 for one band to 1 for all.</summary>
    public double Width(int low, int high) => Top == Bottom ? 0 : (double)(high - low) / (Top - Bottom);

    private static int FirstWith(IEnumerable<KeyValuePair<int, int>> counts, int k)
    {
        var (sum, last) = (0, 0);
        foreach (var (band, count) in counts)
        {
            last = band;
            if ((sum += count) >= k) break;
        }
        return last;
    }
}
