using System.Text;
using ScottPlot;

namespace TwinGrid.Lab.Results;

/// <summary>A picture of a result: courses over one horizontal axis, at most two vertical ones, a legend.</summary>
/// <param name="title">What is seen.</param>
/// <param name="across">The horizontal axis, with its unit.</param>
/// <param name="up">The vertical axis, with its unit.</param>
/// <param name="right">A second vertical axis, with its unit.</param>
public sealed class Chart(string title, string across, string up, string? right = null)
{
    /// <summary>What a picture's file may end in.</summary>
    public static readonly IReadOnlyList<string> Endings = [".png", ".svg"];

    private const int Width = 1200, Height = 700, AxisWidth = 75;

    private readonly List<Action<Plot>> _drawn = [];

    /// <summary>A course as a line.</summary>
    /// <param name="onTheRight">Whether it is read on the second vertical axis; drawn dashed.</param>
    public Chart Line(string name, double[] x, double[] y, bool onTheRight = false) => With(plot =>
    {
        var line = plot.Add.ScatterLine(x, y);
        (line.LegendText, line.LineWidth) = (name, 2);
        if (onTheRight) (line.Axes.YAxis, line.LinePattern) = (plot.Axes.Right, LinePattern.Dashed);
    });

    /// <summary>Single values as points.</summary>
    public Chart Points(string name, double[] x, double[] y) => With(plot =>
    {
        var points = plot.Add.ScatterPoints(x, y);
        (points.LegendText, points.MarkerSize) = (name, 6);
    });

    /// <summary>The stretch between two courses.</summary>
    public Chart Band(string name, double[] x, double[] low, double[] high) => With(plot =>
    {
        var band = plot.Add.FillY(x, low, high);
        (band.LegendText, band.FillColor, band.LineWidth) = (name, Colors.SteelBlue.WithAlpha(.25), 0);
    });

    /// <summary>A level that matters.</summary>
    public Chart Level(string name, double y) => With(plot =>
    {
        var level = plot.Add.HorizontalLine(y);
        (level.LegendText, level.LineWidth, level.LinePattern, level.Color) = (name, 1, LinePattern.Dotted, Colors.Gray);
    });

    /// <summary>The picture as a file's content.</summary>
    /// <param name="ending">One of <see cref="Endings"/>.</param>
    public byte[] Draw(string ending)
    {
        using var plot = new Plot();
        plot.Title(title);
        plot.XLabel(across);
        plot.YLabel(up);
        plot.Axes.Left.MinimumSize = AxisWidth;
        if (right is not null) (plot.Axes.Right.Label.Text, plot.Axes.Right.MinimumSize) = (right, AxisWidth);
        foreach (var draw in _drawn) draw(plot);
        plot.Axes.AutoScale();
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
        if (string.Equals(ending, ".svg", StringComparison.Ordinal)) return Encoding.UTF8.GetBytes(plot.GetSvgXml(Width, Height));
        return plot.GetImage(Width, Height).GetImageBytes(ImageFormat.Png);
    }

    private Chart With(Action<Plot> draw)
    {
        _drawn.Add(draw);
        return this;
    }
}
