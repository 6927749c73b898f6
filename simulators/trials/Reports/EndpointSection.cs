using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Reports;

/// <summary>An endpoint: arms, effects, figures.</summary>
internal static class EndpointSection
{
    /// <summary>The primary endpoint in a few sentences.</summary>
    public static string Summary(TrialResult result, Masking masking)
    {
        var (endpoint, layout) = (result.Primary, result.Layout);
        if (endpoint.Main.Count == 0) return $"One arm, nothing to compare: {Say.Text(endpoint.Endpoint.Name)} in {masking.Count(endpoint.Arms[0].Analysed)} patients.";
        return string.Join(" ", endpoint.Main.Select((estimate, i) => Say.Capital(Sentence(result, endpoint, estimate, i + 1, masking))))
            + (layout.Looks.Count > 1 ? " " + string.Join(" ", Enumerable.Range(1, layout.Arms.Count - 1).Select(arm => result.Stopped(arm) is { } stopped
                ? $"By the interim limits the comparison of {Say.Text(layout.Arms[arm])} {(stopped.Look < layout.Looks.Count - 1 ? $"would have stopped at look {stopped.Look + 1} of {layout.Looks.Count}" : "crossed its limit at the last look")} (z = {Say.Fixed(stopped.Estimate.Z, 2)}, limit {Say.Fixed(stopped.Limit, 3)}{Then(stopped, endpoint, masking)}); what is said here is of everybody, at the end."
                : result.GivenUp(arm) is { } futile ? $"The comparison of {Say.Text(layout.Arms[arm])} would have been given up for futility at look {futile.Look + 1} of {layout.Looks.Count} (z = {Say.Fixed(futile.Estimate.Z, 2)}, below {Say.Fixed(futile.FutileBelow, 2)}); what is said here is of everybody, at the end."
                : $"No look crossed its limit in the comparison of {Say.Text(layout.Arms[arm])}.")) : "");
    }

    public static void Write(Page page, TrialResult result, EndpointResult endpoint, Masking masking)
    {
        var layout = result.Layout;
        Arms(page, layout, endpoint, masking);
        if (endpoint.Main.Count > 0) Effects(page, layout, endpoint, masking);
        if (endpoint.Main.Count > 0 && endpoint.Endpoint.Hypothesis != Hypothesis.Superiority) Margin(page, layout, endpoint, masking);
        if (endpoint.Endpoint.Kind == EndpointKind.TimeToEvent)
            page.Figure(SurvivalFigure.Draw(endpoint, layout.Arms, masking),
                $"Kaplan–Meier curves of {Say.Text(endpoint.Endpoint.Name)} with 95 % limits at each time (Greenwood, on the logarithm). {(masking.IsOn ? "Of real people curves are straight between the ticks, end where fewer than 10 are at risk, and numbers at risk are rounded to tens" : "Small upright strokes: patients no longer watched (drawn where there are at most 150 such days)")}.");
        if (endpoint.Gains.Count > 0) Gains(page, layout, endpoint);
    }

    /// <summary>What the look that stopped found, with limits that hold whichever look stops.</summary>
    private static string Then(LookResult look, EndpointResult endpoint, Masking masking)
    {
        if (!look.Estimate.IsFound || masking.Hides(look.Estimate.Treated) || masking.Hides(look.Estimate.Control)) return "";
        return $"; there {Value(look.Estimate, look.Estimate.Value, endpoint)}, repeated limits {Value(look.Estimate, look.Low, endpoint)} to {Value(look.Estimate, look.High, endpoint)}, n = {masking.About(look.Estimate.Treated)} and {masking.About(look.Estimate.Control)}";
    }

    private static string Sentence(TrialResult result, EndpointResult endpoint, EffectEstimate estimate, int arm, Masking masking)
    {
        var name = $"{Say.Text(result.Layout.Arms[arm])} against {Say.Text(result.Layout.Arms[0])}, {Say.Text(endpoint.Endpoint.Name)}";
        if (masking.Hides(estimate.Treated) || masking.Hides(estimate.Control)) return $"{name}: too few patients to be shown.";
        if (!estimate.IsFound) return $"{name}: not estimable ({Say.Text(estimate.Reason!)}).";
        var against = estimate.P < endpoint.Alpha;
        var verdict = result.Layout.Looks.Count > 1 ? "" : endpoint.Endpoint.Hypothesis switch
        {
            Hypothesis.NonInferiority => $": {(against ? "non-inferior" : "non-inferiority not shown")}, margin {Say.Text(MarginText.Of(endpoint.Endpoint))}",
            Hypothesis.Equivalence => $": {(against ? "equivalent" : "equivalence not shown")}, margin {Say.Text(MarginText.Of(endpoint.Endpoint))}",
            _ => against ? estimate.Z > 0 ? ": a benefit at the planned level" : ": a harm at the planned level" : ": no effect shown at the planned level",
        };
        return $"{name}: {Say.Text(estimate.Measure)} <b>{Value(estimate, estimate.Value, endpoint)}{Unit(estimate, endpoint)}</b> ({Say.Coverage(estimate.Coverage)} limits {Value(estimate, estimate.Low, endpoint)} to {Value(estimate, estimate.High, endpoint)}; {Say.WithP(estimate.P)}; n = {masking.About(estimate.Treated)} and {masking.About(estimate.Control)}){verdict}.";
    }

