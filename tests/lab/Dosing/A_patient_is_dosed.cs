using System.Text.Json;

namespace TwinGrid.Lab.Tests.Dosing;

public sealed class A_patient_is_dosed : IDisposable
{
    private const string Vancomycin =
        """
        TIME,AMT,DUR,DV,CLCR,WT,DIAL
        0,1900,1,.,34,62,0
        12,.,.,14.8,34,62,0
        22.2,1750,1,.,34,62,0
        37.5,.,.,22.5,34,62,0
        """;

    private readonly Lab _lab = new();

    [Fact]
    public void two_concentrations_give_the_patients_own_clearance_and_the_next_dose()
    {
        _lab.Run("dose", "--drug", "vancomycin", "--patient", _lab.Put("p.csv", Vancomycin), "--next-at", "46", "--next-duration", "1", "--next-interval", "24", "--next-doses", "4",
            "--target-concentration", "15", "--target-at", "142", "--out", _lab.At("report.json"), "--plot", _lab.At("course.svg")).ShouldBe(0, _lab.Errors);
        using var report = JsonDocument.Parse(File.ReadAllText(_lab.At("report.json")));
        var occasion = report.RootElement.GetProperty("occasions")[0];
        occasion.GetProperty("clearanceLPerH").GetDouble().ShouldBe(1.72, 5e-3);
        occasion.GetProperty("volumeL").GetDouble().ShouldBe(59.8, 5e-2);
        var next = report.RootElement.GetProperty("next");
        next.GetProperty("reached").GetDouble().ShouldBe(15, 1e-6);
        next.GetProperty("amountMg").GetDouble().ShouldBeInRange(500, 1000);
        next.GetProperty("low").GetDouble().ShouldBeLessThan(15);
        File.ReadAllText(_lab.At("course.svg")).ShouldContain("<svg");
    }

    [Theory]
    [InlineData("TIME,AMT,CLCR,DIAL\n0,1000,34,0\n", "The covariate 'WT' is not known at 0 h, and the model needs it.")]
    [InlineData("TIME,AMT,CLCR,WT,DIAL\n0,1000,34,62,0\n5,.,.,62,0\n", "line 3, column 3 (CLCR): a covariate is missing.")]
    [InlineData("TIME,AMT,CLCR,WT,DIAL\n5,1000,34,62,0\n0,.,34,62,0\n", "line 3, column 1 (TIME): the time 0 h follows 5 h.")]
    [InlineData("TIME,AMT,SS,CLCR,WT,DIAL\n0,1000,1,34,62,0\n", "Repetitions and steady state need an interval above 0; this is 0 h.")]
    [InlineData("TIME,DV,CLCR,WT,DIAL\n0,10,34,62,0\n", "has no dose: no row has an AMT.")]
    public void what_cannot_be_used_is_said_with_its_place(string file, string reason) =>
        _lab.Refusal("dose", "--drug", "vancomycin", "--patient", _lab.Put("p.csv", file)).ShouldEndWith(reason);

    [Fact]
    public void a_target_without_a_time_is_refused() =>
        _lab.Refusal("dose", "--drug", "vancomycin", "--patient", _lab.Put("p.csv", Vancomycin), "--target-concentration", "15").ShouldBe("A target needs --next-at and --target-at.");

    public void Dispose() => _lab.Dispose();
}
