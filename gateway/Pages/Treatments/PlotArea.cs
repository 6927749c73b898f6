using System.Globalization;

namespace TwinGrid.Gateway.Pages.Treatments;

/// <summary>Where numbers come to lie in a picture of 640 by 260.</summary>
/// <param name="Left">Number at the left edge.</param>
/// <param name="Right">At the right edge.</param>
/// <param name="Low">At the bottom.</param>
/// <param name="High">At the top.</param>
internal sealed record PlotArea(double Left, double Right, double Low, double High)
{
    public const int Width = 640, Height = 260;

    private const double FromLeft = 56, FromRight = 24, FromTop = 12, FromBottom = 34;

    public double X(double value) => FromLeft + (value - Left) / (Right - Left) * (Width - FromLeft - FromRight);

    public double Y(double value) => Height - FromBottom - (value - Low) / (High - Low) * (Height - FromTop - FromBottom);

    /// <summary>An attribute's list of points.</summary>
    public string Points(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(point => $"{Text(X(point.X))},{Text(Y(point.Y))}"));

    /// <summary>Round numbers along an axis, about five.</summary>
    public static IEnumerable<double> Ticks(double low, double high)
    {
        var rough = (high - low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * ((rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 });
        for (var i = (long)Math.Ceiling(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) yield return i * step;
    }

    public static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