    private static void Arms(Page page, TrialLayout layout, EndpointResult endpoint, Masking masking)
    {
        var (kind, unit) = (endpoint.Endpoint.Kind, Say.Text(endpoint.Endpoint.Unit));
        string[] heads = kind switch
        {
            EndpointKind.Change => ["Arm", "Randomised", "Analysed", "Missing", "With a value", $"Mean{Of(unit)}", "SD", "Median", "Quartiles"],
            EndpointKind.Responder => ["Arm", "Randomised", "Analysed", "Missing", "Responders", "95 % limits (Wilson)"],
            _ => ["Arm", "Randomised", "Analysed", "Events", "Median, days", "95 % limits", $"Restricted mean to day {Say.Count(endpoint.Horizon)}"],
        };
        page.Table($"{Say.Text(endpoint.Endpoint.Name)} by arm", heads, endpoint.Arms.Select(arm => Row(layout, arm, kind, masking)), endpoint.Endpoint.Kind switch
        {
            EndpointKind.Change => "Analysed: with a value and all covariates of the main analysis. Median and quartiles within 0.2 %.",
            EndpointKind.Responder => endpoint.Endpoint.MissingIsFailure ? "A missing value counts as no response." : "Missing values are left out.",
            _ => $"Patients without the event count up to the end of their watch. Times are counted in {(layout.DayResolution == 1 ? "whole days" : $"steps of {layout.DayResolution.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)} days")}; a time within one counts at its end.",
        });
    }

    private static string[] Row(TrialLayout layout, ArmSummary arm, EndpointKind kind, Masking masking)
    {
        string[] parts = masking.Parts([arm.Analysed, arm.Missing]), start = [Say.Text(layout.Arms[arm.Arm]), masking.Count(arm.Randomised), parts[0], parts[1]];
        var isHidden = masking.IsOn && arm.Analysed < Masking.Least;
        if (kind == EndpointKind.Change)
        {
            var figures = arm.Figures!;
            string To(double figure) => Say.To(figure, figures.Deviation, 3);
            return [.. start, masking.Count(figures.Count), .. isHidden ? Enumerable.Repeat("hidden", 4) : [To(figures.Mean), To(figures.Deviation), To(figures.Quantile(.5)), $"{To(figures.Quantile(.25))} to {To(figures.Quantile(.75))}"]];
        }
        if (kind == EndpointKind.Responder)
        {
            var (low, high) = arm.Responders.Limits();
            var shown = masking.Of(arm.Responders.Hits, arm.Responders.Count);
            return [.. start, shown, shown.Contains('(', StringComparison.Ordinal) ? $"{Say.Percent(low)} to {Say.Percent(high)}" : "hidden"];
        }
        var (median, from, to) = arm.Curve!.Median();
        var (mean, error) = arm.RestrictedMean;
        return [.. start.Take(3), masking.Of(arm.Events, arm.Analysed), .. isHidden ? Enumerable.Repeat("hidden", 3) : [Days(median), $"{Days(from)} to {Days(to)}", double.IsNaN(mean) ? "–" : $"{Say.To(mean, error)} (SE {Say.To(error, error)})"]];
    }

    private static string Days(double days) => double.IsNaN(days) ? "not reached" : days.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);

    private static void Effects(Page page, TrialLayout layout, EndpointResult endpoint, Masking masking)
    {
        var rows = new List<string[]>();
        for (var arm = 1; arm < layout.Arms.Count; arm++)
        {
            if (layout.Arms.Count > 2) rows.Add([$"{Say.Text(layout.Arms[arm])} against {Say.Text(layout.Arms[0])}"]);
            rows.Add(Row(endpoint.Main[arm - 1], endpoint, "*", masking));
            foreach (var beside in endpoint.Beside) rows.Add(Row(beside[arm - 1], endpoint, layout.Arms.Count > 2 ? " " : "", masking));
        }
        page.Table($"{Say.Text(endpoint.Endpoint.Name)}, arms compared", ["Effect of treatment over control", "Effect", "SE", $"{Say.Coverage(endpoint.Main[0].Coverage)} limits", "Statistic", endpoint.Endpoint.Sides == 2 ? "P (two-sided)" : "P (one-sided)", "n treated / control"], rows,
            "In bold the planned analysis; the others stand beside it and decide nothing. In brackets behind a statistic its degrees of freedom." + (endpoint.Main.Any(estimate => estimate.IsRatio) || endpoint.Endpoint.Kind == EndpointKind.Responder ? " SE of a ratio: of its logarithm." : "") + (endpoint.Endpoint.Kind == EndpointKind.Responder ? " Differences of shares in percentage points." : ""));
    }

    private static void Margin(Page page, TrialLayout layout, EndpointResult endpoint, Masking masking)
    {
        var isLeft = endpoint.Endpoint.Kind == EndpointKind.TimeToEvent == endpoint.Endpoint.IsMoreBetter;
        var (treated, control) = (layout.Arms.Count == 2 ? $"favours {layout.Arms[1]}" : "favours treatment", $"favours {layout.Arms[0]}");
        var measure = endpoint.Main[0].Measure + (endpoint.Endpoint.Kind == EndpointKind.Change && endpoint.Endpoint.Unit.Length > 0 ? $" ({endpoint.Endpoint.Unit})" : "");
        page.Figure(
            ForestFigure.Draw([.. endpoint.Main.Select((estimate, i) => new ForestFigure.Entry(layout.Arms[i + 1], estimate))], measure, isLeft ? treated : control, isLeft ? control : treated, masking, MarginText.Bounds(endpoint.Endpoint)),
            $"{Say.Text(endpoint.Endpoint.Name)}: effect over {Say.Text(layout.Arms[0])} with {Say.Coverage(endpoint.Main[0].Coverage)} limits, and the margin (dashed). {(endpoint.Endpoint.Hypothesis == Hypothesis.Equivalence ? "Equivalent: both limits lie between the margins." : "Non-inferior: the limits do not reach the margin.")}");
    }

    private static string[] Row(EffectEstimate estimate, EndpointResult endpoint, string mark, Masking masking)
    {
        var unit = endpoint.Endpoint.Kind == EndpointKind.Change && endpoint.Endpoint.Unit.Length > 0 ? $", {Say.Text(endpoint.Endpoint.Unit)}" : "";
        string[] start = [$"{mark}{Say.Capital(Say.Text(estimate.Measure))}{unit}<small>{Say.Text(estimate.Method)}</small>"];
        if (masking.Hides(estimate.Treated) || masking.Hides(estimate.Control)) return [.. start, "hidden", "–", "–", "–", "–", "&lt;10"];
        var end = $"{masking.About(estimate.Treated)} / {masking.About(estimate.Control)}";
        if (!estimate.IsFound) return [.. start, "not estimable", "–", Say.Text(estimate.Reason!), "–", "–", end];
        var statistic = $"{estimate.Statistic}{(double.IsNaN(estimate.DegreesOfFreedom) || masking.IsOn && estimate.DegreesOfFreedom > 1 ? "" : $"({Say.Count(estimate.DegreesOfFreedom)})")} = {Say.Fixed(estimate.StatisticValue, Math.Abs(estimate.StatisticValue) < .1 ? 4 : 2)}";
        return [.. start, Value(estimate, estimate.Value, endpoint), endpoint.Endpoint.Kind == EndpointKind.Responder && !estimate.IsRatio ? Say.Fixed(100 * estimate.Error, 1) : Say.To(estimate.Error, estimate.Error, 3), $"{Value(estimate, estimate.Low, endpoint)} to {Value(estimate, estimate.High, endpoint)}", statistic, Say.P(estimate.P), end];
    }

    private static string Value(EffectEstimate estimate, double value, EndpointResult endpoint) =>
        estimate.IsRatio ? Say.Ratio(value) : endpoint.Endpoint.Kind == EndpointKind.Responder ? Say.Fixed(100 * value, 1) : Say.To(value, estimate.Error, 3);

    private static void Gains(Page page, TrialLayout layout, EndpointResult endpoint) => page.Table(
        $"What the prognostic score is worth ({Say.Text(layout.Score!)})",
        ["Arm", "Variance ratio to the plain difference", "Variance ratio to the same without the score", "Patients spared for the same error", "Effective gain of sample"],
        endpoint.Gains.Select(gain => (IReadOnlyList<string>)[Say.Text(layout.Arms[gain.Arm]), Say.Fixed(gain.VarianceRatio, 3), Say.Fixed(gain.RatioToCovariates, 3), Say.Percent(gain.Spared), Say.Percent(gain.EffectiveGain)]),
        "PROCOVA: the score, foretold from baseline by a model that never saw the trial, is one more covariate. In theory the ratio to the plain difference is 1 − R².");

    private static string Unit(EffectEstimate estimate, EndpointResult endpoint) => endpoint.Endpoint.Kind == EndpointKind.Responder && !estimate.IsRatio ? " percentage points"
        : endpoint.Endpoint.Kind == EndpointKind.Change && endpoint.Endpoint.Unit.Length > 0 ? " " + Say.Text(endpoint.Endpoint.Unit) : "";

    private static string Of(string unit) => unit.Length == 0 ? "" : $", {unit}";
}
