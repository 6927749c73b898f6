using System.Globalization;
using TwinGrid.Organs;
using TwinGrid.Treatments;

namespace TwinGrid.Pages.Tests.Fakes;

/// <summary>Somebody under docetaxel, whose courses look real.</summary>
internal static class Treated
{
    public static TreatmentFile File(DateTimeOffset now) => new(
        [
            new("d1", TreatmentKind.Dose, now.AddDays(-21), "docetaxel", 135, 1), new("c1", TreatmentKind.Count, now.AddDays(-13), "neutrophils", .9),
            new("s1", TreatmentKind.Scan, now.AddDays(-24), "", 80),
        ],
        [
            new OrganGlance(OrganCatalogue.Liver, "treatments-1", [new("CYP2D6 *1/*4, intermediate metabolizer: activity score", 1, 0, "1"), new("docetaxel in the blood", .0021, .0008, "mg/L", false)], now.AddDays(-13), null),
            new OrganGlance(OrganCatalogue.Tumour, "treatments-1", [new("sum of longest diameters", 80, 0, "mm")], now.AddDays(-24), null),
        ],
        [new("docetaxel", "mg", "mg/m²", 55, 100, 1.8, 1, 21), new("paclitaxel", "mg", "mg/m²", 100, 175, 1.8, 3, 21)]);

    public static TreatmentEffects Effects(TreatmentQuestion question, DateTimeOffset now)
    {
        var dose = double.Parse(question.Regimen.Split(' ')[0], CultureInfo.InvariantCulture);
        var counts = Grid(now, 12, (int)(question.About.Days * 2) + 1, hour => 5 - 4.4 * Math.Min(dose / 180, 1) * Math.Exp(-Math.Pow(hour % 504 - 190, 2) / 9000), .55, 1.4);
        var sizes = Grid(now, 168, (int)(question.About.Days / 7) + 1, hour => 80 * Math.Exp(-dose / 180 * hour / 3000), .75, 1.3);
        return new(
            "treatments-1", question.Drug, null, new("neutrophils", counts, new(.3, .7, 1.2), .8, dose / 400, .02, new(0, 1, 6)),
            new("breast", sizes, new(-.8, -.3, .3), .5, .1, new(470, 590, 800)), ["Kloft, Wallin, Henningsson, et al., 2006", "Bruno, Lindbom, Schaedeli Stark, et al., 2012"],
            ["Blood cells found in cancer patients under 100 mg/m² over 1 h every 3 weeks; no growth factors. Fitted to 1 counts."]);
    }

    public static DoseFindings Findings(DoseQuestion question)
    {
        DosePair[] pairs = [.. from interval in question.IntervalsDays from dose in Enumerable.Range(0, 10) select Pair(99 + 9 * dose, interval)];
        return new(
            "treatments-1", question.Drug, "mg", "mg/m²", question.Limit, pairs.Where(pair => pair.Cells.ChanceOfGrade4 <= question.Limit).MinBy(pair => pair.Tumour.Change.Median),
            [.. pairs.Where(pair => pair.IntervalDays == 14).OrderBy(pair => pair.Cells.ChanceOfGrade4)], pairs, new("the label", 1078, Cells(.59), Tumour(-.39)),
            ["docetaxel alone, every dose given in full over 1 h until day 126; no growth factors.", "256 patients that this one may be, drawn from what counts and scans leave open."]);

        static DosePair Pair(double dose, double interval) => new(dose, dose / 1.8, true, interval, (int)(126 / interval), Cells(Math.Pow(dose / 180, 3) * 14 / interval), Tumour(-.25 - .3 * dose / 180 * 14 / interval));
        static CellEffects Cells(double chance) => new("neutrophils", null, new(.2, .6, 1.1), .9, chance, .03, new(0, 1, 8));
        static TumourEffects Tumour(double change) => new("breast", null, new(change - .4, change, change + .7), .6, .1, new(470, 590, 800));
    }

    private static QuantileGrid Grid(DateTimeOffset start, double step, int count, Func<double, double> median, double low, double high)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(i => median(i * step))];
        return new(start, step, [.. values.Select(value => low * value)], values, [.. values.Select(value => high * value)]);
    }
}
