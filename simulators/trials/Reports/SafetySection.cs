using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Reports;

/// <summary>Exposure and adverse events.</summary>
internal static class SafetySection
{
    public static void Write(Page page, TrialResult result, Masking masking)
    {
        var (layout, tally) = (result.Layout, result.Tally);
        page.Heading("Exposure and adverse events");
        page.Table("Exposure", ["Arm", "Randomised", "Received a dose", "Doses taken of those planned, mean", "Followed, days, median (quartiles)", "Left early"],
            tally.Arms.Select((flow, arm) => (IReadOnlyList<string>)
            [
                Say.Text(layout.Arms[arm]), masking.Count(flow.Randomised), flow.Adherence.Count == 0 ? "no doses given" : masking.Of(flow.Received, flow.Randomised), Say.Percent(flow.Adherence.Mean),
                $"{Say.Fixed(flow.Followed.Quantile(.5), 0)} ({Say.Fixed(flow.Followed.Quantile(.25), 0)} to {Say.Fixed(flow.Followed.Quantile(.75), 0)})", masking.Of(flow.Dropouts.Sum(), flow.Randomised),
            ]));
        if (layout.AdverseEvents.Count == 0)
        {
            page.Paragraph("The protocol counts no adverse events.");
            return;
        }
        page.Table("Adverse events by worst grade (CTCAE), patients (% of randomised)", ["", "Any", "Grade 1", "Grade 2", "Grade 3", "Grade 4", "Grade 5", "Grade 3 and above"], Rows(layout, tally, masking),
            "Each patient counts once in an event, at the worst grade. Only what the models can show: events outside them are not simulated.");
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(TrialLayout layout, TrialTally tally, Masking masking)
    {
        for (var what = 0; what < layout.AdverseEvents.Count; what++)
        {
            yield return [Say.Text(layout.AdverseEvents[what])];
            for (var arm = 0; arm < layout.Arms.Count; arm++)
            {
                var flow = tally.Arms[arm];
                long[] grades = [.. Enumerable.Range(0, ArmFlow.Grades).Select(grade => flow.WithGrade(what, grade))];
                var hidden = masking.Hidden(grades);
                string Share(long count) => $"{Say.Count(count)} ({Say.Percent((double)count / flow.Randomised)})";
                var isHidden = hidden.Any(hides => hides);
                yield return
                [
                    " " + Say.Text(layout.Arms[arm]), isHidden ? "hidden" : Share(grades[1..].Sum()),
                    .. Enumerable.Range(1, ArmFlow.Grades - 1).Select(grade => hidden[grade] ? grades[grade] < Masking.Least ? $"&lt;{Masking.Least}" : "hidden" : Share(grades[grade])),
                    isHidden ? "hidden" : Share(grades[3..].Sum()),
                ];
            }
        }
    }
}
