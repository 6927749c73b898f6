using TwinGrid.Trials.Analysis;

namespace TwinGrid.Trials.Reports;

/// <summary>Effects under each other, with their limits, beside the line of no effect.</summary>
internal static class ForestFigure
{
    private const double Width = 900, Row = 24, Top = 44, PlotLeft = 330, PlotRight = 650;

    /// <summary>A line of the figure; without an estimate a heading.</summary>
    public sealed record Entry(string Label, EffectEstimate? Estimate, bool IsWhole = false, string Note = "");

    public static Svg Draw(IReadOnlyList<Entry> entries, string measure, string toLeft, string toRight, Masking masking, (double Low, double High)? margin = null)
    {
        EffectEstimate[] found = [.. entries.Where(entry => entry.Estimate is { IsFound: true }).Select(entry => entry.Estimate!)];
        var isRatio = found.Length > 0 && found[0].IsRatio;
        var svg = new Svg(Width, Top + Row * entries.Count + 76, "Forest plot");
        var none = isRatio ? 1.0 : 0;
        double[] bounds = margin is { } of ? [.. new[] { of.Low, of.High }.Where(double.IsFinite)] : [];
        var axis = Reach(found, isRatio, [none, .. bounds]);
        var bottom = Top + Row * entries.Count;
        svg.Text(PlotLeft - 12, Top - 18, "n treated / control", "end", isBold: true);
        svg.Text(Width - 8, Top - 18, $"{Say.Capital(measure)} ({Say.Coverage(found.Length > 0 ? found[0].Coverage : .95)} limits)", "end", isBold: true);
        svg.Line(axis.At(none), Top - 8, axis.At(none), bottom, Svg.Quiet);
        foreach (var bound in bounds)
        {
            svg.Line(axis.At(bound), Top + 1, axis.At(bound), bottom, Svg.Limit, 1.6, "6 3");
            svg.Text(axis.At(bound), Top - 3, "margin", "middle", 12, Svg.Limit);
        }
        if (found.Length > 0 && entries.FirstOrDefault(entry => entry.IsWhole)?.Estimate is { IsFound: true } whole) svg.Line(axis.At(whole.Value), Top - 8, axis.At(whole.Value), bottom, ArmLook.Colour(1), 1, "3 3");
        var most = found.Select(estimate => 1 / (estimate.Error * estimate.Error)).DefaultIfEmpty(1).Max();
        for (var i = 0; i < entries.Count; i++)
        {
            var (entry, y) = (entries[i], Top + Row * i + 12);
            if (entry.Estimate is not { } estimate)
            {
                svg.Text(8, y + 4, entry.Label, isBold: true);
                svg.Text(Width - 8, y + 4, entry.Note, "end", colour: Svg.Quiet);
                continue;
            }
            svg.Text(entry.IsWhole ? 8 : 22, y + 4, entry.Label, isBold: entry.IsWhole);
            var counts = masking.Hides(estimate.Treated) || masking.Hides(estimate.Control);
            svg.Text(PlotLeft - 12, y + 4, counts ? "<10" : $"{masking.About(estimate.Treated)} / {masking.About(estimate.Control)}", "end");
            if (!estimate.IsFound || counts)
            {
                svg.Text(Width - 8, y + 4, counts ? "too few to be shown" : "not estimable", "end", colour: Svg.Quiet);
                continue;
            }
            var (low, high, at, size) = (axis.At(estimate.Low), axis.At(estimate.High), axis.At(estimate.Value), 3 + 4 * Math.Sqrt(1 / (estimate.Error * estimate.Error) / most));
            if (entry.IsWhole)
            {
                svg.Area($"M{Svg.At(low, y)} L{Svg.At(at, y - 7)} L{Svg.At(high, y)} L{Svg.At(at, y + 7)}Z", ArmLook.Colour(1), 1);
            }
            else
            {
                svg.Line(low, y, high, y, Svg.Ink, 1.4);
                svg.Mark(at, y, size, Svg.Ink, 1);
            }
            svg.Text(Width - 8, y + 4, $"{Show(estimate, estimate.Value)} ({Show(estimate, estimate.Low)} to {Show(estimate, estimate.High)})", "end");
        }
        svg.Line(PlotLeft, bottom + 4, PlotRight, bottom + 4);
        foreach (var tick in axis.Ticks)
        {
            svg.Line(axis.At(tick), bottom + 4, axis.At(tick), bottom + 9);
            svg.Text(axis.At(tick), bottom + 24, Tick(tick), "middle", 12);
        }
        svg.Text((PlotLeft + PlotRight) / 2, bottom + 64, Say.Capital(measure), "middle", 12);
        svg.Text(axis.At(none) - 8, bottom + 46, "← " + toLeft, "end", 12, Svg.Quiet);
        svg.Text(axis.At(none) + 8, bottom + 46, toRight + " →", "start", 12, Svg.Quiet);
        return svg;
    }

    private static string Show(EffectEstimate estimate, double value) => estimate.IsRatio ? Say.Ratio(value) : Say.To(value, estimate.Error, 3);

    private static Axis Reach(EffectEstimate[] found, bool isRatio, double[] lines)
    {
        double[] ends = [.. found.SelectMany(estimate => new[] { estimate.Low, estimate.High }).Where(double.IsFinite), .. lines];
        if (!isRatio)
        {
            var (least, most) = (ends.Min(), ends.Max());
            return new(least - .04 * (most - least), most + .04 * (most - least), PlotLeft, PlotRight, 5);
        }
        return new(Math.Max(.02, Math.Min(.8, ends.Min() * .95)), Math.Min(50, Math.Max(1.25, ends.Max() * 1.05)), PlotLeft, PlotRight, isLogarithmic: true);
    }

    private static string Tick(double tick) => Math.Abs(tick) is < 1e-12 ? "0" : Math.Abs(tick).ToString("G3", System.Globalization.CultureInfo.InvariantCulture) is var text && tick < 0 ? "−" + text : text;
}
