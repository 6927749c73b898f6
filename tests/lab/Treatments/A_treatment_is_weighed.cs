using System.Text.Json;

namespace TwinGrid.Lab.Tests.Treatments;

public sealed class A_treatment_is_weighed : IDisposable
{
    private const string Patient =
        """
        TIME,AMT,DUR,COUNT,SLD,FEMALE,ECOG_GE1,PRIOR,AAG,BSA
        -120,.,.,4.2,80,1,0,1,1.2,1.8
        0,135,1,.,.,1,0,1,1.2,1.8
        180,.,.,0.9,.,1,0,1,1.2,1.8
        """;

    private readonly Lab _lab = new();

    [Fact]
    public void a_regimen_tells_what_it_does_to_cells_and_tumour()
    {
        _lab.Run("treatment", "evaluate", "--drug", "docetaxel", "--patient", _lab.Put("p.csv", Patient), "--from", "504", "--regimen", "135 mg over 1 h at 21 d every 21 d x 5", "--days", "105",
            "--draws", "64", "--prognosis", "MANY_SITES=1", "--out", _lab.At("r.json"), "--plot", _lab.At("r.svg")).ShouldBe(0, _lab.Errors);
        using var report = JsonDocument.Parse(File.ReadAllText(_lab.At("r.json")));
        report.RootElement.GetProperty("cells").GetProperty("grade4").GetDouble().ShouldBeInRange(.01, .99);
        report.RootElement.GetProperty("tumour").GetProperty("course").GetProperty("timesH").GetArrayLength().ShouldBe(16);
        report.RootElement.GetProperty("tumour").GetProperty("medianSurvivalDays").GetProperty("median").GetDouble().ShouldBeInRange(200, 900);
        report.RootElement.GetProperty("modelVersion").GetString().ShouldBe("treatments-1");
        File.ReadAllText(_lab.At("r.svg")).ShouldContain("<svg");
    }

    [Fact]
    public void the_best_dose_keeps_the_limit_and_stands_beside_the_label()
    {
        _lab.Run("treatment", "optimise", "--drug", "docetaxel", "--patient", _lab.Put("p.csv", Patient), "--from", "504", "--limit", "0.3", "--intervals", "21,28", "--steps", "4", "--days", "84",
            "--draws", "64", "--least", "40", "--plot", _lab.At("t.svg"), "--out", _lab.At("t.json")).ShouldBe(0, _lab.Errors);
        using var report = JsonDocument.Parse(File.ReadAllText(_lab.At("t.json")));
        report.RootElement.GetProperty("best").GetProperty("grade4").GetDouble().ShouldBeLessThanOrEqualTo(.3);
        report.RootElement.GetProperty("candidates").GetArrayLength().ShouldBe(8);
        report.RootElement.GetProperty("label").GetProperty("meanAmount").GetDouble().ShouldBeInRange(100, 4 * 180);
        report.RootElement.GetProperty("assumptions").GetArrayLength().ShouldBeGreaterThan(5);
        report.RootElement.GetProperty("tradeOff")[0].GetProperty("labelUnit").GetString().ShouldBe("mg/m²");
    }

    [Fact]
    public void what_cannot_be_weighed_is_said_in_a_sentence()
    {
        var file = _lab.Put("p.csv", Patient);
        _lab.Refusal("treatment", "evaluate", "--drug", "docetaxel", "--patient", file, "--regimen", "300 mg over 1 h at 21 d").ShouldBe(
            "Dose 1, at 504 h: 166.7 mg/m² lies outside the label's 55 to 100 mg/m² (breast cancer; every 3 weeks, 55 after reductions; docetaxel, US prescribing information, sections 2.1 and 2.7). --off-label looks at it all the same.");
        _lab.Run("treatment", "evaluate", "--drug", "docetaxel", "--patient", file, "--regimen", "300 mg over 1 h at 21 d", "--off-label", "--draws", "8", "--days", "21").ShouldBe(0, _lab.Errors);
        _lab.Refusal("treatment", "evaluate", "--drug", "docetaxel", "--patient", file, "--regimen", "135 mg ovr 1 h").ShouldBe("--regimen: Statement 1, '135 mg ovr 1 h': 'ovr' is not understood; known are at, over, every, until, x, oral, steady.");
        _lab.Refusal("treatment", "evaluate", "--drug", "docetaxel", "--patient", _lab.Put("q.csv", "TIME,COUNT,SLD,BSA\n0,4,80,1.8\n"), "--regimen", "135 mg over 1 h").ShouldEndWith("The covariate 'FEMALE' is not known at 0 h, and the model needs it.");
        _lab.Refusal("treatment", "optimise", "--drug", "vancomycin", "--limit", "0.2", "--patient", _lab.Put("v.csv", "TIME,CLCR,WT,DIAL\n0,100,70,0\n")).ShouldContain("Of vancomycin no effect on blood cells is carried");
        _lab.Refusal("treatment", "evaluate", "--drug", "docetaxel", "--patient", file, "--regimen", "135 mg over 1 h at 21 d", "--prognosis", "SMOKER=1").ShouldBe("--prognosis 'SMOKER' is not asked for; known are ECOG, MANY_SITES, EARLIER_STUDY.");
        _lab.Refusal("treatment", "evaluate", "--drug", "docetaxel", "--patient", _lab.Put("w.csv", Patient.Replace("180,.,.,0.9", "180,.,.,abc", StringComparison.Ordinal)), "--regimen", "135 mg over 1 h at 21 d").ShouldContain("line 4, column 4 (COUNT)");
    }

    public void Dispose() => _lab.Dispose();
}
