using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Reports;

/// <summary>What was measured at the visits: means with 95 % limits, and the middle half of patients, by arm.</summary>
internal static class CourseFigure
{
    private const double Width = 860, Left = 78, Right = 24, Top = 40, Plot = 300, Row = 18;

    public static Svg Draw(TrialTally tally, int variable, Masking masking)
    {
        var layout = tally.Layout;
        var (name, unit, arms) = (layout.Courses[variable].Name, layout.Courses[variable].Unit, layout.Arms);
        var svg = new Svg(Width, Top + Plot + 76 + Row * (arms.Count + 1), $"Course of {name} by arm");
        var points = Enumerable.Range(0, arms.Count).Select(arm => Points(tally, variable, arm)).ToArray();
        var shown = points.SelectMany(of => of).Select(point => point.Figures).Where(figures => figures.Count > (masking.IsOn ? Masking.Least - 1 : 0)).ToArray();
        if (shown.Length == 0)
        {
            svg.Text(Width / 2, Top + Plot / 2, "nothing was measured, or in too few to be shown", "middle");
            return svg;
        }
        double[] days = [.. points[0].Select(point => point.Day)];
        var x = new Axis(Math.Min(0, days[0]), days[^1] == days[0] ? days[0] + 1 : days[^1], Left + 14, Width - Right - 14, 10);
        var y = Axis.Round(shown.Min(figures => Math.Min(figures.Quantile(.25), figures.Mean)), shown.Max(figures => Math.Max(figures.Quantile(.75), figures.Mean)), Top + Plot, Top);
        foreach (var tick in y.Ticks)
        {
            svg.Line(Left, y.At(tick), Width - Right, y.At(tick), Svg.Faint);
            svg.Text(Left - 8, y.At(tick) + 4, Trimmed(tick), "end");
        }
        foreach (var tick in x.Ticks)
        {
            svg.Line(x.At(tick), Top + Plot, x.At(tick), Top + Plot + 5);
            svg.Text(x.At(tick), Top + Plot + 20, Trimmed(tick), "middle");
        }
        svg.Line(Left, Top + Plot, Width - Right, Top + Plot);
        svg.Line(Left, Top, Left, Top + Plot);
        svg.Text((Left + Width - Right) / 2, Top + Plot + 42, "Time since randomisation (days)", "middle");
        svg.Text(Left - 54, Top + Plot / 2, unit.Length == 0 ? name : $"{name} ({unit})", "middle", turned: -90);
        ArmLook.Legend(svg, Left + 4, Top - 16, arms);
        for (var arm = 0; arm < arms.Count; arm++) Arm(svg, points[arm], arm, arms.Count, x, y, masking);
        var table = Top + Plot + 66;
        var step = Math.Max(1, (int)Math.Ceiling(days.Length / 14.0));
        svg.Text(Left - 8, table, "n", "end", isBold: true);
        for (var arm = 0; arm < arms.Count; arm++)
            for (var visit = 0; visit < days.Length; visit += step)
            {
                if (visit > 0 && x.At(days[visit]) - x.At(days[Math.Max(0, visit - step)]) < 30) continue;
                svg.Text(x.At(days[visit]), table + Row * arm, masking.About(points[arm][visit].Figures.Count).Replace("about ", "~", StringComparison.Ordinal).Replace("&lt;", "<", StringComparison.Ordinal), "middle", 11, ArmLook.Colour(arm));
            }
        return svg;
    }

    /// <summary>What was measured, by day: before treatment where that is known, then at the visits.</summary>
    private static (double Day, FigureTally Figures)[] Points(TrialTally tally, int variable, int arm)
    {
        var (layout, baseline) = (tally.Layout, -1);
        for (var i = 0; i < layout.Covariates.Count; i++)
            if (layout.Covariates[i].Name == $"baseline {layout.Courses[variable].Name}") baseline = i;
        var atVisits = layout.VisitDays.Select((day, visit) => (day, tally.Course(arm, variable, visit)));
        return baseline >= 0 && layout.VisitDays[0] > 0 ? [(0, tally.Covariate(arm, baseline)), .. atVisits] : [.. atVisits];
    }

    private static void Arm(Svg svg, (double Day, FigureTally Figures)[] points, int arm, int arms, Axis x, Axis y, Masking masking)
    {
        var colour = ArmLook.Colour(arm);
        var seen = points.Where(point => point.Figures.Count > (masking.IsOn ? Masking.Least - 1 : 0)).ToArray();
        if (seen.Length == 0) return;
        // Arms stand a little beside each other, so that their limits do not cover each other.
        double At(double day) => x.At(day) + 3.0 * (arm - (arms - 1) / 2.0);
        var quarter = string.Join(" L", seen.Select(point => Svg.At(At(point.Day), y.At(point.Figures.Quantile(.75)))).Concat(seen.Reverse().Select(point => Svg.At(At(point.Day), y.At(point.Figures.Quantile(.25))))));
        svg.Area($"M{quarter}Z", colour, .1);
        svg.Path("M" + string.Join(" L", seen.Select(point => Svg.At(At(point.Day), y.At(point.Figures.Mean)))), colour, 2, ArmLook.Dash(arm));
        foreach (var (day, figures) in seen)
        {
            if (figures.Count > 1)
            {
                var reach = 1.959964 * figures.Deviation / Math.Sqrt(figures.Count);
                svg.Line(At(day), y.At(figures.Mean - reach), At(day), y.At(figures.Mean + reach), colour, 1.4);
            }
            svg.Mark(At(day), y.At(figures.Mean), seen.Length > 40 ? 1.6 : 3, colour, arm);
        }
    }

    private static string Trimmed(double tick) => tick == 0 ? "0" : (tick < 0 ? "−" : "") + Math.Abs(tick).ToString("G6", System.Globalization.CultureInfo.InvariantCulture);
}
