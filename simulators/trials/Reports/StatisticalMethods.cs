using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Reports;

/// <summary>The statistics of a layout, in words.</summary>
internal static class StatisticalMethods
{
    public static IEnumerable<MethodsParagraph> Of(TrialLayout layout, IReadOnlyList<PowerRow> power)
    {
        var primary = layout.Endpoints[layout.Primary];
        yield return new("Analysis set", "All randomised patients in the arm they were assigned to (intention to treat), whatever they took.");
        foreach (var endpoint in layout.Endpoints)
            yield return new($"{(endpoint == primary ? "Primary" : "Secondary")} endpoint, {endpoint.Name}", $"{Planned(layout, endpoint)}{Against(endpoint)} The test is {(endpoint.Hypothesis == Hypothesis.Equivalence ? "two one-sided tests, each" : endpoint.Sides == 2 ? "two-sided" : "one-sided, for benefit")} at {endpoint.Alpha.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)}.");
        if (layout.Looks.Count > 1) yield return new("Interim looks", Looks(layout));
        yield return new("Several tests", Multiplicity(layout));
        if (layout.Subgroups.Count > 0) yield return new("Subgroups", "The primary endpoint within each level, adjusted for the same covariates but not for strata; heterogeneity by Cochran's Q over the levels. Exploratory.");
        if (power.Count > 0) yield return new("Replicates", "The whole trial was simulated again and again with new patients, assignment and chance, and analysed as planned. A share of them has a Monte-Carlo error of the root of p(1 − p)/n, and Wilson's limits.");
        yield return new("Arithmetic", "Sums over patients are exact (fixed point of 192 bits), so the result does not depend on the number of machines or the order of work. Quantiles come from counts in bins: within 0.2 %.");
    }

    /// <summary>What the report cannot say.</summary>
    public static IEnumerable<string> Limits(TrialLayout layout)
    {
        yield return "How uncertain the models themselves are: limits and P values are those of a trial of this size if the models were true.";
        if (layout.Endpoints.Any(endpoint => endpoint.Kind == EndpointKind.Change)) yield return "What patients without a value would have had: they are left out of the analysis of covariance, which is right where, given arm and covariates, being missing says nothing of the value. Nothing was imputed, and there is no mixed model over visits.";
        if (layout.Endpoints.Any(endpoint => endpoint.Kind == EndpointKind.TimeToEvent)) yield return "A test of proportional hazards: where the curves cross, the restricted means say more than the hazard ratio. That somebody is watched no longer is taken as telling nothing of the event.";
        if (layout.Endpoints.Any(endpoint => endpoint.Kind == EndpointKind.Change)) yield return "Unequal variances: the analysis of covariance takes one residual variance for all arms.";
        yield return layout.IsOfRealPeople ? "Rows of patients: they never left their twins." : "Rows of patients; they can be exported beside the report.";
    }

    private static string Planned(TrialLayout layout, EndpointLayout endpoint)
    {
        var isStratified = endpoint.UsesStrata && layout.Strata.Count > 1;
        switch (endpoint.Kind)
        {
            case EndpointKind.Change:
                string[] adjusted = [.. endpoint.Covariates, .. endpoint.UsesScore ? [$"the prognostic score ({layout.Score}; PROCOVA, Schuler et al. 2022)"] : Array.Empty<string>(), .. isStratified ? ["strata of randomisation"] : Array.Empty<string>()];
                return adjusted.Length == 0 ? $"Difference of means between arms by the t test with equal variances{(layout.Arms.Count > 2 ? ", one model of all arms" : "")}. Missing values are left out."
                    : $"Difference of means between arms by analysis of covariance (least squares), adjusted for {string.Join(", ", adjusted)}{(layout.Arms.Count > 2 ? ", one model of all arms" : "")}. Patients with a missing value or covariate are left out.";
            case EndpointKind.Responder:
                return $"Response: {endpoint.Event.Replace("<=", "≤", StringComparison.Ordinal).Replace(">=", "≥", StringComparison.Ordinal)}. {(isStratified ? "Cochran–Mantel–Haenszel test by strata of randomisation" : "Chi-squared (score) test")} without correction for continuity; difference of shares with Newcombe's limits, odds ratio {(isStratified ? "by Mantel and Haenszel with the limits of Robins, Breslow and Greenland" : "with limits from its logarithm")}. {(endpoint.MissingIsFailure ? "A missing value counts as no response." : "Missing values are left out.")}";
            default:
                return $"Time from randomisation to {endpoint.Event}; others are censored when their watch ends. {(isStratified ? "Log-rank test stratified by strata of randomisation; hazard ratio by Cox's model with a baseline for each stratum" : "Log-rank test; hazard ratio by Cox's model")}, ties by Efron, Wald limits. Medians by Kaplan–Meier with limits on the logarithm (Greenwood). Restricted means up to the last day that every arm was watched.";
        }
    }

    private static string Against(EndpointLayout endpoint)
    {
        if (endpoint.Hypothesis == Hypothesis.Superiority) return "";
        var (what, test) = (endpoint.Hypothesis == Hypothesis.Equivalence ? "Equivalence" : "Non-inferiority", endpoint.Kind switch
        {
            EndpointKind.TimeToEvent => "Wald test of the logarithm of the hazard ratio", EndpointKind.Responder => "score test of Farrington and Manning of the difference of shares", _ => "t test of the adjusted difference",
        });
        return $" {what}: {test} against a margin of {Analysis.MarginText.Of(endpoint)}; limits of {Say.Coverage(1 - 2 * endpoint.Alpha)} go with it. The test of superiority stands beside it.";
    }

    private static string Looks(TrialLayout layout)
    {
        var looks = layout.Looks;
        var when = looks.Days is { } days ? $"on days {string.Join(", ", days.Select(day => Say.Figure(day)))} of the trial" : "when the first patients up to these shares have their value";
        return $"{looks.Count} looks at {string.Join(", ", looks.Fractions.Select(share => Say.Coverage(share)))} of the information, {when}; limits of {LookSection.Name(layout)} shape, found so that together they keep the error of the first kind at the planned shares. {(looks.Futility > 0 ? $"A comparison is given up for futility where its conditional power, by the trend so far, is below {Say.Coverage(looks.Futility)}; that is not binding, and the limits for effect do not count on it. " : "")}The trial is simulated to its end in any case; “stopped” says where it would have.";
    }

    private static string Multiplicity(TrialLayout layout)
    {
        var (others, comparisons) = (layout.Endpoints.Count - 1, layout.Arms.Count - 1);
        var arms = comparisons < 2 ? "One comparison of the primary endpoint." : layout.Multiplicity == Tallies.Multiplicity.Bonferroni
            ? $"{comparisons} treated arms are compared with the control, each at alpha over {comparisons} (Bonferroni)."
            : $"{comparisons} treated arms are compared with the control, each at the whole alpha: the chance of any false finding is up to {comparisons} times as large.";
        return arms + (others > 0 ? $" {others} secondary endpoint{(others > 1 ? "s are" : " is")} tested at nominal levels, without adjustment: nothing is confirmed by them." : " There are no secondary endpoints.");
    }
}
