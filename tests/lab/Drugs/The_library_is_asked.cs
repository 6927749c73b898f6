using System.Text.Json;

namespace TwinGrid.Lab.Tests.Drugs;

public sealed class The_library_is_asked : IDisposable
{
    private readonly Lab _lab = new();

    [Fact]
    public void each_drug_says_where_its_numbers_come_from_and_what_it_needs()
    {
        _lab.Run("drugs").ShouldBe(0, _lab.Errors);
        using var library = JsonDocument.Parse(_lab.Output);
        var docetaxel = library.RootElement.EnumerateArray().Single(drug => drug.GetProperty("name").GetString() == "docetaxel");
        docetaxel.GetProperty("kinetics").GetProperty("source").GetString()!.ShouldContain("Ozawa");
        docetaxel.GetProperty("label").GetProperty("ranges")[0].GetProperty("unit").GetString().ShouldBe("mg/m²");
        library.RootElement.EnumerateArray().Single(drug => drug.GetProperty("name").GetString() == "donepezil").GetProperty("kinetics").GetProperty("genes")[0].GetString().ShouldBe("CYP2D6");
    }

    [Fact]
    public void a_drug_of_ones_own_is_a_file()
    {
        var file = _lab.Put("mine.json",
            """
            { "drug": "mine", "atc": "X", "unit": "mg", "molarMass": 300,
              "kinetics": { "source": "own", "validity": "nobody", "compartments": 1, "effects": [{ "name": "a", "variance": 0.1 }], "error": { "proportional": 0.2 },
                "parameters": { "volume": 30, "clearance": { "typical": 4, "effect": "a" } } },
              "label": { "source": "own", "ranges": [] } }
            """);
        _lab.Run("dose", "--drug", "mine", "--library", file, "--patient", _lab.Put("p.csv", "TIME,AMT,DV\n0,300,.\n6,.,4\n")).ShouldBe(0, _lab.Errors);
        using var report = JsonDocument.Parse(_lab.Output);
        report.RootElement.GetProperty("occasions")[0].GetProperty("volumeL").GetDouble().ShouldBe(30);
        _lab.Refusal("drugs", "--library", _lab.Put("bad.json", "{ \"drug\": \"mine\" }")).ShouldContain("bad.json");
    }

    [Fact]
    public void a_gene_is_called_in_the_patients_file()
    {
        _lab.Run("dose", "--drug", "escitalopram", "--patient", _lab.Put("p.csv", "TIME,AMT,ROUTE,DV,AGE,CYP2C19\n0,10,oral,.,45,*2/*2\n")).ShouldBe(0, _lab.Errors);
        using var report = JsonDocument.Parse(_lab.Output);
        report.RootElement.GetProperty("occasions")[0].GetProperty("clearanceLPerH").GetDouble().ShouldBe(16.3 * .479, 1e-9);
        _lab.Refusal("dose", "--drug", "escitalopram", "--patient", _lab.Put("q.csv", "TIME,AMT,ROUTE,AGE,CYP2C19\n0,10,oral,45,\n")).ShouldEndWith("line 2, column 5 (CYP2C19): the gene is not called.");
        _lab.Refusal("dose", "--drug", "escitalopram", "--patient", _lab.Put("r.csv", "TIME,AMT,ROUTE,AGE\n0,10,oral,45\n")).ShouldEndWith("The gene 'CYP2C19' is not called, and the model needs it.");
        _lab.Refusal("dose", "--drug", "insulin", "--patient", _lab.At("p.csv")).ShouldStartWith("--drug is 'insulin', which has no kinetics of its own");
    }

    [Fact]
    public void a_next_dose_is_compared_with_the_label()
    {
        string[] asked =
        [
            "dose", "--drug", "vancomycin", "--patient", _lab.Put("p.csv", "TIME,AMT,DUR,DV,CLCR,WT,DIAL\n0,1500,1,.,100,70,0\n11,.,.,8,100,70,0\n"), "--next-at", "12", "--next-duration", "1",
            "--next-interval", "12", "--next-doses", "6", "--target-concentration",
        ];
        _lab.Run([.. asked, "17", "--target-at", "84"]).ShouldBe(0, _lab.Errors);
        Label().ShouldStartWith("Within the label");
        _lab.Run([.. asked, "60", "--target-at", "84"]).ShouldBe(0, _lab.Errors);
        Label().ShouldContain("mg/kg lies outside the label's");

        string Label()
        {
            using var report = JsonDocument.Parse(_lab.Output);
            return report.RootElement.GetProperty("next").GetProperty("label").GetString()!;
        }
    }

    public void Dispose() => _lab.Dispose();
}
