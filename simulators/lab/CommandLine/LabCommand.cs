using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace TwinGrid.Lab.CommandLine;

/// <summary>The program's commands.</summary>
public static class LabCommand
{
    /// <summary>The exit code where something given cannot be used.</summary>
    public const int Refused = 2;

    /// <summary>The exit code where the program itself is at fault.</summary>
    public const int Mistaken = 1;

    public static RootCommand Make(Workbench bench) =>
        new("The researcher's laboratory: simulate and calibrate the physiological models without a grid. Tables go to --out, everything else to standard error.")
        {
            SimulateCommand.Make(bench),
            Calibrations.CalibrateCommand.Make(bench),
            Dosing.DoseCommand.Make(bench),
            Drugs.DrugsCommand.Make(bench),
            Treatments.TreatmentCommand.Make(bench),
            Trials.TrialCommand.Make(bench),
            Genes.RecommendCommand.Make(bench),
            Genes.WarfarinCommand.Make(bench),
            Genes.GenomeCommand.Make(bench),
            Forecasts.ForecastCommand.Make(bench),
            Vitals.VitalsCommand.Make(bench),
            Imports.ImportCommand.Make(bench),
        };

    /// <summary>The whole program.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Where tables go that have no --out, and help.</param>
    /// <param name="errors">Where everything else goes; what cannot be used is said in one sentence.</param>
    /// <returns>0, or <see cref="Refused"/>; then nothing was written.</returns>
    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        var parsed = Make(new Workbench(output, errors)).Parse(args);
        if (parsed.Errors is [var first, ..])
        {
            var reason = parsed.UnmatchedTokens is [var unknown, ..] ? $"'{unknown}' is not understood." : first.Message.ReplaceLineEndings(" ");
            errors.WriteLine($"{reason} '{CommandPath(parsed.CommandResult)} --help' tells more.");
            return Refused;
        }
        try
        {
            var exit = parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
            if (parsed is { Action: HelpAction, CommandResult.Command: ExplainedCommand command }) output.WriteLine(command.Explanation);
            return exit;
        }
        catch (Exception mistake)
        {
            errors.WriteLine($"This program made a mistake ({mistake.GetType().Name}: {mistake.Message}); please report it with the command line.");
            return Mistaken;
        }
    }

    private static string CommandPath(CommandResult result)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = result; at is CommandResult command; at = at.Parent)
            names.Push(command.Command is RootCommand ? "twingrid-lab" : command.Command.Name);
        return string.Join(' ', names);
    }
}
