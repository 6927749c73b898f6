using System.CommandLine;

namespace TwinGrid.Lab.Imports;

/// <summary><c>import</c>: what a file of somebody else holds, without a grid.</summary>
internal static class ImportCommand
{
    public static Command Make(CommandLine.Workbench bench) => new("import", "Reads a file of somebody else and says what was taken, what was left and why. Nothing leaves this machine, unless --to names a gateway that takes it too.")
    {
        FhirCommand.Make(bench), SamplesCommand.Hl7(bench), UkeCommand.Make(bench), Genes.GenomeCommand.Make(bench, "import genome"), SamplesCommand.OpenMHealth(bench), SamplesCommand.AppleHealth(bench), SamplesCommand.Nightscout(bench),
    };
}
