using System.Net;
using System.Net.Http.Headers;
using System.Text;
using TwinGrid.Treatments;

namespace TwinGrid.Gateway.Tests.Imports;

public sealed class A_genome_is_sent : Gateway
{
    private const string Head = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tpatient\n";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Registered();
    }

    [Fact]
    public async Task what_is_certain_is_set_on_the_twin()
    {
        var answer = await Send(Head + "chr16\t31096368\trs9923231\tC\tT\t.\tPASS\t.\tGT\t0/1\nchr10\t94842866\trs3758581\tA\tG\t.\tPASS\t.\tGT\t1/1\n");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Json.GetProperty("set").EnumerateArray().Select(gene => gene.GetString()).ShouldBe(["VKORC1"]);
        var entry = Grid.Twin("p1").Entered.ShouldHaveSingleItem();
        (entry.EntryId, entry.Kind, entry.What, entry.Text, entry.At).ShouldBe(("genome-VKORC1", TreatmentKind.Genotype, "VKORC1", "G/A", Noon));
        var open = answer.Json.GetProperty("genes").EnumerateArray().Single(gene => gene.GetProperty("gene").GetString() == "CYP2C19");
        open.GetProperty("uncertain").GetString().ShouldNotBeNullOrEmpty();
        open.GetProperty("missing").GetArrayLength().ShouldBe(33);
    }

    [Fact]
    public async Task a_newer_file_takes_back_what_it_leaves_open()
    {
        await Send(Head + "chr16\t31096368\t.\tC\tT\t.\tPASS\t.\tGT\t1/1\n");
        var answer = await Send(Head + "chr16\t31096368\t.\tC\tG\t.\tPASS\t.\tGT\t0/1\n");
        answer.Json.GetProperty("takenBack").EnumerateArray().Select(gene => gene.GetString()).ShouldBe(["VKORC1"]);
        Grid.Twin("p1").Entered[^1].IsRetracted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("hello", "line 1")]
    [InlineData("##fileformat=VCFv4.2\n##reference=hg19\n", "line 2")]
    [InlineData(Head + "chr16\tx\t.\tC\tT\t.\tPASS\t.\tGT\t0/1\n", "line 3")]
    public async Task what_is_no_genome_is_refused_with_its_place_and_leaves_no_trace(string text, string place)
    {
        (await Send(text)).ShouldName(place);
        Grid.Twin("p1").Entered.ShouldBeEmpty();
    }

    [Fact]
    public async Task of_somebody_unknown_nothing_is_taken() =>
        (await Send(Head + "chr16\t31096368\t.\tC\tT\t.\tPASS\t.\tGT\t1/1\n", "nobody")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");

    private Task<Answer> Send(string text, string twin = "p1") =>
        Post($"/v1/twins/{twin}/genome", new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("text/vcf") } });
}
