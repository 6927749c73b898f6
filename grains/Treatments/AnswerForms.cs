using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Treatments;
using TwinGrid.Treatments;

namespace TwinGrid.Grains.Treatments;

/// <summary>What the models found, as messages.</summary>
internal static class AnswerForms
{
    public static TreatmentEffects Of(TreatmentTwin twin, TreatmentOutcome outcome, DateTimeOffset now, IReadOnlyList<string> notes)
    {
        var drug = twin.Record.Drug;
        return new(
            outcome.ModelVersion, drug.Name, outcome.Concentration is { } drawn ? new(Grid(drawn.Course, now), Of(drawn.Peak), Of(drawn.Area)) : null,
            outcome.Cells is { } cells ? Of(twin, cells, Grid(cells.Course, now)) : null, outcome.Tumour is { } tumour ? Of(twin, tumour, Grid(tumour.Course, now)) : null,
            [.. ((string?[])[drug.Kinetics?.Source, twin.CellModel?.Source, twin.TumourModel?.Source, twin.TumourModel?.Survival?.Source, .. CirculationAnswer.Sources(drug), drug.Label.Source]).OfType<string>().Distinct(StringComparer.Ordinal)], notes);
    }

    public static DoseFindings Of(TreatmentTwin twin, LabelRange range, DoseSearch search, DoseSearchResult found)
    {
        DosePair Pair(DoseCandidate pair) => new(
            pair.Dose, range.Size(pair.Dose, twin.Record.Patient), twin.Record.Drug.Label.Fault(new(new Physiology.Pharmacokinetics.Dose(0, pair.Dose)), twin.Record.Patient) is null,
            pair.IntervalDays, pair.Times, Of(twin, pair.Cells, null), Of(twin, pair.Tumour, null));
        return new(
            TreatmentTwin.ModelVersion, twin.Record.Drug.Name, twin.Record.Drug.Unit, range.UnitText, search.Limit, found.Best is { } best ? Pair(best) : null, [.. found.TradeOff.Select(Pair)],
            [.. found.Candidates.Select(Pair)],
            found.Label is { Cells: { } cells, Tumour: { } tumour } ? new(twin.Record.Drug.Label.Source, found.Label.MeanAmount, Of(twin, cells, null), Of(twin, tumour, null)) : null, found.Assumptions);
    }

    private static CellEffects Of(TreatmentTwin twin, CellOutcome cells, QuantileGrid? course) =>
        new(twin.CellModel!.Kind, course, Of(cells.Nadir), cells.Grade3, cells.Grade4, cells.Grade4Error, Of(cells.DaysBelow));

    private static TumourEffects Of(TreatmentTwin twin, TumourOutcome tumour, QuantileGrid? course) =>
        new(twin.TumourModel!.Name, course, Of(tumour.Change), tumour.Response, tumour.Progression, tumour.MedianSurvivalDays is { } days ? Of(days) : null);

    private static QuantileSpan Of(Spread spread) => new(spread.Low, spread.Median, spread.High);

    private static QuantileGrid Grid(QuantileCourse course, DateTimeOffset now) => new(
        now + TimeSpan.FromHours(course.TimesH[0]), course.TimesH.Count > 1 ? course.TimesH[1] - course.TimesH[0] : 0, [.. course.Low], [.. course.Median], [.. course.High]);
}
