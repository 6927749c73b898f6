using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Reports;

/// <summary>The results of a trial as rows: one figure each, with what belongs to it. Small counts of real people are left out, with all that is of them.</summary>
internal static class ResultRows
{
    public static IReadOnlyList<RowColumn> Columns { get; } =
    [
        new("section", false), new("subject", false), new("arm", false), new("analysis", false), new("measure", false), new("value"), new("standard_error"), new("low"), new("high"), new("coverage"),
        new("statistic", false), new("statistic_value"), new("degrees_of_freedom"), new("p"), new("n"), new("n_control"), new("note", false),
    ];

    public static void Write(RowTable table, TrialResult? result, IReadOnlyList<PowerRow> power)
    {
        foreach (var row in Of(result, power)) table.Add(row);
    }

    public static IEnumerable<RowCell[]> Of(TrialResult? result, IReadOnlyList<PowerRow> power) => (result is null ? [] : OfTrial(result, new(result.Layout.IsOfRealPeople))).Concat(power.SelectMany(OfPower));

    private static IEnumerable<RowCell[]> OfTrial(TrialResult result, Masking masking)
    {
        var (layout, tally) = (result.Layout, result.Tally);
        yield return Count("flow", "", "", "screened", tally.Screened, masking.Hides(tally.Screened));
        var hidden = masking.Hidden(tally.Excluded);
        for (var i = 0; i < layout.Criteria.Count; i++) yield return Count("flow", layout.Criteria[i], "", "excluded", tally.Excluded[i], hidden[i]);
        for (var arm = 0; arm < layout.Arms.Count; arm++)
        {
            var (flow, name) = (tally.Arms[arm], layout.Arms[arm]);
            yield return Count("flow", "", name, "randomised", flow.Randomised, masking.Hides(flow.Randomised));
            hidden = masking.Hidden([flow.Received, flow.Randomised - flow.Received]);
            yield return Count("flow", "", name, "received a dose", flow.Received, hidden[0]);
            hidden = masking.Hidden(flow.Dropouts);
            for (var i = 0; i < layout.DropoutReasons.Count; i++) yield return Count("flow", layout.DropoutReasons[i], name, "left early", flow.Dropouts[i], hidden[i]);
            hidden = masking.Hidden(flow.Stops);
            for (var i = 0; i < flow.Stops.Count; i++) yield return Count("flow", layout.StopReasons![i], name, "stopped treatment", flow.Stops[i], hidden[i]);
            for (var i = 0; i < layout.Covariates.Count; i++)
            {
                var covariate = layout.Covariates[i];
                if (covariate.Levels is { } levels)
                {
                    hidden = masking.Hidden([.. Enumerable.Range(0, levels.Count).Select(level => tally.InCategory(arm, i, level))]);
                    for (var level = 0; level < levels.Count; level++) yield return Count("baseline", covariate.Name, name, levels[level], tally.InCategory(arm, i, level), hidden[level]);
                    continue;
                }
                foreach (var row in Figures("baseline", covariate.Name, name, "", tally.Covariate(arm, i), masking)) yield return row;
            }
            for (var what = 0; what < layout.AdverseEvents.Count; what++)
            {
                hidden = masking.Hidden([.. Enumerable.Range(0, ArmFlow.Grades).Select(grade => flow.WithGrade(what, grade))]);
                for (var grade = 0; grade < ArmFlow.Grades; grade++) yield return Count("adverse events", layout.AdverseEvents[what], name, $"worst grade {grade}", flow.WithGrade(what, grade), hidden[grade]);
            }
            for (var variable = 0; variable < layout.Courses.Count; variable++)
                for (var visit = 0; visit < layout.VisitDays.Count; visit++)
                    foreach (var row in Figures("course", layout.Courses[variable].Name, name, FormattableString.Invariant($"day {layout.VisitDays[visit]}"), tally.Course(arm, variable, visit), masking)) yield return row;
        }
        foreach (var endpoint in result.Endpoints)
            foreach (var row in OfEndpoint(layout, endpoint, masking)) yield return row;
        foreach (var look in result.Looks.Where(_ => layout.Looks.Count > 1))
            yield return Effect("look", FormattableString.Invariant($"{look.Look + 1} of {layout.Looks.Count}"), layout.Arms[look.Arm], look.Estimate, masking, FormattableString.Invariant($"z {look.Estimate.Z}, limit {look.Limit}, {(look.IsCrossed ? "crossed" : look.IsFutile ? "given up for futility" : "not crossed")}"));
        foreach (var group in result.Subgroups) yield return Effect("subgroup", $"{layout.Subgroups[group.Factor].Name}: {layout.Subgroups[group.Factor].Levels[group.Level]}", layout.Arms[group.Arm], group.Estimate, masking, FormattableString.Invariant($"interaction P {group.InteractionP}"));
    }

