using System.Text;
using TwinGrid.Trials.Analysis;

namespace TwinGrid.Trials.Reports;

/// <summary>Kaplan–Meier curves with 95 % bands, marks where patients were no longer watched, and the numbers at risk under the axis.</summary>
internal static class SurvivalFigure
{
    private const double Width = 860, Left = 172, Right = 24, Top = 40, Plot = 330, Row = 20, MostMarks = 150;

    public static Svg Draw(EndpointResult endpoint, IReadOnlyList<string> arms, Masking masking)
    {
        // Where fewer than the least are at risk, a curve of real people ends.
        var last = endpoint.Arms.Max(arm => arm.Curve!.Steps.Where(step => !masking.IsOn || step.AtRisk >= Masking.Least).Select(step => step.Time).DefaultIfEmpty(0).Last());
        var svg = new Svg(Width, Top + Plot + 84 + Row * (arms.Count + 1), $"Kaplan–Meier curves: {endpoint.Endpoint.Name}");
        var x = new Axis(0, last, Left, Width - Right, 8);
        var y = new Axis(0, 1, Top + Plot, Top, 5);
        foreach (var tick in y.Ticks)
        {
            svg.Line(Left, y.At(tick), Width - Right, y.At(tick), Svg.Faint);
            svg.Text(Left - 8, y.At(tick) + 4, Say.Fixed(100 * tick, 0), "end");
        }
        svg.Line(Left, y.At(.5), Width - Right, y.At(.5), Svg.Quiet, 1, "1 4");
        foreach (var tick in x.Ticks)
        {
            svg.Line(x.At(tick), Top + Plot, x.At(tick), Top + Plot + 5);
            svg.Text(x.At(tick), Top + Plot + 20, Say.Count(tick), "middle");
        }
        svg.Line(Left, Top + Plot, Width - Right, Top + Plot);
        svg.Line(Left, Top, Left, Top + Plot);
        svg.Text((Left + Width - Right) / 2, Top + Plot + 42, "Time since randomisation (days)", "middle");
        svg.Text(Left - 50, Top + Plot / 2, $"Without {endpoint.Endpoint.Event} (%)", "middle", turned: -90);
        ArmLook.Legend(svg, Left + 4, Top - 16, arms);
        foreach (var arm in endpoint.Arms)
        {
            if (masking.IsOn) Coarse(svg, arm, x, y);
            else Curve(svg, arm, x, y);
        }
        for (var i = 0; i < endpoint.Main.Count; i++)
            if (endpoint.Main[i] is { IsFound: true } effect)
                svg.Text(Width - Right - 4, Top + 16 + 18 * i, $"{(arms.Count > 2 ? arms[i + 1] + ": " : "")}HR {Say.Ratio(effect.Value)} ({Say.Ratio(effect.Low)} to {Say.Ratio(effect.High)}), log-rank {Say.WithP(effect.P).Replace("&lt;", "<", StringComparison.Ordinal)}", "end");
        var table = Top + Plot + 70;
        svg.Text(8, table, "Number at risk", isBold: true);
        for (var i = 0; i < arms.Count; i++)
        {
            var line = table + Row * (i + 1);
            svg.Text(8, line, arms[i].Length <= 19 ? arms[i] : arms[i][..18] + "…", colour: ArmLook.Colour(i), isBold: true);
            foreach (var tick in x.Ticks) svg.Text(x.At(tick), line, masking.About(endpoint.Arms[i].Curve!.AtRisk(tick)).Replace("about ", "~", StringComparison.Ordinal).Replace("&lt;", "<", StringComparison.Ordinal), "middle");
        }
        return svg;
    }

    /// <summary>Of real people the curve is straight between the ticks: a step would be somebody's day.</summary>
    private static void Coarse(Svg svg, ArmSummary arm, Axis x, Axis y)
    {
        (double Time, double Survival, double Low, double High)[] points =
            [.. x.Ticks.Where(tick => arm.Curve!.AtRisk(tick) >= Masking.Least).Select(tick => (tick, arm.Curve!.LimitsAt(tick).Survival, arm.Curve.LimitsAt(tick).Low, arm.Curve.LimitsAt(tick).High)).Where(point => double.IsFinite(point.Low))];
        if (points.Length == 0) return;
        svg.Area("M" + string.Join(" L", points.Select(point => Svg.At(x.At(point.Time), y.At(point.High))).Concat(points.Reverse().Select(point => Svg.At(x.At(point.Time), y.At(point.Low))))) + "Z", ArmLook.Colour(arm.Arm));
        svg.Path("M" + string.Join(" L", points.Select(point => Svg.At(x.At(point.Time), y.At(point.Survival)))), ArmLook.Colour(arm.Arm), 2, ArmLook.Dash(arm.Arm));
    }

    private static void Curve(Svg svg, ArmSummary arm, Axis x, Axis y)
    {
        var colour = ArmLook.Colour(arm.Arm);
        var (line, upper, lower, marks) = (new StringBuilder("M" + Svg.At(x.At(0), y.At(1))), new StringBuilder("M" + Svg.At(x.At(0), y.At(1))), new List<(double X, double Y)>(), new List<(double X, double Y)>());
        var (survival, high, low) = (1.0, 1.0, 1.0);
        lower.Add((x.At(0), y.At(1)));
        foreach (var step in arm.Curve!.Steps)
        {
            var at = x.At(step.Time);
            if (step.Events > 0)
            {
                line.Append(" H").Append(Svg.At(at, 0).Split(' ')[0]).Append(" V").Append(Svg.At(0, y.At(step.Survival)).Split(' ')[1]);
                upper.Append(" L").Append(Svg.At(at, y.At(high)));
                lower.Add((at, y.At(low)));
                (survival, high, low) = (step.Survival, double.IsNaN(step.High) ? high : step.High, double.IsNaN(step.Low) ? low : step.Low);
                upper.Append(" L").Append(Svg.At(at, y.At(high)));
                lower.Add((at, y.At(low)));
            }
            else
            {
                line.Append(" H").Append(Svg.At(at, 0).Split(' ')[0]);
                upper.Append(" L").Append(Svg.At(at, y.At(high)));
                lower.Add((at, y.At(low)));
            }
            if (step.Events == 0) marks.Add((at, y.At(survival)));
        }
        lower.Reverse();
        svg.Area(upper + " L" + string.Join(" L", lower.Select(point => Svg.At(point.X, point.Y))) + "Z", colour);
        svg.Path(line.ToString(), colour, 2, ArmLook.Dash(arm.Arm));
        // So many marks would be a bar.
        if (marks.Count > MostMarks) return;
        foreach (var mark in marks) svg.Line(mark.X, mark.Y - 4, mark.X, mark.Y + 4, colour);
    }
}
