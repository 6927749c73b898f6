using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Reports;

/// <summary>The primary endpoint in groups of patients, and what a trial in one of them alone would need.</summary>
internal static class SubgroupSection
{
    public static void Write(Page page, TrialResult result, Masking masking)
    {
        var (layout, endpoint) = (result.Layout, result.Primary.Endpoint);
        var isTime = endpoint.Kind == EndpointKind.TimeToEvent;
        page.Heading("Subgroups and enrichment");
        for (var arm = 1; arm < layout.Arms.Count; arm++)
        {
            var entries = new List<ForestFigure.Entry> { new("All patients", result.Primary.Main[arm - 1], IsWhole: true) };
            for (var factor = 0; factor < layout.Subgroups.Count; factor++)
            {
                SubgroupResult[] groups = [.. result.Subgroups.Where(group => group.Arm == arm && group.Factor == factor)];
                entries.Add(new(layout.Subgroups[factor].Name, null, Note: double.IsNaN(groups[0].InteractionP) ? "" : $"interaction {Say.WithP(groups[0].InteractionP).Replace("&lt;", "<", StringComparison.Ordinal)}"));
                entries.AddRange(groups.Select(group => new ForestFigure.Entry(layout.Subgroups[factor].Levels[group.Level], group.Estimate)));
            }
            // A hazard ratio below 1 is a longer time; a difference above 0 is more.
            var isLeft = isTime == endpoint.IsMoreBetter;
            var (treated, control) = ($"favours {layout.Arms[arm]}", $"favours {layout.Arms[0]}");
            page.Figure(ForestFigure.Draw(entries, Measure(endpoint, result.Primary.Main[arm - 1]), isLeft ? treated : control, isLeft ? control : treated, masking),
                $"{Say.Text(endpoint.Name)}: {Say.Text(layout.Arms[arm])} against {Say.Text(layout.Arms[0])} in all patients (diamond: the planned analysis) and in groups, each analysed by itself without strata. The interaction is Cochran's Q. Not adjusted for the number of groups.");
        }
        page.Table("What a trial in one group alone would need", ["Group", "Share of patients", isTime ? "Events in all for 90 % power" : "Patients in each arm for 90 % power", .. isTime ? Array.Empty<string>() : ["Patients to look at for them"]],
            Enumerable.Range(1, layout.Arms.Count - 1).SelectMany(arm => Rows(result, arm, isTime, masking)),
            "From the effect and the spread found here, as if they were known; “–”: no benefit was found." + (isTime ? "" : " To look at: both arms, over the group's share."));
    }

    private static string Measure(EndpointLayout endpoint, EffectEstimate estimate) => endpoint.Kind == EndpointKind.Change && endpoint.Unit.Length > 0 ? $"{estimate.Measure} ({endpoint.Unit})" : estimate.Measure;

    private static IEnumerable<IReadOnlyList<string>> Rows(TrialResult result, int arm, bool isTime, Masking masking)
    {
        var layout = result.Layout;
        if (layout.Arms.Count > 2) yield return [$"{Say.Text(layout.Arms[arm])} against {Say.Text(layout.Arms[0])}"];
        foreach (var group in result.Subgroups.Where(group => group.Arm == arm))
        {
            var few = masking.Hides(group.Estimate.Treated) || masking.Hides(group.Estimate.Control);
            // One hidden share is what the others leave.
            var isShareHidden = result.Subgroups.Any(other => other.Arm == arm && other.Factor == group.Factor && (masking.Hides(other.Estimate.Treated) || masking.Hides(other.Estimate.Control)));
            yield return
            [
                (layout.Arms.Count > 2 ? " " : "") + $"{Say.Text(layout.Subgroups[group.Factor].Name)}: {Say.Text(layout.Subgroups[group.Factor].Levels[group.Level])}", isShareHidden ? "hidden" : Say.Percent(group.Share),
                few ? "hidden" : Say.Count(Math.Ceiling(group.PerArm)), .. isTime ? Array.Empty<string>() : [few || isShareHidden ? "hidden" : Say.Count(Math.Ceiling(2 * Math.Ceiling(group.PerArm) / group.Share))],
            ];
        }
    }
}
