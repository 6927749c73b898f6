using System.Text.Json;

namespace TwinGrid.Lab.Tests.Genes;

public sealed class Genes_are_asked : IDisposable
{
    private readonly Lab _lab = new();

    [Fact]
    public void a_drug_and_a_diplotype_give_a_recommendation()
    {
        _lab.Run("recommend", "--drug", "fluorouracil", "--gene", "DPYD=*1/*2A").ShouldBe(0, _lab.Errors);
        using var report = JsonDocument.Parse(_lab.Output);
        report.RootElement.GetProperty("startDoseFactor").GetDouble().ShouldBe(.5);
        report.RootElement.GetProperty("calls")[0].GetProperty("score").GetDouble().ShouldBe(1);
    }

    [Fact]
    public void a_table_of_ones_own_takes_the_place_of_the_one_carried()
    {
        var table = _lab.Put("cyp2d6.json", """{"gene":"CYP2D6","version":"2027-01","source":"a test","alleles":{"*1":{"activity":0}},"phenotypes":[{"name":"Poor","abbreviation":"PM","from":0}]}""");
        _lab.Run("recommend", "--drug", "codeine", "--gene", "CYP2D6=*1/*1", "--table", table).ShouldBe(0, _lab.Errors);
        _lab.Output.ShouldContain("\"avoid\": true");
        _lab.Output.ShouldContain("2027-01");
    }

    [Theory]
    [InlineData("CYP2D6 is not called, and codeine depends on it.", "recommend", "--drug", "codeine")]
    [InlineData("--gene 'CYP2D6' is no gene with its diplotype, such as CYP2D6=*1/*4.", "recommend", "--drug", "codeine", "--gene", "CYP2D6")]
    [InlineData("VKORC1 'TT' is none of GG, AG, AA; leave it out where it is not known.", "warfarin", "--age", "65", "--height", "170", "--weight", "75", "--vkorc1", "TT")]
    public void what_cannot_be_used_is_said_in_one_sentence(string reason, params string[] args) => _lab.Refusal(args).ShouldBe(reason);

    [Fact]
    public void warfarin_by_genes_and_without()
    {
        _lab.Run("warfarin", "--age", "65", "--height", "170", "--weight", "75", "--vkorc1", "AG", "--cyp2c9", "*1/*2", "--race", "white").ShouldBe(0, _lab.Errors);
        using var report = JsonDocument.Parse(_lab.Output);
        report.RootElement.GetProperty("mgPerWeek").GetDouble().ShouldBe(25.869430, 5e-7);
        report.RootElement.GetProperty("clinicalMgPerWeek").GetDouble().ShouldBe(30.481441, 5e-7);
    }

    public void Dispose() => _lab.Dispose();
}
