using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace TwinGrid.Trials.Reports;

/// <summary>How the report says numbers and texts.</summary>
internal static class Say
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>A text, safe within HTML and SVG.</summary>
    public static string Text(string text) => Encoder.Encode(text);

    /// <summary>A figure with four significant digits.</summary>
    public static string Figure(double figure)
    {
        if (double.IsNaN(figure)) return "–";
        if (double.IsInfinity(figure)) return figure > 0 ? "∞" : "−∞";
        var size = Math.Abs(figure);
        if (size is > 0 and < 1e-3 or >= 1e6) return Minus(figure.ToString("0.00e0", CultureInfo.InvariantCulture));
        var decimals = size == 0 ? 0 : Math.Clamp(3 - (int)Math.Floor(Math.Log10(size)), 0, 5);
        return Minus(figure.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    /// <summary>A figure as exactly as its scale deserves: its error with two digits, its standard deviation with three.</summary>
    public static string To(double figure, double scale, int digits = 2) =>
        !(scale > 0) || !double.IsFinite(scale) ? Figure(figure) : Math.Abs(figure) >= 1e7 || scale < 1e-5 ? Figure(figure) : Fixed(figure, Math.Clamp(digits - 1 - (int)Math.Floor(Math.Log10(scale)), 0, 7));

    /// <summary>With its first letter large.</summary>
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>A share such as that of limits, without decimals where it has none.</summary>
    public static string Coverage(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + "\u202f%";

    /// <summary>A figure with so many decimals.</summary>
    public static string Fixed(double figure, int decimals) =>
        double.IsNaN(figure) ? "–" : double.IsInfinity(figure) ? figure > 0 ? "∞" : "−∞" : Minus(figure.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    /// <summary>A ratio.</summary>
    public static string Ratio(double ratio) => double.IsFinite(ratio) && ratio is >= 100 or < .01 ? Figure(ratio) : Fixed(ratio, 3);

    /// <summary>A count, thousands apart.</summary>
    public static string Count(double count) => double.IsNaN(count) ? "–" : Minus(count.ToString("#,##0", CultureInfo.InvariantCulture).Replace(',', '\u202f'));

    /// <summary>A share in percent, one decimal.</summary>
    public static string Percent(double share) => double.IsNaN(share) ? "–" : Fixed(100 * share, 1) + "\u202f%";

    /// <summary>A P value.</summary>
    public static string P(double p) => double.IsNaN(p) ? "–" : p < .0001 ? "&lt;0.0001" : p.ToString(p < .001 ? "0.0000" : "0.000", CultureInfo.InvariantCulture);

    /// <summary>The same with what stands before it in a sentence.</summary>
    public static string WithP(double p) => double.IsNaN(p) ? "P unknown" : p < .0001 ? "P &lt; 0.0001" : $"P = {P(p)}";

    /// <summary>A minus as it is printed.</summary>
    private static string Minus(string number) => number.Replace('-', '−');
}
