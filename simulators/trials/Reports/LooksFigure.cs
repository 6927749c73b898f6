using TwinGrid.Trials.Analysis;

namespace TwinGrid.Trials.Reports;

/// <summary>The test statistic at every look, against its limits.</summary>
internal static class LooksFigure
{
    private const double Width = 760, Left = 78, Right = 24, Top = 40, Plot = 280;

    public static Svg Draw(TrialResult result)
    {
        var (looks, endpoint) = (result.Looks, result.Primary.Endpoint);
        var svg = new Svg(Width, Top + Plot + 56, "Test statistic at the looks, with the limits");
        var reach = Math.Max(looks.Max(look => look.Limit), looks.Where(look => double.IsFinite(look.Estimate.Z)).Select(look => Math.Abs(look.Estimate.Z)).DefaultIfEmpty(0).Max()) * 1.1;
        var lowest = endpoint.Sides == 2 ? -reach : Math.Min(-.5, looks.SelectMany(look => new[] { look.Estimate.Z, look.FutileBelow }).Where(double.IsFinite).DefaultIfEmpty(0).Min() * 1.1);
        var (x, y) = (new Axis(0, 1, Left, Width - Right - 16, 5), Axis.Round(lowest, reach, Top + Plot, Top));
        foreach (var tick in y.Ticks)
        {
            svg.Line(Left, y.At(tick), Width - Right, y.At(tick), tick == 0 ? Svg.Quiet : Svg.Faint);
            svg.Text(Left - 8, y.At(tick) + 4, Say.Fixed(tick, tick == Math.Floor(tick) ? 0 : 1), "end");
        }
        foreach (var tick in x.Ticks)
        {
            svg.Line(x.At(tick), Top + Plot, x.At(tick), Top + Plot + 5);
            svg.Text(x.At(tick), Top + Plot + 20, Say.Fixed(100 * tick, 0), "middle");
        }
        svg.Line(Left, Top + Plot, Width - Right, Top + Plot);
        svg.Line(Left, Top, Left, Top + Plot);
        svg.Text((Left + Width - Right) / 2, Top + Plot + 42, "Information, planned (%)", "middle");
        svg.Text(Left - 46, Top + Plot / 2, "z (above 0: benefit)", "middle", turned: -90);
        LookResult[] first = [.. looks.Where(look => look.Arm == 1)];
        foreach (var sign in endpoint.Sides == 2 ? new[] { 1, -1 } : [1])
        {
            svg.Path("M" + string.Join(" L", first.Select(look => Svg.At(x.At(look.Planned), y.At(sign * look.Limit)))), Svg.Limit, 1.6, "6 3");
            foreach (var look in first) svg.Mark(x.At(look.Planned), y.At(sign * look.Limit), 3, Svg.Limit, 3);
        }
        LookResult[] futile = [.. first.Where(look => double.IsFinite(look.FutileBelow))];
        if (futile.Length > 1) svg.Path("M" + string.Join(" L", futile.Select(look => Svg.At(x.At(look.Planned), y.At(look.FutileBelow)))), Svg.Quiet, 1.6, "2 3");
        foreach (var look in futile) svg.Mark(x.At(look.Planned), y.At(look.FutileBelow), 3, Svg.Quiet, 2);
        for (var arm = 1; arm < result.Layout.Arms.Count; arm++)
        {
            LookResult[] of = [.. looks.Where(look => look.Arm == arm && double.IsFinite(look.Estimate.Z))];
            if (of.Length == 0) continue;
            svg.Path("M" + string.Join(" L", of.Select(look => Svg.At(x.At(look.Planned), y.At(look.Estimate.Z)))), ArmLook.Colour(arm), 2, ArmLook.Dash(arm));
            foreach (var look in of) svg.Mark(x.At(look.Planned), y.At(look.Estimate.Z), look.IsCrossed ? 6 : 4, ArmLook.Colour(arm), arm, look.IsCrossed);
        }
        svg.Line(Left + 4, Top - 20, Left + 32, Top - 20, Svg.Limit, 1.6, "6 3");
        svg.Text(Left + 38, Top - 16, "limit");
        var at = Left + 92;
        if (futile.Length > 0)
        {
            svg.Line(at, Top - 20, at + 28, Top - 20, Svg.Quiet, 1.6, "2 3");
            svg.Text(at + 34, Top - 16, "futile below");
            at += 136;
        }
        for (var arm = 1; arm < result.Layout.Arms.Count; arm++)
        {
            svg.Line(at, Top - 20, at + 28, Top - 20, ArmLook.Colour(arm), 2.5, ArmLook.Dash(arm));
            svg.Text(at + 34, Top - 16, result.Layout.Arms[arm]);
            at += 34 + 7.4 * result.Layout.Arms[arm].Length + 22;
        }
        return svg;
    }
}
