using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Reports;

/// <summary>What was measured at the visits: means with 95 % limits, and the middle half of patients, by arm.</summary>
internal static class CourseFigure
{
    private const double Width = 860, Left = 78, Right = 24, Top = 40, Plot = 300, Row = 18;

    public static Svg Draw(TrialTally tally, int variable, Masking masking)
    {
        var layout = tally.Layout;
        var (name, unit, days, arms) = (layout.Courses[variable].Name, layout.Courses[variable].Unit, layout.VisitDays, layout.Arms);
        var svg = new Svg(Width, Top + Plot + 76 + Row * (arms.Count + 1), $"Course of {name} by arm");
        var shown = (from arm in Enumerable.Range(0, arms.Count) from visit in Enumerable.Range(0, days.Count) let figures = tally.Course(arm, variable, visit) where figures.Count > (masking.IsOn ? Masking.Least - 1 : 0) select figures).ToArray();
        if (shown.Length == 0)
        {
            svg.Text(Width / 2, Top + Plot / 2, "nothing was measured, or in too few to be shown", "middle");
            return svg;
        }
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
        for (var arm = 0; arm < arms.Count; arm++) Arm(svg, tally, variable, arm, x, y, masking);
        var table = Top + Plot + 66;
        var step = Math.Max(1, (int)Math.Ceiling(days.Count / 14.0));
        svg.Text(Left - 8, table, "n", "end", isBold: true);
        for (var arm = 0; arm < arms.Count; arm++)
            for (var visit = 0; visit < days.Count; visit += step)
            {
                if (visit > 0 && x.At(days[visit]) - x.At(days[Math.Max(0, visit - step)]) < 30) continue;
                svg.Text(x.At(days[visit]), table + Row * arm, masking.About(tally.Course(arm, variable, visit).Count).Replace("about ", "~", StringComparison.Ordinal).Replace("&lt;", "<", StringComparison.Ordinal), "middle", 11, ArmLook.Colour(arm));
            }
        return svg;
    }

    private static void Arm(Svg svg, TrialTally tally, int variable, int arm, Axis x, Axis y, Masking masking)
    {
        var (days, colour) = (tally.Layout.VisitDays, ArmLook.Colour(arm));
        var visits = Enumerable.Range(0, days.Count).Where(visit => tally.Course(arm, variable, visit).Count > (masking.IsOn ? Masking.Least - 1 : 0)).ToArray();
        if (visits.Length == 0) return;
        // Arms stand a little beside each other, so that their limits do not cover each other.
        double At(int visit) => x.At(days[visit]) + 3.0 * (arm - (tally.Layout.Arms.Count - 1) / 2.0);
        var quarter = string.Join(" L", visits.Select(visit => Svg.At(At(visit), y.At(tally.Course(arm, variable, visit).Quantile(.75)))).Concat(visits.Reverse().Select(visit => Svg.At(At(visit), y.At(tally.Course(arm, variable, visit).Quantile(.25))))));
        svg.Area($"M{quarter}Z", colour, .1);
        svg.Path("M" + string.Join(" L", visits.Select(visit => Svg.At(At(visit), y.At(tally.Course(arm, variable, visit).Mean)))), colour, 2, ArmLook.Dash(arm));
        foreach (var visit in visits)
        {
            var figures = tally.Course(arm, variable, visit);
            if (figures.Count > 1)
            {
                var reach = 1.959964 * figures.Deviation / Math.Sqrt(figures.Count);
                svg.Line(At(visit), y.At(figures.Mean - reach), At(visit), y.At(figures.Mean + reach), colour, 1.4);
            }
            svg.Mark(At(visit), y.At(figures.Mean), visits.Length > 40 ? 1.6 : 3, colour, arm);
        }
    }

    private static string Trimmed(double tick) => tick == 0 ? "0" : (tick < 0 ? "−" : "") + Math.Abs(tick).ToString("G6", System.Globalization.CultureInfo.InvariantCulture);
}
