using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Treatments;

namespace TwinGrid.Lab.Treatments;

/// <summary>Pictures of treatments.</summary>
internal static class Charts
{
    private const double HoursPerDay = 24;

    /// <summary>Cells or, where there are none, concentrations on the left, the tumour on the right.</summary>
    public static Chart Courses(TreatmentTwin twin, TreatmentOutcome outcome, string? title)
    {
        var left = outcome.Cells?.Course ?? outcome.Concentration!.Course;
        var chart = new Chart(
            title ?? $"{twin.Record.Drug.Name}: this patient", "time (d)", outcome.Cells is null ? "concentration (mg/L)" : $"{twin.CellModel!.Kind} (10⁹/L)", outcome.Tumour is null ? null : "tumour, sum of diameters (mm)")
            .Band("90 % of what the patient may be", Days(left), [.. left.Low], [.. left.High]).Line(outcome.Cells is null ? "concentration" : twin.CellModel!.Kind, Days(left), [.. left.Median]);
        if (outcome.Cells is not null)
        {
            chart.Level("grade 4", .5);
            if (twin.Record.Counts.Count > 0) chart.Points("counted", [.. twin.Record.Counts.Select(count => count.Time / HoursPerDay)], [.. twin.Record.Counts.Select(count => count.Cells)]);
        }
        if (outcome.Tumour is not { } tumour) return chart;
        return chart.Line("tumour", Days(tumour.Course), [.. tumour.Course.Median], onTheRight: true).Line("tumour, 5 %", Days(tumour.Course), [.. tumour.Course.Low], onTheRight: true)
            .Line("tumour, 95 %", Days(tumour.Course), [.. tumour.Course.High], onTheRight: true);
    }

    /// <summary>Chance of grade 4 across, the tumour up.</summary>
    public static Chart TradeOff(TreatmentTwin twin, DoseSearchResult found, double limit)
    {
        var chart = new Chart($"{twin.Record.Drug.Name}: what the tumour gains for the chance of grade 4", "chance of grade 4 (%)", "tumour at the end, change from the start (%)")
            .Points("tried", [.. found.Candidates.Select(Chance)], [.. found.Candidates.Select(Change)])
            .Line("worth having", [.. found.TradeOff.Select(Chance)], [.. found.TradeOff.Select(Change)])
            .Line($"limit, {100 * limit:0.#} %", [100 * limit, 100 * limit], [found.Candidates.Min(Change), found.Candidates.Max(Change)]);
        if (found.Best is { } best) chart.Points("best", [Chance(best)], [Change(best)]);
        if (found.Label is { Cells: { } cells, Tumour: { } tumour }) chart.Points("by the label's rule", [100 * cells.Grade4], [100 * tumour.Change.Median]);
        return chart;

        static double Chance(DoseCandidate candidate) => 100 * candidate.Cells.Grade4;
        static double Change(DoseCandidate candidate) => 100 * candidate.Tumour.Change.Median;
    }

    private static double[] Days(QuantileCourse course) => [.. course.TimesH.Select(hours => hours / HoursPerDay)];
}
