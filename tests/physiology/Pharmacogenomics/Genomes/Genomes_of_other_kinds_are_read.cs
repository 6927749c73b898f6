using System.IO.Compression;
using System.Text;
using TwinGrid.Physiology.Pharmacogenomics;
using TwinGrid.Physiology.Pharmacogenomics.Genomes;

namespace TwinGrid.Physiology.Tests.Pharmacogenomics.Genomes;

/// <summary>VCFs as other programs write them, by hand.</summary>
public sealed class Genomes_of_other_kinds_are_read
{
    private const string Position = "chr16\t31096368\trs9923231\tC\tT\t.\tPASS\t.\t";

    private static readonly PharmacogenomicTables Tables = PharmacogenomicTables.Shipped;

    [Theory]
    [InlineData("mother", "rs9923231 reference (C)/rs9923231 variant (T)")]
    [InlineData("father", "rs9923231 variant (T)/rs9923231 variant (T)")]
    public void of_several_people_one_is_read(string sample, string expected) =>
        Read("mother\tfather", [Position + "GT\t0/1\t1/1"], sample).Finding("VKORC1", Tables).Diplotypes.ShouldBe([expected]);

    [Fact]
    public void of_several_people_one_must_be_named() => Should.Throw<UnreadableGenomeException>(() => Read("mother\tfather", [Position + "GT\t0/1\t1/1"])).Message.ShouldContain("2 samples (mother, father): say whose");

    [Theory]
    [InlineData("chr16\t31096368\t.\tA\tT\t.\tPASS\t.\tGT\t0/1", "REF is A where GRCh38 has C")]
    [InlineData("chr16\t31096368\t.\tC\tT\t.\tPASS\t.\tGT\t./1", "no call")]
    public void a_gene_whose_only_record_cannot_be_used_is_told_with_the_reason(string record, string reason)
    {
        var found = Read("p", [record]).Findings(Tables).ShouldHaveSingleItem();
        (found.Gene, found.Diplotypes.Count, found.Genotype, found.WithoutCall).ShouldBe(("VKORC1", 0, null, "nothing is known of its positions"));
        found.Missing.ShouldHaveSingleItem().Reason.ShouldBe(reason);
    }

    [Fact]
    public void a_person_who_is_not_in_it_is_refused() => Should.Throw<UnreadableGenomeException>(() => Read("mother", [Position + "GT\t0/1"], "child")).Message.ShouldContain("child");

    [Theory]
    [InlineData("chr16")]
    [InlineData("16")]
    public void chromosomes_may_be_called_chr_or_not(string chromosome) =>
        Read("p", [Position.Replace("chr16", chromosome, StringComparison.Ordinal) + "GT\t1/1"]).Finding("VKORC1", Tables).Diplotypes.ShouldBe(["rs9923231 variant (T)/rs9923231 variant (T)"]);

    [Fact]
    public void of_several_alternates_the_one_that_is_named_counts() =>
        Read("p", ["chr16\t31096368\t.\tC\tG,T,<NON_REF>\t.\tPASS\t.\tGT:AD\t0/2:10,0,9,0"]).Finding("VKORC1", Tables).Diplotypes.ShouldBe(["rs9923231 reference (C)/rs9923231 variant (T)"]);

    [Theory]
    [InlineData("DP\t30")]
    [InlineData("DP:GT\t30")]
    [InlineData(".\t.")]
    public void a_record_without_a_genotype_is_missing_and_not_like_the_reference(string told)
    {
        var found = Read("p", [Position + told]).Finding("VKORC1", Tables);
        (found.Diplotypes.Count, found.Missing.Count, found.Genotype).ShouldBe((0, 1, null));
    }

    [Fact]
    public void a_file_without_people_says_nothing_of_anybody() =>
        Should.Throw<UnreadableGenomeException>(() => VcfGenome.Read(new MemoryStream(Encoding.UTF8.GetBytes("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr16\t31096368\t.\tC\tT\t.\tPASS\t.\n"))));

    [Fact]
    public void lines_that_end_as_Windows_ends_them_are_the_same() => VcfGenome.Read(new MemoryStream(Encoding.UTF8.GetBytes(Text("p", [Position + "GT\t0|1"]).Replace("\n", "\r\n", StringComparison.Ordinal)))).Finding("VKORC1", Tables).Diplotypes.Count.ShouldBe(1);

    [Theory]
    [InlineData("##reference=hg19")]
    [InlineData("##contig=<ID=chr1,length=249250621>")]
    [InlineData("##reference=file:///b37/human_g1k_v37.fasta")]
    public void an_older_assembly_is_refused(string header) =>
        Should.Throw<UnreadableGenomeException>(() => VcfGenome.Read(new MemoryStream(Encoding.UTF8.GetBytes($"##fileformat=VCFv4.2\n{header}\n" + Text("p", [Position + "GT\t0/1"]).Split('\n', 2)[1])))).Message.ShouldContain("GRCh38 only");

    [Fact]
    public void a_block_that_begins_in_the_middle_of_a_record_is_read_through_pieces_of_bgzip()
    {
        var plain = Encoding.UTF8.GetBytes(Text("p", ["chr16\t31096000\t.\tA\t<*>\t.\tPASS\tEND=31097000\tGT:DP\t0/0:31"]));
        using var packed = new MemoryStream();
        for (var at = 0; at < plain.Length; at += 7) // many small members, each cut anywhere
            using (var member = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) member.Write(plain.AsSpan(at, Math.Min(7, plain.Length - at)));
        packed.Position = 0;
        VcfGenome.Read(packed).Finding("VKORC1", Tables).Diplotypes.ShouldBe(["rs9923231 reference (C)/rs9923231 reference (C)"]);
    }

    [Theory]
    [InlineData("rs2306283=A/G rs11045852=A/G rs74064213=A/G", "*1/*44")]
    [InlineData("rs4149056=T/C rs71581941=C/T", "*5/*45")]
    [InlineData("rs2306283=A/G rs4149056=T/C rs71581941=C/T", "*1/*46 ; *15/*45")]
    [InlineData("rs2306283=A/G rs4149056=T/C rs34671512=A/C", "*5/*20 ; *15/*19 ; *37/*40")]
    [InlineData("rs2306283=G/G rs4149056=C/C rs72559747=G/G", "*47/*47")]
    [InlineData("rs77271279=G/T 21176871=G/A", "*38/*41")]
    public void rare_alleles_of_SLCO1B1_are_told_from_each_other(string variants, string expected)
    {
        var vcf = new VcfText("SLCO1B1");
        foreach (var call in variants.Split(' ')) vcf.With(call.Split('=')[0], call.Split('=')[1].Split('/')[0], call.Split('=')[1].Split('/')[1]);
        var found = vcf.Read().Finding("SLCO1B1", Tables);
        found.Diplotypes.Order(StringComparer.Ordinal).ShouldBe(expected.Split(" ; ").Order(StringComparer.Ordinal));
        if (expected == "*47/*47") found.Call!.Phenotype.Abbreviation.ShouldBe("PF");
    }

    private static Genome Read(string people, IEnumerable<string> records, string? sample = null) => VcfGenome.Read(new MemoryStream(Encoding.UTF8.GetBytes(Text(people, records))), sample: sample);

    private static string Text(string people, IEnumerable<string> records) => $"##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{people}\n{string.Join('\n', records)}\n";
}
