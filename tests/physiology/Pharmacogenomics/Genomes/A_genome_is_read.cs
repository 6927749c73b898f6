using System.IO.Compression;
using System.Text;
using TwinGrid.Physiology.Pharmacogenomics;
using TwinGrid.Physiology.Pharmacogenomics.Genomes;
using TwinGrid.Testbed;

namespace TwinGrid.Physiology.Tests.Pharmacogenomics.Genomes;

public sealed class A_genome_is_read
{
    private static readonly PharmacogenomicTables Tables = PharmacogenomicTables.Shipped;

    [SkippableFact]
    public void each_case_of_single_variants_gives_the_diplotypes_that_are_expected()
    {
        var rows = Rows("expected-diplotypes.csv");
        rows.Count.ShouldBe(14);
        foreach (var row in rows)
        {
            var vcf = new VcfText(row[2]);
            foreach (var call in row[3].Split(' ')) vcf.With(call.Split('=')[0], call.Split('=')[1].Split('/')[0], call.Split('=')[1].Split('/')[1]);
            foreach (var missing in row[4].Split(' ', StringSplitOptions.RemoveEmptyEntries)) vcf.Without(missing);
            Sorted(vcf.Read().Finding(row[2], Tables).Diplotypes).ShouldBe(Sorted(row[6].Split(" ; ")), row[1]);
        }
    }

    [SkippableFact]
    public void each_file_gives_the_diplotypes_that_are_expected()
    {
        var rows = Rows("expected-vcf.csv");
        rows.Count.ShouldBe(14);
        foreach (var row in rows)
        {
            var gene = row[0].Split('/')[0].ToUpperInvariant();
            var genome = row[0] == "UGT1A1/s28s80unphased.vcf" ? new VcfText(gene).With("rs887829", "C", "T").With("rs3064744", "CAT", "CATAT").Read() : Sample(row[0]);
            Sorted(genome.Finding(gene, Tables).Diplotypes).ShouldBe(Sorted(row[1].Split(" ; ")), row[0]);
        }
    }

    [SkippableFact]
    public void a_whole_panel_is_called_as_its_report_says()
    {
        foreach (var name in (string[])["pharmcat.example", "pharmcat.example2"])
        {
            var findings = Sample(name + ".vcf").Findings(Tables).ToDictionary(finding => finding.Gene, StringComparer.Ordinal);
            foreach (var row in File.ReadLines(SharedData.Path("samples", "pharmcat", name + ".report.tsv")).Skip(2).Select(line => line.Split('\t')))
            {
                if (row[10] == "yes" || !findings.Remove(row[0], out var found)) continue;
                found.Likeliest.ShouldBe(row[1], row[0]);
                found.Missing.ShouldBeEmpty(row[0]);
                if (found.Call is { } call && row[2].EndsWith("Metabolizer", StringComparison.Ordinal)) call.Phenotype.Name.ShouldBe(row[2], StringCompareShould.IgnoreCase);
            }
            findings.ShouldBeEmpty();
        }
        var second = Sample("pharmcat.example2.vcf");
        second.Finding("CYP2C19", Tables).Call!.Phenotype.Abbreviation.ShouldBe("PM");
        second.Finding("CYP2B6", Tables).Call!.Phenotype.Abbreviation.ShouldBe("IM");
    }

    [SkippableFact]
    public void no_file_of_the_collection_is_too_odd()
    {
        foreach (var file in Directory.EnumerateFiles(SharedData.Path("samples", "pharmcat"), "*.vcf", SearchOption.AllDirectories))
        {
            using var stream = File.OpenRead(file);
            var findings = VcfGenome.Read(stream).Findings(Tables);
            findings.ShouldNotBeEmpty(file);
        }
    }

    [Fact]
    public void packed_it_says_the_same()
    {
        var plain = new VcfText("CYP2C19").With("rs4244285", "G", "A").With("rs12769205", "A", "G").With("rs3758581", "G", "G").ToString();
        using var packed = new MemoryStream();
        foreach (var half in (string[])[plain[..200], plain[200..], ""]) // bgzip: one member after the other, an empty one last
            using (var member = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) member.Write(Encoding.UTF8.GetBytes(half));
        packed.Position = 0;
        VcfGenome.Read(packed).Finding("CYP2C19", Tables).Diplotypes.ShouldBe(["*1/*2"]);
    }

