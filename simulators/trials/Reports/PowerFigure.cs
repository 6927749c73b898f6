namespace TwinGrid.Trials.Reports;

/// <summary>Power against a value that was varied, with Wilson's limits; a line for each setting of the others.</summary>
internal static class PowerFigure
{
    private const double Width = 760, Left = 78, Right = 24, Top = 56, Plot = 280;

    /// <summary>Draws it; null where the value has no two numbers.</summary>
    /// <param name="axis">Which of the values lies along the axis.</param>
    public static Svg? Draw(IReadOnlyList<PowerRow> rows, int axis)
    {
        double[] values = [.. rows.Select(row => row.Values[axis].Number).Where(double.IsFinite).Distinct().Order()];
        if (values.Length < 2) return null;
        var groups = rows.Where(row => double.IsFinite(row.Values[axis].Number))
            .GroupBy(row => string.Join(", ", row.Values.Where((_, i) => i != axis).Select(value => $"{value.Name} {value.Text}")), StringComparer.Ordinal).ToArray();
        var svg = new Svg(Width, Top + Plot + 56, $"Power by {rows[0].Values[axis].Name}");
        var margin = .04 * (values[^1] - values[0]);
        var (x, y) = (new Axis(values[0] - margin, values[^1] + margin, Left, Width - Right), new Axis(0, 1, Top + Plot, Top, 5));
        foreach (var tick in y.Ticks)
        {
            svg.Line(Left, y.At(tick), Width - Right, y.At(tick), Svg.Faint);
            svg.Text(Left - 8, y.At(tick) + 4, Say.Fixed(100 * tick, 0), "end");
        }
        foreach (var tick in x.Ticks)
        {
            svg.Line(x.At(tick), Top + Plot, x.At(tick), Top + Plot + 5);
            svg.Text(x.At(tick), Top + Plot + 20, tick.ToString("G6", System.Globalization.CultureInfo.InvariantCulture).Replace('-', '−'), "middle");
        }
        svg.Line(Left, Top + Plot, Width - Right, Top + Plot);
        svg.Line(Left, Top, Left, Top + Plot);
        svg.Line(Left, y.At(.8), Width - Right, y.At(.8), Svg.Quiet, 1, "3 3");
        svg.Text(Width - Right, y.At(.8) - 5, "80 %", "end", 11, Svg.Quiet);
        svg.Text((Left + Width - Right) / 2, Top + Plot + 42, rows[0].Values[axis].Name, "middle");
        svg.Text(Left - 46, Top + Plot / 2, "Trials that found an effect (%)", "middle", turned: -90);
        var legend = Left + 4;
        for (var i = 0; i < groups.Length; i++)
        {
            PowerRow[] of = [.. groups[i].OrderBy(row => row.Values[axis].Number)];
            var look = groups.Length == 1 ? 1 : i;
            svg.Path("M" + string.Join(" L", of.Select(row => Svg.At(x.At(row.Values[axis].Number), y.At(row.Trials.Rejected.Value)))), ArmLook.Colour(look), 2, ArmLook.Dash(look));
            foreach (var row in of)
            {
                var (at, (low, high)) = (x.At(row.Values[axis].Number), row.Trials.Rejected.Limits());
                svg.Line(at, y.At(low), at, y.At(high), ArmLook.Colour(look), 1.6);
                svg.Line(at - 4, y.At(low), at + 4, y.At(low), ArmLook.Colour(look), 1.6);
                svg.Line(at - 4, y.At(high), at + 4, y.At(high), ArmLook.Colour(look), 1.6);
                svg.Mark(at, y.At(row.Trials.Rejected.Value), 3.4, ArmLook.Colour(look), look);
            }
            if (groups[i].Key.Length == 0) continue;
            svg.Line(legend, Top - 24, legend + 28, Top - 24, ArmLook.Colour(look), 2.5, ArmLook.Dash(look));
            svg.Text(legend + 34, Top - 20, groups[i].Key, size: 12);
            legend += 34 + 7 * groups[i].Key.Length + 20;
        }
        return svg;
    }
}