    private static IEnumerable<RowCell[]> OfEndpoint(TrialLayout layout, EndpointResult endpoint, Masking masking)
    {
        var (name, section) = (endpoint.Endpoint.Name, endpoint.IsPrimary ? "primary endpoint" : "secondary endpoint");
        foreach (var arm in endpoint.Arms)
        {
            var of = layout.Arms[arm.Arm];
            var hidden = masking.Hidden([arm.Analysed, arm.Missing]);
            yield return Count(section, name, of, "analysed", arm.Analysed, hidden[0]);
            yield return Count(section, name, of, "missing", arm.Missing, hidden[1]);
            if (arm.Figures is { } figures)
                foreach (var row in Figures(section, name, of, "", figures, masking)) yield return row;
            if (endpoint.Endpoint.Kind == EndpointKind.Responder)
            {
                var (low, high) = arm.Responders.Limits();
                var isHidden = masking.Hides(arm.Responders.Hits) || masking.Hides(arm.Responders.Count - arm.Responders.Hits);
                yield return Row(section, name, of, "", "share of responders", isHidden ? double.NaN : arm.Responders.Value, double.NaN, isHidden ? double.NaN : low, isHidden ? double.NaN : high, .95, arm.Responders.Count, isHidden);
            }
            if (arm.Curve is not { } curve) continue;
            var (median, from, to) = curve.Median();
            var few = masking.IsOn && arm.Analysed < Masking.Least;
            yield return Count(section, name, of, "events", arm.Events, masking.Hidden([arm.Events, arm.Analysed - arm.Events])[0]);
            yield return Row(section, name, of, "Kaplan–Meier", "median, days", few ? double.NaN : median, double.NaN, few ? double.NaN : from, few ? double.NaN : to, .95, masking.IsOn ? double.NaN : arm.Analysed, few);
            yield return Row(section, name, of, FormattableString.Invariant($"to day {endpoint.Horizon}"), "restricted mean, days", few ? double.NaN : arm.RestrictedMean.Mean, few ? double.NaN : arm.RestrictedMean.Error, double.NaN, double.NaN, double.NaN, masking.IsOn ? double.NaN : arm.Analysed, few);
        }
        for (var arm = 1; arm <= endpoint.Main.Count; arm++)
        {
            yield return Effect(section, name, layout.Arms[arm], endpoint.Main[arm - 1], masking, "planned");
            foreach (var beside in endpoint.Beside) yield return Effect(section, name, layout.Arms[arm], beside[arm - 1], masking, "beside");
        }
        foreach (var gain in endpoint.Gains) yield return Row(section, name, layout.Arms[gain.Arm], "PROCOVA", "variance ratio to the plain difference", gain.VarianceRatio, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, false);
    }

