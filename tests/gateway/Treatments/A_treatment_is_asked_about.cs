using System.Net;
using TwinGrid.Treatments;

namespace TwinGrid.Gateway.Tests.Treatments;

public sealed class A_treatment_is_asked_about : Gateway
{
    private static readonly CellEffects Cells = new("neutrophils", null, new(.2, .6, 1.1), .9, .35, .03, new(0, 1, 8));

    private static readonly TumourEffects Tumour = new("breast", null, new(-.9, -.4, .5), .6, .1, new(400, 590, 820));

    private TreatmentQuestion? _question;
    private DoseQuestion? _doses;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Registered();
        Grid.Twin("p1").Evaluating = question =>
        {
            _question = question;
            return new(null, new TreatmentEffects("treatments-1", question.Drug, null, Cells, Tumour, ["Kloft 2006"], ["a note"]));
        };
        Grid.Twin("p1").Optimising = question =>
        {
            _doses = question;
            var pair = new DosePair(135, 75, true, 21, 6, Cells, Tumour);
            return new(null, new DoseFindings("treatments-1", question.Drug, "mg", "mg/m²", question.Limit, pair, [pair], [pair], new("the label", 1000, Cells, Tumour), ["alone"]));
        };
    }

    [Fact]
    public async Task a_regimens_effects_come_with_their_sources()
    {
        var answer = await Post("/v1/twins/p1/treatments/evaluate", """{"drug":"docetaxel","regimen":"135 mg over 1 h every 21 d x 6","days":105,"covariates":{"PRIOR":1},"genes":{"DPYD":"*1/*2A"},"prognosis":{"ECOG":1},"offLabel":true}""");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Json.GetProperty("cells").GetProperty("chanceOfGrade4").GetDouble().ShouldBe(.35);
        answer.Json.GetProperty("sources")[0].GetString().ShouldBe("Kloft 2006");
        (_question!.Regimen, _question.About.Days, _question.About.Draws, _question.OffLabel).ShouldBe(("135 mg over 1 h every 21 d x 6", 105, 256, true));
        (_question.About.Covariates["PRIOR"], _question.About.Genes["DPYD"], _question.About.Prognosis["ECOG"]).ShouldBe((1, "*1/*2A", 1));
    }

    [Fact]
    public async Task the_best_dose_stands_beside_the_label()
    {
        var answer = await Post("/v1/twins/p1/treatments/optimise", """{"drug":"docetaxel","limit":0.3,"intervalsDays":[21],"least":40}""");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Json.GetProperty("best").GetProperty("labelDose").GetDouble().ShouldBe(75);
        answer.Json.GetProperty("label").GetProperty("meanAmount").GetDouble().ShouldBe(1000);
        (_doses!.Limit, _doses.Least, _doses.Most, _doses.Steps).ShouldBe((.3, 40, null, 10));
        _doses.IntervalsDays.ShouldBe([21]);
    }

    [Fact]
    public async Task what_is_known_is_entered_and_listed()
    {
        var answer = await Post("/v1/twins/p1/treatments/entries",
            """{"entries":[{"id":"d1","kind":"dose","at":"2026-02-01T09:00:00Z","what":"docetaxel","amount":135,"durationHours":1},{"id":"s1","kind":"scan","at":"2026-01-25T10:00:00Z","lesions":[{"organ":"liver","diameterMm":48},{"organ":"axilla","diameterMm":32.5,"isNode":true}]},{"id":"g1","kind":"genotype","at":"2026-01-25T10:00:00Z","what":"CYP2D6","text":"*1/*4"}]}""");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        Grid.Twin("p1").Entered.Select(entry => (entry.EntryId, entry.Kind, entry.Text)).ShouldBe(
            [("d1", TreatmentKind.Dose, null), ("s1", TreatmentKind.Scan, "liver:48;axilla:32.5:node"), ("g1", TreatmentKind.Genotype, "*1/*4")]);
        var listed = await Get("/v1/twins/p1/treatments");
        listed.Json.GetProperty("entries")[0].GetProperty("kind").GetString().ShouldBe("dose");
    }

    [Theory]
    [InlineData("evaluate", """{"regimen":"1 mg"}""", "drug")]
    [InlineData("evaluate", """{"drug":"docetaxel"}""", "regimen")]
    [InlineData("evaluate", """{"drug":"docetaxel","regimen":"1 mg","days":0}""", "days")]
    [InlineData("evaluate", """{"drug":"docetaxel","regimen":"1 mg","covariates":{"BSA":"1.8"}}""", "covariates.BSA")]
    [InlineData("evaluate", """{"drug":"docetaxel","regimen":"1 mg","genes":{"CYP2D6":3}}""", "genes.CYP2D6")]
    [InlineData("evaluate", """{"drug":"docetaxel","regimen":"1 mg","dose":3}""", "dose")]
    [InlineData("optimise", """{"drug":"docetaxel"}""", "limit")]
    [InlineData("optimise", """{"drug":"docetaxel","limit":1.5}""", "limit")]
    [InlineData("optimise", """{"drug":"docetaxel","limit":0.3,"intervalsDays":[0]}""", "intervalsDays[0]")]
    [InlineData("entries", """{"entries":[]}""", "entries")]
    [InlineData("entries", """{"entries":[{"id":"d1","kind":"pill","at":"2026-02-01T09:00:00Z","what":"x"}]}""", "entries[0].kind")]
    [InlineData("entries", """{"entries":[{"id":"d1","kind":"dose","at":"2026-02-01","what":"x","amount":1}]}""", "entries[0].at")]
    [InlineData("entries", """{"entries":[{"id":"d1","kind":"dose","at":"2026-02-01T09:00:00Z","amount":1}]}""", "entries[0].what")]
    [InlineData("entries", """{"entries":[{"id":"d1","kind":"dose","at":"2026-02-01T09:00:00Z","what":"docetaxel","amount":1,"lesions":[{"organ":"liver","diameterMm":1}]}]}""", "entries[0].lesions")]
    public async Task what_is_wrong_is_named(string route, string body, string field)
    {
        var answer = await Post($"/v1/twins/p1/treatments/{route}", body);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
        answer.Json.GetProperty("errors").EnumerateArray().ShouldContain(error => error.GetProperty("field").GetString() == field);
        Grid.Twin("p1").Entered.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_the_twin_cannot_answer_is_said_with_its_field()
    {
        Grid.Twin("p1").Evaluating = _ => new(new("covariates.AAG", "is missing (alpha-1 acid glycoprotein, g/L)"), null);
        var answer = await Post("/v1/twins/p1/treatments/evaluate", """{"drug":"docetaxel","regimen":"135 mg over 1 h"}""");
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Json.GetProperty("detail").GetString().ShouldBe("covariates.AAG is missing (alpha-1 acid glycoprotein, g/L).");
        (await Post("/v1/twins/nobody/treatments/evaluate", """{"drug":"docetaxel","regimen":"135 mg over 1 h"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
