using System.Globalization;

namespace TwinGrid.Lab.Tests.Hearts;

public sealed class A_coronary_artery_is_narrowed : IDisposable
{
    private readonly Lab _lab = new();

    [SkippableFact]
    public void every_row_of_the_reference_is_met()
    {
        var reference = ResultTable.Reference("circulation", "ffr_reference.csv");
        for (var row = 0; row < reference.Rows; row++)
        {
            var seen = Simulate(reference["diam_stenosis_pct"][row], reference["length_mm"][row]);
            seen.Names.ShouldBe(reference.Names);
            seen["FFR"][0].ShouldBe(reference["FFR"][row], .002);
            seen["dP_mmHg"][0].ShouldBe(reference["dP_mmHg"][row], .02);
            seen["Qhyper_mL_s"][0].ShouldBe(reference["Qhyper_mL_s"][row], .002);
        }
    }

    [Fact]
    public void a_stent_gives_the_flow_back()
    {
        Simulate(70, 10)["FFR"][0].ShouldBeLessThan(.5);
        var stented = Simulate(70, 10, "--stent-residual-pct", "0");
        stented["FFR"][0].ShouldBeGreaterThan(.95);
        stented["diam_stenosis_pct"][0].ShouldBe(0);
        _lab.Errors.ShouldContain("before the stent");
    }

    [Fact]
    public void names_in_dashes_mean_the_same() =>
        _lab.Table("simulate", "coronary", "--diameter-stenosis-pct", "60", "--length-mm", "20")["FFR"].ShouldBe(Simulate(60, 20)["FFR"]);

    private ResultTable Simulate(double percent, double lengthMm, params string[] more) => _lab.Table(
        ["simulate", "coronary", "--diameterStenosisPct", percent.ToString(CultureInfo.InvariantCulture), "--lengthMm", lengthMm.ToString(CultureInfo.InvariantCulture), .. more]);

    public void Dispose() => _lab.Dispose();
}
