using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Physiology.Pharmacogenomics;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Lab.Treatments;

/// <summary><c>treatment</c>: what a regimen does to one patient's blood, cells and tumour, and which dose is best.</summary>
internal static class TreatmentCommand
{
    public static Command Make(Workbench bench) => new("treatment", "What a regimen does to one patient's blood cells and tumour, and the best dose under a limit of risk.")
    {
        EvaluateCommand.Make(bench), OptimiseCommand.Make(bench),
    };

    /// <summary>Work on a patient's file, whose faults are said with its name.</summary>
    public static void OnFile(string file, Action work)
    {
        try
        {
            work();
        }
        catch (Exception wrong) when (wrong is MissingCovariateException or ArgumentException or UnknownGenotypeException)
        {
            throw new RefusedInputException($"'{file}': {wrong.Message.Split(" (Parameter")[0]}", wrong);
        }
    }
}