    private static IEnumerable<RowCell[]> OfPower(PowerRow row)
    {
        var (trials, setting) = (row.Trials, string.Join(", ", row.Values.Select(value => $"{value.Name} {value.Text}")));
        var (low, high) = trials.Rejected.Limits();
        yield return Row("power", setting, "", "", "trials that found an effect", trials.Rejected.Value, trials.Rejected.Error, low, high, .95, trials.Count, false);
        for (var look = 0; look < trials.Looks - 1; look++) yield return Row("power", setting, "", "", FormattableString.Invariant($"stopped at look {look + 1}"), trials.RejectedAt(look).Value, trials.RejectedAt(look).Error, double.NaN, double.NaN, double.NaN, trials.Count, false);
        for (var look = 0; row.Layout.Looks.Futility > 0 && look < trials.Looks - 1; look++) yield return Row("power", setting, "", "", FormattableString.Invariant($"given up at look {look + 1}"), trials.GivenUpAt(look).Value, trials.GivenUpAt(look).Error, double.NaN, double.NaN, double.NaN, trials.Count, false);
        yield return Row("power", setting, "", "", row.Layout.Endpoints[row.Layout.Primary].Kind == EndpointKind.TimeToEvent ? "logarithm of the hazard ratio, mean" : "effect, mean", trials.MeanEffect, trials.EffectDeviation / Math.Sqrt(trials.Estimated), double.NaN, double.NaN, double.NaN, trials.Estimated, false);
        yield return Row("power", setting, "", "", "standard deviation of the effects", trials.EffectDeviation, double.NaN, double.NaN, double.NaN, double.NaN, trials.Estimated, false);
        yield return Row("power", setting, "", "", "found by the plain analysis", trials.PlainRejected.Value, trials.PlainRejected.Error, double.NaN, double.NaN, double.NaN, trials.Count, false);
        yield return Row("power", setting, "", "", "variance ratio to the plain analysis", trials.VarianceRatio, double.NaN, double.NaN, double.NaN, double.NaN, trials.Estimated, false);
        yield return Row("power", setting, "", "", "patients at the stop, mean", trials.MeanPatients, double.NaN, double.NaN, double.NaN, double.NaN, trials.Count, false);
        if (trials.MeanEvents > 0) yield return Row("power", setting, "", "", "events at the stop, mean", trials.MeanEvents, double.NaN, double.NaN, double.NaN, double.NaN, trials.Count, false);
    }

    private static IEnumerable<RowCell[]> Figures(string section, string subject, string arm, string analysis, FigureTally figures, Masking masking)
    {
        if (masking.IsOn && figures.Count < Masking.Least)
        {
            yield return Row(section, subject, arm, analysis, "mean", double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, figures.Count, true);
            yield break;
        }
        // The standard error would tell the count as well.
        double Known(FigureTally of) => masking.IsOn ? double.NaN : of.Count;
        yield return Row(section, subject, arm, analysis, "mean", figures.Mean, figures.Deviation / Math.Sqrt(Known(figures)), double.NaN, double.NaN, double.NaN, Known(figures), false);
        yield return Row(section, subject, arm, analysis, "standard deviation", figures.Deviation, double.NaN, double.NaN, double.NaN, double.NaN, Known(figures), false);
        yield return Row(section, subject, arm, analysis, "median and quartiles", figures.Quantile(.5), double.NaN, figures.Quantile(.25), figures.Quantile(.75), .5, Known(figures), false);
    }

    private static RowCell[] Effect(string section, string subject, string arm, EffectEstimate estimate, Masking masking, string note)
    {
        if (masking.Hides(estimate.Treated) || masking.Hides(estimate.Control)) return Row(section, subject, arm, estimate.Method, estimate.Measure, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, true);
        return
        [
            section, subject, arm, estimate.Method, estimate.Measure, estimate.Value, estimate.Error, estimate.Low, estimate.High, estimate.Coverage, estimate.Statistic.Length > 0 ? estimate.Statistic : null, estimate.StatisticValue, masking.IsOn ? double.NaN : estimate.DegreesOfFreedom, estimate.P,
            // Beside the number randomised these would tell how few are missing.
            masking.IsOn ? double.NaN : estimate.Treated, masking.IsOn ? double.NaN : estimate.Control, estimate.Reason is { } reason ? $"{note}; not estimable: {reason}" : note,
        ];
    }

    private static RowCell[] Count(string section, string subject, string arm, string measure, long count, bool isHidden) =>
        Row(section, subject, arm, "", measure, isHidden ? double.NaN : count, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, isHidden);

    private static RowCell[] Row(string section, string subject, string arm, string analysis, string measure, double value, double error, double low, double high, double coverage, double n, bool isHidden) =>
    [
        section, Known(subject), Known(arm), Known(analysis), measure, value, error, low, high, coverage, (string?)null, double.NaN, double.NaN, double.NaN, isHidden ? double.NaN : n, double.NaN, isHidden ? $"hidden: fewer than {Masking.Least} people, or they could be worked out" : null,
    ];

    private static string? Known(string text) => text.Length == 0 ? null : text;
}
