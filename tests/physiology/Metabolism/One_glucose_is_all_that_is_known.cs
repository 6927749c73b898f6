using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Physiology.Tests.Metabolism;

/// <summary>A finger stick, a result of the laboratory or a sensor's first reading: what came before it nobody knows.</summary>
public sealed class One_glucose_is_all_that_is_known
{
    private const double Low = 70;
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);
    private static readonly double[] Levels = [.05, .25, .50, .75, .95];

    [Theory]
    [InlineData(MetabolismKind.Healthy, 92), InlineData(MetabolismKind.Healthy, 120), InlineData(MetabolismKind.Healthy, 140), InlineData(MetabolismKind.Healthy, 160)]
    [InlineData(MetabolismKind.Healthy, 180), InlineData(MetabolismKind.Healthy, 190)]
    [InlineData(MetabolismKind.Type1, 140), InlineData(MetabolismKind.Type1, 250), InlineData(MetabolismKind.Type1, 304), InlineData(MetabolismKind.Type1, 400)]
    [InlineData(MetabolismKind.Type2, 140), InlineData(MetabolismKind.Type2, 250), InlineData(MetabolismKind.Type2, 304), InlineData(MetabolismKind.Type2, 400), InlineData(MetabolismKind.Type2, 600)]
    public void no_low_glucose_is_foretold_from_a_high_one(MetabolismKind kind, double mgPerDl) =>
        Ahead(kind, mgPerDl).Min().ShouldBeGreaterThan(Low);

    [Theory]
    [InlineData(140), InlineData(180)]
    public void a_healthy_person_comes_down_from_a_meal_to_where_she_always_stands(double mgPerDl)
    {
        var course = Ahead(MetabolismKind.Healthy, mgPerDl);
        course[11].ShouldBeInRange(100, mgPerDl - 10);
        course[^1].ShouldBeInRange(Low, 100);
    }

    [Theory]
    [InlineData(MetabolismKind.Type1, 304), InlineData(MetabolismKind.Type2, 250), InlineData(MetabolismKind.Type2, 304)]
    public void whose_diabetes_shows_so_much_is_no_healthy_person_hours_later(MetabolismKind kind, double mgPerDl)
    {
        var course = Ahead(kind, mgPerDl);
        course[11].ShouldBeGreaterThan(0.85 * mgPerDl);
        course[^1].ShouldBeInRange(0.6 * mgPerDl, mgPerDl);
    }

    [Theory]
    [InlineData(MetabolismKind.Type1), InlineData(MetabolismKind.Type2)]
    public void a_high_one_may_be_where_she_always_stands(MetabolismKind kind)
    {
        var high = Start(kind, 304).Estimates[0];
        var usual = Start(kind, 150).Estimates[0];
        high.Value.ShouldBeGreaterThan(usual.Value + 20);
        high.Value.ShouldBeLessThan(304);
    }

    private static GlucoseTwin Start(MetabolismKind kind, double mgPerDl) => GlucoseTwin.Start(new(kind, 70, 45), Morning, mgPerDl);

    private static double[] Ahead(MetabolismKind kind, double mgPerDl) =>
        Start(kind, mgPerDl).Forecast(TimeSpan.FromHours(4), TimeSpan.FromMinutes(5), Levels, []).Values[2];
}
