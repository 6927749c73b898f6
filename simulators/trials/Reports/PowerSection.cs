using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Reports;

/// <summary>What replicates of the whole trial say of its design.</summary>
internal static class PowerSection
{
    /// <summary>In a few sentences.</summary>
    public static string Summary(IReadOnlyList<PowerRow> rows)
    {
        if (rows.Count == 1) return $"Of {Say.Count(rows[0].Trials.Count)} simulated trials <b>{Say.Percent(rows[0].Trials.Rejected.Value)}</b> {Found(rows[0])} at the planned level (Monte-Carlo error {Points(rows[0])}).";
        var (least, most) = (rows.MinBy(row => row.Trials.Rejected.Value)!, rows.MaxBy(row => row.Trials.Rejected.Value)!);
        return $"{Say.Count(rows.Sum(row => row.Trials.Count))} trials were simulated in {rows.Count} settings. From {Say.Percent(least.Trials.Rejected.Value)} ({Setting(least)}) to {Say.Percent(most.Trials.Rejected.Value)} ({Setting(most)}) of them {Found(rows[0])} at the planned level.";
    }

    public static void Write(Page page, IReadOnlyList<PowerRow> rows)
    {
        var (first, endpoint) = (rows[0], rows[0].Layout.Endpoints[rows[0].Layout.Primary]);
        var (isRatio, isTime, looks) = (endpoint.Kind == EndpointKind.TimeToEvent, endpoint.Kind == EndpointKind.TimeToEvent, first.Layout.Looks.Count);
        var isAdjusted = endpoint.Kind == EndpointKind.Change && (endpoint.UsesScore || endpoint.Covariates.Count > 0);
        page.Heading(first.Values.Count == 0 ? "Power" : "Power and sensitivity");
        string[] swept = [.. first.Values.Select(value => Say.Text(value.Name))];
        page.Table($"Simulated trials that {Found(first)} in the primary endpoint",
            [
                swept.Length == 0 ? "Design" : swept[0], .. swept.Skip(1), "Trials", Say.Capital(Found(first)), "Monte-Carlo error", "95 % limits (Wilson)", isRatio ? "Hazard ratio, geometric mean" : "Effect, mean", "95 % of trials", "SD of the effects", "SE reported, mean",
                .. looks > 1 ? ["Stopped before the end for an effect", .. first.Layout.Looks.Futility > 0 ? ["Given up for futility"] : Array.Empty<string>(), "Patients at the stop, mean"] : Array.Empty<string>(), .. isTime ? ["Events, mean"] : Array.Empty<string>(), .. isAdjusted ? ["Found by the plain analysis", "Variance ratio to it"] : Array.Empty<string>(),
            ],
            rows.Select(row => Row(row, isRatio, isTime, isAdjusted, looks)),
            "Every replicate draws new patients. " + (isRatio ? "SD and SE of the logarithm of the hazard ratio. " : "") + (looks > 1 ? "Effects where the trial stopped: those of early stops are larger than the truth. " : "") + "The Monte-Carlo error is the standard error of the share. 95 % of trials: within 1.96 SD around the mean.");
        for (var axis = 0; axis < first.Values.Count; axis++)
            if (PowerFigure.Draw(rows, axis) is { } figure) page.Figure(figure, $"Share of simulated trials that {Found(first)}, by {Say.Text(first.Values[axis].Name)}, with Wilson's 95 % limits of the simulation.");
    }

    private static string[] Row(PowerRow row, bool isRatio, bool isTime, bool isAdjusted, int looks)
    {
        var trials = row.Trials;
        var (low, high) = trials.Rejected.Limits();
        var early = Enumerable.Range(0, looks - 1).Sum(look => trials.RejectedAt(look).Value);
        return
        [
            row.Values.Count == 0 ? "As planned" : Say.Text(row.Values[0].Text), .. row.Values.Skip(1).Select(value => Say.Text(value.Text)), Say.Count(trials.Count), $"<b>{Say.Percent(trials.Rejected.Value)}</b>", Points(row), $"{Say.Percent(low)} to {Say.Percent(high)}",
            isRatio ? Say.Ratio(Math.Exp(trials.MeanEffect)) : Say.To(trials.MeanEffect, trials.EffectDeviation, 3), $"{Middle(trials, -1, isRatio)} to {Middle(trials, 1, isRatio)}", Say.To(trials.EffectDeviation, trials.EffectDeviation, 3), Say.To(trials.MeanError, trials.EffectDeviation, 3),
            .. looks > 1 ? [Say.Percent(early), .. row.Layout.Looks.Futility > 0 ? [Say.Percent(Enumerable.Range(0, looks - 1).Sum(look => trials.GivenUpAt(look).Value))] : Array.Empty<string>(), Say.Figure(trials.MeanPatients)] : Array.Empty<string>(), .. isTime ? [Say.Figure(trials.MeanEvents)] : Array.Empty<string>(),
            .. isAdjusted ? [Say.Percent(trials.PlainRejected.Value), Say.Fixed(trials.VarianceRatio, 3)] : Array.Empty<string>(),
        ];
    }

    /// <summary>What the primary endpoint's test shows where it rejects.</summary>
    private static string Found(PowerRow row) => row.Layout.Endpoints[row.Layout.Primary].Hypothesis switch
    {
        Hypothesis.NonInferiority => "showed non-inferiority", Hypothesis.Equivalence => "showed equivalence", _ => "found an effect",
    };

    /// <summary>Where the middle 95 % of the effects end, were they normal.</summary>
    private static string Middle(ReplicateTally trials, int side, bool isRatio)
    {
        var end = trials.MeanEffect + side * 1.959964 * trials.EffectDeviation;
        return isRatio ? Say.Ratio(Math.Exp(end)) : Say.To(end, trials.EffectDeviation, 3);
    }

    private static string Points(PowerRow row) => "±\u202f" + Say.Fixed(100 * row.Trials.Rejected.Error, 2) + " points";

    private static string Setting(PowerRow row) => string.Join(", ", row.Values.Select(value => $"{Say.Text(value.Name)} {Say.Text(value.Text)}"));
}
