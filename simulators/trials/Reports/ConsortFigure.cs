using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Reports;

/// <summary>The flow of patients through the trial, as CONSORT 2010 draws it.</summary>
internal static class ConsortFigure
{
    private const double LineHeight = 18, Pad = 10, Gap = 34;

    public static Svg Draw(TrialResult result, Masking masking)
    {
        var (layout, tally) = (result.Layout, result.Tally);
        var width = Math.Max(860, 250.0 * layout.Arms.Count);
        var excluded = Excluded(tally, masking);
        string[][] allocated = [.. Arms(layout).Select(arm => Allocated(tally, arm, masking))], followed = [.. Arms(layout).Select(arm => Followed(tally, arm, masking))], analysed = [.. Arms(layout).Select(arm => Analysed(result, arm, masking))];
        double[] heights = [.. new[] { allocated, followed, analysed }.Select(row => Height(row.Max(box => box.Length)))];
        var (top, middle) = (8.0, width / 2);
        var (screened, out_) = (Height(1), Height(excluded.Length));
        var randomised = top + screened + Math.Max(out_ + Gap, 2 * Gap);
        var svg = new Svg(width, randomised + Height(1) + heights.Sum() + 3 * (Gap + 14) + 8, "Flow of patients");
        Box(svg, middle - 130, top, 260, [$"Screened (n = {(masking.Hides(tally.Excluded.Sum()) ? masking.About(tally.Screened) : masking.Count(tally.Screened))})"]);
        svg.Line(middle, top + screened, middle, randomised);
        if (excluded.Length > 0)
        {
            var side = top + screened + Gap / 2;
            svg.Line(middle, side + out_ / 2, middle + 60, side + out_ / 2);
            Box(svg, middle + 60, side, Math.Min(width - middle - 70, 360), excluded, isLeft: true);
        }
        Box(svg, middle - 130, randomised, 260, [$"Randomised (n = {masking.Count(tally.Randomised)})"]);
        var (y, column) = (randomised + Height(1), width / layout.Arms.Count);
        svg.Line(middle, y, middle, y + Gap / 2);
        svg.Line(column / 2, y + Gap / 2, width - column / 2, y + Gap / 2);
        var rows = new[] { ("Allocation", allocated), ("Follow-up", followed), ("Analysis", analysed) };
        for (var row = 0; row < rows.Length; row++)
        {
            var boxTop = y + Gap + 14;
            for (var arm = 0; arm < layout.Arms.Count; arm++)
            {
                var centre = column * (arm + .5);
                svg.Line(centre, row == 0 ? y + Gap / 2 : y, centre, boxTop);
                Box(svg, centre - column / 2 + 12, boxTop, column - 24, rows[row].Item2[arm], isLeft: true, height: heights[row]);
            }
            svg.Text(8, boxTop - 6, rows[row].Item1, size: 12, colour: Svg.Quiet, isBold: true);
            y = boxTop + heights[row];
        }
        return svg;
    }

    private static IEnumerable<int> Arms(TrialLayout layout) => Enumerable.Range(0, layout.Arms.Count);

    private static string[] Excluded(TrialTally tally, Masking masking)
    {
        if (tally.Layout.Criteria.Count == 0) return [];
        var parts = masking.Parts(tally.Excluded);
        return [$"Excluded (n = {masking.Count(tally.Excluded.Sum())})", .. tally.Layout.Criteria.Zip(parts, (name, count) => $"  {Short(name, 44)} (n = {count})")];
    }

    private static string[] Allocated(TrialTally tally, int arm, Masking masking)
    {
        var flow = tally.Arms[arm];
        if (flow.Adherence.Count == 0) return [Short(tally.Layout.Arms[arm]), $"Allocated (n = {masking.Count(flow.Randomised)})", "  no doses are given in this arm"];
        var parts = masking.Parts([flow.Received, flow.Randomised - flow.Received]);
        return [Short(tally.Layout.Arms[arm]), $"Allocated (n = {masking.Count(flow.Randomised)})", $"  received a dose (n = {parts[0]})", $"  received none (n = {parts[1]})"];
    }

    private static string[] Followed(TrialTally tally, int arm, Masking masking)
    {
        var flow = tally.Arms[arm];
        var parts = masking.Parts(flow.Dropouts);
        string[] stopped = tally.Layout.StopReasons is not { } reasons ? []
            : [$"Stopped treatment (n = {masking.Count(flow.Stops.Sum())})", .. reasons.Zip(masking.Parts(flow.Stops), (reason, count) => $"  {Short(reason)} (n = {count})")];
        return [$"Left early (n = {masking.Count(flow.Dropouts.Sum())})", .. tally.Layout.DropoutReasons.Zip(parts, (reason, count) => $"  {Short(reason)} (n = {count})"), .. stopped];
    }

    private static string[] Analysed(TrialResult result, int arm, Masking masking)
    {
        var summary = result.Primary.Arms[arm];
        var parts = masking.Parts([summary.Analysed, summary.Randomised - summary.Analysed]);
        return ["Primary endpoint", $"  analysed (n = {parts[0]})", $"  not analysed (n = {parts[1]})"];
    }

    private static string Short(string text, int most = 34) => text.Length <= most ? text : text[..(most - 1)] + "…";

    private static double Height(int lines) => lines == 0 ? 0 : 2 * Pad + lines * LineHeight - 4;

    private static void Box(Svg svg, double x, double y, double width, string[] lines, bool isLeft = false, double height = 0)
    {
        svg.Box(x, y, width, Math.Max(height, Height(lines.Length)));
        for (var i = 0; i < lines.Length; i++)
        {
            var text = lines[i].TrimStart().Replace("&lt;", "<", StringComparison.Ordinal);
            svg.Text(isLeft ? x + Pad + (lines[i].StartsWith(' ') ? 12 : 0) : x + width / 2, y + Pad + 11 + i * LineHeight, text, isLeft ? "start" : "middle", isBold: i == 0);
        }
    }
}