    [Fact]
    public void what_is_missing_is_named_and_never_taken_for_the_reference()
    {
        var found = new VcfText("CYP2C19").With("rs3758581", "G", "G").Without("rs12248560").Without("rs28399504").Read().Finding("CYP2C19", Tables);
        found.Missing.Select(missing => (missing.Name, missing.Reason)).ShouldBe([("rs12248560", "not in the file"), ("rs28399504", "not in the file")]);
        found.Diplotypes.Contains("*1/*17", StringComparer.Ordinal).ShouldBeTrue();
        (found.Call, found.Genotype).ShouldBe((null, null));
        found.WithoutCall.ShouldStartWith("it may be NM or ");
        Genome("chr10\t94762706\t.\tA\tG\t.\tPASS\t.\tGT\t0/1").Finding("VKORC1", Tables).Diplotypes.ShouldBeEmpty();
        new VcfText("CYP3A5").Without("rs41303343").Read().Finding("CYP3A5", Tables).NotLookedFor.ShouldBe(["*7"]);
    }

    [Theory]
    [InlineData("0/1", "LowQual", "filtered: LowQual")]
    [InlineData("./.", "PASS", "no call")]
    [InlineData("1", "PASS", "genotype '1' is not of two chromosomes")]
    public void a_doubtful_record_says_nothing(string genotype, string filter, string reason)
    {
        var found = Genome($"16\t31096368\trs9923231\tC\tT\t50\t{filter}\t.\tGT:DP\t{genotype}:30").Finding("VKORC1", Tables);
        found.Missing.ShouldHaveSingleItem().Reason.ShouldBe(reason);
        found.Diplotypes.ShouldBeEmpty();
    }

    [Fact]
    public void a_reference_base_of_another_assembly_is_not_believed() =>
        Genome("chr16\t31096368\t.\tG\tA\t.\tPASS\t.\tGT\t0/1").Finding("VKORC1", Tables).Missing.ShouldHaveSingleItem().Reason.ShouldBe("REF is G where GRCh38 has C");

    [Fact]
    public void a_block_like_the_reference_counts_and_a_record_within_it_counts_more()
    {
        var genome = Genome("chr19\t15870000\t.\tA\t<NON_REF>\t.\tPASS\tEND=15890000\tGT\t0/0", "chr19\t15879621\t.\tC\tT,<NON_REF>\t.\tPASS\t.\tGT\t0/1", "chr19\t15890001\t.\tA\t<NON_REF>\t.\t.\tEND=15899999\tGT\t0/0");
        genome.Finding("CYP4F2", Tables).Diplotypes.ShouldBe(["*1/*3"]);
    }

    [Fact]
    public void phase_tells_what_lies_together()
    {
        VcfText Two(char separator) => new VcfText("CYP4F2") { Separator = separator }.With("rs3093105", "A", "C").With("rs2108622", "T", "C");
        Two('/').Read().Finding("CYP4F2", Tables).Diplotypes.ShouldBe(["*1/*4", "*2/*3"]);
        Two('|').Read().Finding("CYP4F2", Tables).Diplotypes.ShouldBe(["*2/*3"]);
        Genome("chr19\t15879621\t.\tC\tT\t.\t.\t.\tGT:PS\t1|0:1", "chr19\t15897578\t.\tA\tC\t.\t.\t.\tGT:PS\t0|1:9").Finding("CYP4F2", Tables).Diplotypes.ShouldBe(["*1/*4", "*2/*3"], "two blocks may lie either way");
    }

    [Fact]
    public void a_change_written_with_fewer_bases_or_over_two_records_is_the_same_change()
    {
        Genome("chr2\t233760233\t.\tC\tCAT\t.\t.\t.\tGT\t0/1", "chr2\t233759924\t.\tC\tT\t.\t.\t.\tGT\t0/0").Finding("UGT1A1", Tables).Diplotypes.ShouldBe(["*1/*28"]);
        Genome("chr6\t18138969\t.\tC\tT\t.\t.\t.\tGT\t0/1", "chr6\t18138969\t.\tC\tG\t.\t.\t.\tGT\t1/0").Finding("TPMT", Tables).Diplotypes.ShouldBe(["*16/*22"]);
    }

    [Fact]
    public void bases_no_allele_has_are_told_and_nothing_is_called()
    {
        var found = new VcfText("CYP2C19").With("rs28399504", "A", "C").With("rs3758581", "G", "G").Read().Finding("CYP2C19", Tables);
        found.Diplotypes.ShouldBeEmpty();
        found.Unexplained.ShouldHaveSingleItem().ShouldStartWith("rs28399504 A>C");
    }

