namespace TwinGrid.Lab.Tests.Lungs;

public sealed class A_person_breathes : IDisposable
{
    private readonly Lab _lab = new();

    [Fact]
    public void rest_stays_rest()
    {
        var rest = After("{}");
        rest.Names.ShouldBe(["t_min", "RR", "TV_mL", "VE_Lmin", "VA_Lmin", "SaO2_pct", "PaO2", "PaCO2", "PAO2", "PvO2"]);
        rest.Rows.ShouldBe(41);
        rest["RR"].ShouldAllBe(rate => Math.Abs(rate - 14) < .001);
    }

    [Theory]
    [InlineData("""{"altitudeM": 4300}""", 76, 85, 1)]
    [InlineData("""{"shunt": 0.4}""", 60, 88, 1)]
    [InlineData("""{"inspiredCarbonDioxide": 0.05}""", 97, 100, 1)]
    [InlineData("""{"opioidDepression": 0.5}""", 90, 97.2, -1)]
    public void saturation_and_breathing_go_as_published(string scenario, double lowest, double highest, int breathing)
    {
        var course = After(scenario);
        course["SaO2_pct"][^1].ShouldBeInRange(lowest, highest);
        Math.Sign(course["VE_Lmin"][^1] - course["VE_Lmin"][0]).ShouldBe(breathing);
    }

    private ResultTable After(string scenario) => _lab.Table("simulate", "lung", "--scenario", _lab.Put("scenario.json", scenario));

    public void Dispose() => _lab.Dispose();
}
