using System.Text.Json;

namespace TwinGrid.Lab.Tests.Genes;

public sealed class A_genome_is_called : IDisposable
{
    private const string Vcf = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tpatient\nchr19\t15879621\t.\tC\tT\t.\tPASS\t.\tGT\t0/1\n";

    private readonly Lab _lab = new();

    [Fact]
    public void the_report_has_calls_what_is_missing_and_what_drugs_it_concerns()
    {
        _lab.Run("genome", _lab.Put("patient.vcf", Vcf), "--call", "CYP2D6=*4/*4").ShouldBe(0, _lab.Errors);
        using var report = JsonDocument.Parse(_lab.Output);
        var gene = report.RootElement.GetProperty("genes")[0];
        gene.GetProperty("diplotypes").EnumerateArray().Select(pair => pair.GetString()).ShouldBe(["*1/*3", "*1/*4"], ignoreOrder: true);
        gene.GetProperty("missing")[0].GetProperty("position").GetString().ShouldBe("rs3093105");
        report.RootElement.GetProperty("drugs").EnumerateArray().ShouldContain(drug => drug.GetProperty("drug").GetString() == "codeine");
    }

    [Theory]
    [InlineData("--gene", "CYP9Z9", "There are no definitions of the alleles of 'CYP9Z9'")]
    [InlineData("--sample", "nobody", "has no sample 'nobody'; it has patient.")]
    [InlineData("--call", "CYP2D6", "--call 'CYP2D6' is no gene with its diplotype")]
    public void what_cannot_be_used_is_said_in_one_sentence(string option, string value, string reason) => _lab.Refusal("genome", _lab.Put("patient.vcf", Vcf), option, value).ShouldContain(reason);

    public void Dispose() => _lab.Dispose();
}
