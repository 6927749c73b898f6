using System.CommandLine;

namespace TwinGrid.Lab.CommandLine;

/// <summary><c>simulate</c>: one model, one scenario, one table.</summary>
internal static class SimulateCommand
{
    public static Command Make(Workbench bench)
    {
        var command = new Command("simulate", "Runs one model through one scenario and writes its course or its figures as a table.")
        {
            Glucose.UvaPadovaCommand.Make(bench), Glucose.DallaManCommand.Make(bench), Hearts.CirculationCommand.Make(bench), Hearts.CoronaryCommand.Make(bench),
            Lungs.LungCommand.Make(bench),
        };
        foreach (var cohort in Cohorts.CohortCommands.Make(bench)) command.Subcommands.Add(cohort);
        return command;
    }
}
