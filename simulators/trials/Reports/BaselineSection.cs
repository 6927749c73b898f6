using TwinGrid.Trials.Analysis;

namespace TwinGrid.Trials.Reports;

/// <summary>Who the patients were.</summary>
internal static class BaselineSection
{
    public static void Write(Page page, TrialResult result, Masking masking)
    {
        var (layout, tally) = (result.Layout, result.Tally);
        var arms = Enumerable.Range(0, layout.Arms.Count).ToArray();
        var rows = new List<string[]>();
        for (var i = 0; i < layout.Covariates.Count; i++)
        {
            var covariate = layout.Covariates[i];
            var unit = covariate.Unit.Length == 0 ? "" : $", {Say.Text(covariate.Unit)}";
            if (covariate.Levels is { } levels)
            {
                rows.Add([$"{Say.Text(covariate.Name)}, n (%)"]);
                var shown = arms.Select(arm => OfAll([.. Enumerable.Range(0, levels.Count).Select(level => tally.InCategory(arm, i, level))], masking)).ToArray();
                for (var level = 0; level < levels.Count; level++) rows.Add([" " + Say.Text(levels[level]), .. arms.Select(arm => shown[arm][level])]);
                continue;
            }
            rows.Add([$"{Say.Text(covariate.Name)}{unit}"]);
            rows.Add([" mean (SD)", .. arms.Select(arm => tally.Covariate(arm, i) is var figures && masking.IsOn && figures.Count < Masking.Least ? "hidden" : $"{Say.To(figures.Mean, figures.Deviation, 2)} ({Say.To(figures.Deviation, figures.Deviation, 2)})")]);
            rows.Add([" median (quartiles)", .. arms.Select(arm => tally.Covariate(arm, i) is var figures && masking.IsOn && figures.Count < Masking.Least ? "hidden" : $"{Say.To(figures.Quantile(.5), figures.Deviation, 2)} ({Say.To(figures.Quantile(.25), figures.Deviation, 2)} to {Say.To(figures.Quantile(.75), figures.Deviation, 2)})")]);
            if (arms.Any(arm => tally.Covariate(arm, i).Missing > 0)) rows.Add([" not known, n", .. arms.Select(arm => masking.Count(tally.Covariate(arm, i).Missing))]);
        }
        if (layout.Strata.Count > 1)
        {
            rows.Add(["Stratum of randomisation, n (%)"]);
            var shown = arms.Select(arm => OfAll([.. Enumerable.Range(0, layout.Strata.Count).Select(stratum => tally.InStratum(arm, stratum))], masking)).ToArray();
            for (var stratum = 0; stratum < layout.Strata.Count; stratum++) rows.Add([" " + Say.Text(layout.Strata[stratum]), .. arms.Select(arm => shown[arm][stratum])]);
        }
        if (layout.Score is { } score) rows.Add([$"{Say.Text(score)}, mean (SD)", .. arms.Select(arm => tally.Scores[arm] is var figures && masking.IsOn && figures.Count < Masking.Least ? "hidden" : $"{Say.To(figures.Mean, figures.Deviation, 2)} ({Say.To(figures.Deviation, figures.Deviation, 2)})")]);
        if (rows.Count == 0) return;
        page.Table("Patients at baseline", ["", .. arms.Select(arm => $"{Say.Text(layout.Arms[arm])}<br>(n = {masking.Count(tally.Arms[arm].Randomised)})")], rows,
            "All randomised patients. No tests of baseline differences: randomisation makes them chance (CONSORT).");
    }

    /// <summary>Counts with their shares of all.</summary>
    private static string[] OfAll(long[] counts, Masking masking)
    {
        var (hidden, all) = (masking.Hidden(counts), counts.Sum());
        return [.. counts.Zip(hidden, (count, isHidden) => !isHidden ? $"{Say.Count(count)} ({Say.Percent(all == 0 ? double.NaN : (double)count / all)})" : count < Masking.Least ? $"&lt;{Masking.Least}" : "hidden")];
    }
}