    [Fact]
    public void of_several_variants_on_a_chromosome_the_worst_counts()
    {
        var found = new VcfText("DPYD") { Separator = '|' }.With("rs3918290", "C", "T").With("rs1801159", "T", "C").Read().Finding("DPYD", Tables);
        found.Diplotypes.ShouldBe(["Reference/[c.1905+1G>A (*2A) + c.1627A>G (*5)]"]);
        (found.Call!.Score, found.Call.Phenotype.Abbreviation, found.Genotype).ShouldBe((1, "IM", "Reference/c.1905+1G>A"));
        var unphased = new VcfText("DPYD").With("rs3918290", "C", "T").With("rs1801159", "T", "C").Read().Finding("DPYD", Tables);
        (unphased.Diplotypes.Count, unphased.Call!.Phenotype.Abbreviation).ShouldBe((2, "IM"));
    }

    [Theory]
    [InlineData("hello", "line 1: is not '##fileformat=VCFv4…': this is no VCF")]
    [InlineData("##fileformat=VCFv4.2\n##reference=file:///GRCh37.fa", "line 2: names the assembly GRCh37; positions are read on GRCh38 only, so lift the file over first")]
    [InlineData("##fileformat=VCFv4.2\n##contig=<ID=10,length=135534747>", "line 2: gives 10 the length it has in GRCh37; positions are read on GRCh38 only, so lift the file over first")]
    [InlineData("##fileformat=VCFv4.2\nchr10\t1", "line 2: is a record before the line #CHROM")]
    [InlineData("##fileformat=VCFv4.2", "the file ends before the line #CHROM")]
    [InlineData("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\nchr10\tx\t.\tA\tC\t.\t.\t.\tGT\t0/1", "line 3: POS must be a whole number")]
    [InlineData("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\nchr16\t31096368\t.\tC\tT\t.\t.\t.\tGT\t0/7", "line 3: genotype '0/7' names an allele that the record has not")]
    public void what_is_no_genome_is_refused_with_its_line(string text, string reason) =>
        Should.Throw<UnreadableGenomeException>(() => VcfGenome.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))).Message.ShouldBe(reason.EndsWith("before the line #CHROM", StringComparison.Ordinal) && reason.StartsWith("the", StringComparison.Ordinal) ? "line 1: " + reason : reason);

    [Fact]
    public void every_allele_has_a_source_and_is_told_from_every_other()
    {
        foreach (var gene in GenomeDefinitions.Shipped.Genes.Values)
        {
            gene.Alleles.ShouldAllBe(allele => allele.Source.Length > 3);
            gene.Alleles.Select(allele => string.Join(' ', allele.Bases.Select(bases => string.Join('|', bases)))).Distinct(StringComparer.Ordinal).Count().ShouldBe(gene.Alleles.Count, gene.Gene);
        }
    }

    /// <summary>TWINGRID_FUZZ sets how often.</summary>
    [Fact]
    public void nonsense_is_refused_or_read_but_never_more()
    {
        var times = int.TryParse(Environment.GetEnvironmentVariable("TWINGRID_FUZZ"), out var asked) ? asked : 300;
        var random = new Random(6);
        var plain = Encoding.UTF8.GetBytes(new VcfText("CYP2C19").With("rs4244285", "G", "A").ToString());
        for (var i = 0; i < times; i++)
        {
            var bytes = plain.ToArray();
            for (var change = random.Next(1, 12); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(random.Next(2) == 0 ? 256 : 20);
            try
            {
                VcfGenome.Read(new MemoryStream(bytes)).Findings(Tables);
            }
            catch (UnreadableGenomeException refused)
            {
                refused.Message.ShouldNotBeEmpty();
            }
        }
    }

    private static Genome Genome(params string[] records) => VcfGenome.Read(new MemoryStream(Encoding.UTF8.GetBytes("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tpatient\n" + string.Join('\n', records))));

    private static Genome Sample(string name)
    {
        using var file = File.OpenRead(SharedData.Path(["samples", "pharmcat", .. name.Split('/')]));
        return VcfGenome.Read(file);
    }

    private static IReadOnlyList<string[]> Rows(string file) => [.. File.ReadLines(SharedData.Path("samples", "pharmcat", file)).Skip(1).Select(line => line.Split(','))];

    private static IEnumerable<string> Sorted(IEnumerable<string> diplotypes) => diplotypes.Select(pair => string.Join('/', pair.Split('/').Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal);
}
