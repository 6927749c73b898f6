using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Pharmacogenomics;

namespace TwinGrid.Lab.Genes;

/// <summary><c>warfarin</c>: the maintenance dose by the consortium's algorithms.</summary>
internal static class WarfarinCommand
{
    private const string Explanation =
        """
        The report: mgPerWeek with the genes, clinicalMgPerWeek without them.

        Example:
          twingrid-lab warfarin --age 65 --height 170 --weight 75 --vkorc1 AG --cyp2c9 *1/*2
        """;

    public static Command Make(Workbench bench)
    {
        var age = NumberOption.Make<double>("--age", "Years.", 18, 119);
        var height = NumberOption.Make<double>("--height", "cm.", 100, 250);
        var weight = NumberOption.Make<double>("--weight", "kg.", 25, 350);
        var vkorc1 = new Option<string?>("--vkorc1") { Description = "-1639G>A: GG, AG or AA; left out where unknown.", HelpName = "genotype" };
        var cyp2c9 = new Option<string?>("--cyp2c9") { Description = "A pair of *1, *2, *3; left out where unknown.", HelpName = "diplotype" };
        var race = ChoiceOption.Make("--race", "As the consortium coded it; missing unless given.", required: false, "white", "asian", "black", "missing");
        var inducer = new Option<bool>("--inducer") { Description = "Takes carbamazepine, phenytoin or rifampicin." };
        var amiodarone = new Option<bool>("--amiodarone") { Description = "Takes amiodarone." };
        var command = new ExplainedCommand("warfarin", "The weekly maintenance dose of warfarin from genes, body and other drugs (IWPC 2009).", Explanation)
        {
            age, height, weight, vkorc1, cyp2c9, race, inducer, amiodarone,
        };
        var results = ResultOptions.ForReport(withPicture: false);
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            var patient = new WarfarinPatient(
                parsed.GetValue(age), parsed.GetValue(height), parsed.GetValue(weight), parsed.GetValue(vkorc1), parsed.GetValue(cyp2c9),
                parsed.GetValue(race) switch { "white" => WarfarinRace.White, "asian" => WarfarinRace.Asian, "black" => WarfarinRace.Black, _ => WarfarinRace.MixedOrMissing },
                parsed.GetValue(inducer), parsed.GetValue(amiodarone));
            try
            {
                place.WriteReport(new { MgPerWeek = WarfarinDose.WithGenes(patient), ClinicalMgPerWeek = WarfarinDose.Clinical(patient), Source = "International Warfarin Pharmacogenetics Consortium, N Engl J Med 360:753, 2009" });
            }
            catch (UnknownGenotypeException wrong)
            {
                throw new RefusedInputException(wrong.Message, wrong);
            }
        });
        return command;
    }
}
