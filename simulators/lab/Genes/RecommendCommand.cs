using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Pharmacogenomics;

namespace TwinGrid.Lab.Genes;

/// <summary><c>recommend</c>: what a person's genes say about a drug.</summary>
internal static class RecommendCommand
{
    private const string Summary = "What a person's genes, and the other drugs they take, say about a drug.";

    private static readonly string Explanation =
        $"""
        Genes, drugs and interactions stand in versioned tables; --table adds tables of your own, or newer ones, in the same form (JSON).
        The report: each gene's inborn and present phenotype, the recommendation with its strength and source, startDoseFactor as a share of the usual dose.
        Drugs: {string.Join(", ", PharmacogenomicTables.Shipped.Drugs)}.
        Genes: {string.Join(", ", PharmacogenomicTables.Shipped.Genes.Keys)}.

        Examples:
          twingrid-lab recommend --drug fluorouracil --gene DPYD=*1/*2A
          twingrid-lab recommend --drug codeine --gene CYP2D6=*1/*1 --taking paroxetine
        """;

    public static Command Make(Workbench bench)
    {
        var drug = new Option<string>("--drug") { Description = "Which drug.", HelpName = "name", Required = true };
        var genes = new Option<string[]>("--gene") { Description = "A gene's diplotype, such as CYP2D6=*1/*4; as often as there are genes.", HelpName = "gene=diplotype", DefaultValueFactory = _ => [] };
        var taking = new Option<string[]>("--taking") { Description = "Another drug that is taken; may be given more than once.", HelpName = "name", DefaultValueFactory = _ => [] };
        var tables = new Option<string[]>("--table") { Description = "A table that is added, or takes the place of one that is carried.", HelpName = "file", DefaultValueFactory = _ => [] };
        var command = new ExplainedCommand("recommend", Summary, Explanation) { drug, genes, taking, tables };
        var results = ResultOptions.ForReport(withPicture: false);
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            var genotypes = GenotypeOptions.Read("--gene", parsed.GetRequiredValue(genes));
            try
            {
                var all = PharmacogenomicTables.Shipped.With([.. parsed.GetRequiredValue(tables).Select(InputFile.ReadText)]);
                place.WriteReport(all.Recommend(parsed.GetRequiredValue(drug), genotypes, parsed.GetRequiredValue(taking)));
            }
            catch (Exception wrong) when (wrong is UnknownGenotypeException or ArgumentException or System.Text.Json.JsonException)
            {
                throw new RefusedInputException(wrong is ArgumentException ? wrong.Message.Split(" (Parameter")[0] : wrong.Message, wrong);
            }
        });
        return command;
    }
}
