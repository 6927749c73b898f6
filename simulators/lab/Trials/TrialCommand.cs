using System.CommandLine;
using System.Reflection;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Lab.Trials;

/// <summary><c>trial</c>: clinical trials in silico, from a protocol file.</summary>
internal static class TrialCommand
{
    public static Command Make(Workbench bench) => new("trial", "Clinical trials in silico, from a protocol file: one trial with its report, or its power by replicates.")
    {
        RunCommand.Make(bench), CheckCommand.Make(bench), Schema(bench),
    };

    /// <summary>Reads a protocol file.</summary>
    /// <exception cref="RefusedInputException">There is none, or it cannot be carried out.</exception>
    public static TrialPlan Read(string file, ulong? seed)
    {
        try
        {
            var protocol = TrialProtocol.Read(InputFile.ReadText(file), file);
            return TrialPlan.Of(seed is { } other ? protocol.WithSeed(other) : protocol);
        }
        catch (ProtocolException wrong)
        {
            throw new RefusedInputException(wrong.Message, wrong);
        }
        catch (TrialException impossible)
        {
            throw new RefusedInputException($"'{file}': {impossible.Message}", impossible);
        }
    }

    public static Argument<string> Protocol() => new("protocol") { Description = "The protocol: a .yaml or .json file.", HelpName = "file" };

    /// <summary>The program with its version.</summary>
    public static string Program => $"twingrid-lab {typeof(TrialCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    private static ExplainedCommand Schema(Workbench bench)
    {
        var command = new ExplainedCommand(
            "schema", "Prints the JSON Schema of protocol files, for editors that check while one types.",
            """
            Example:
              twingrid-lab trial schema > protocol.schema.json
            """);
        bench.Do(command, _ => bench.Output.Write(TrialProtocol.Schema));
        return command;
    }
}
