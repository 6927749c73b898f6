using System.CommandLine;
using TwinGrid.Formats.Genomes;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Imports;
using TwinGrid.Physiology.Pharmacogenomics;
using TwinGrid.Physiology.Pharmacogenomics.Genomes;

namespace TwinGrid.Lab.Genes;

/// <summary><c>genome</c>: star alleles, phenotypes and recommendations from a VCF.</summary>
internal static class GenomeCommand
{
    private static string Explanation(string words) =>
        $"""
        The file: VCF 4.x on GRCh38, plain, gzip or bgzip; phased or not; reference blocks of a gVCF count. A position that it does not speak of is missing, never taken for the reference.
        The report: of each gene every diplotype that explains what was found, phenotype, what was missing and why, alleles that could not be looked for; of each drug what its genes say.
        CYP2D6 is not called: its copies and hybrids do not show in a VCF. --call takes it from a laboratory.
        Genes: {string.Join(", ", GenomeDefinitions.Shipped.Genes.Keys)}.

        Examples:
          twingrid-lab {words} patient.vcf.gz
          twingrid-lab {words} patient.vcf --gene CYP2C19 --call CYP2D6=*1/*3
          twingrid-lab {words} patient.vcf.gz --to http://127.0.0.1:5080 --twin p1
        """;

    /// <param name="words">What is typed for it: <c>genome</c>, or <c>import genome</c>, which is the same.</param>
    public static Command Make(Workbench bench, string words = "genome")
    {
        var gene = new Option<string?>("--gene") { Description = "Only this gene.", HelpName = "name" };
        var sample = new Option<string?>("--sample") { Description = "Whose column, where there are several.", HelpName = "name" };
        var calls = new Option<string[]>("--call") { Description = "A diplotype from elsewhere, such as CYP2D6=*1/*4; as often as there are genes.", HelpName = "gene=diplotype", DefaultValueFactory = _ => [] };
        var taking = new Option<string[]>("--taking") { Description = "Another drug that is taken; may be given more than once.", HelpName = "name", DefaultValueFactory = _ => [] };
        return ReportCommand.Make(
            bench, "genome", "Star alleles, phenotypes and what they say of drugs, from a person's VCF.", Explanation(words), "The VCF.",
            (stream, parsed) => Read(stream, parsed.GetValue(sample), parsed.GetValue(gene), parsed.GetRequiredValue(calls), parsed.GetRequiredValue(taking)),
            report =>
            {
                foreach (var found in report.Genes) bench.Note($"{found.Gene,-8} {(found.Diplotypes.Count == 0 ? "not called" : string.Join(" or ", found.Diplotypes.Take(4)))}: {found.Phenotype ?? found.Uncertain}{(found.Missing.Count > 0 ? $"; {found.Missing.Count} positions missing" : "")}");
            },
            gene, sample, calls, taking);
    }

    private static GenomeReport Read(Stream file, string? sample, string? gene, string[] calls, string[] taking)
    {
        try
        {
            return GenomeFile.Read(file, sample, gene, GenotypeOptions.Read("--call", calls), taking);
        }
        catch (UnknownGenotypeException wrong)
        {
            throw new RefusedInputException(wrong.Message, wrong);
        }
    }
}
