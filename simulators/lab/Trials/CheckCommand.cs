using System.CommandLine;
using System.Globalization;
using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Trials;

/// <summary><c>trial check</c>: whether a protocol can be carried out, and how large it is.</summary>
internal static class CheckCommand
{
    private const string Explanation =
        """
        Two lines or more: the trial in short, with its size and the protocol's SHA-256, and where the models' numbers come from.

        Example:
          twingrid-lab trial check docs/trials/protocols/docetaxel-adaptation.yaml
        """;

    public static Command Make(Workbench bench)
    {
        var file = TrialCommand.Protocol();
        var command = new ExplainedCommand("check", "Says whether a protocol can be carried out, and how large it is; what is wrong with line and column.", Explanation) { file };
        bench.Do(command, parsed =>
        {
            var plan = TrialCommand.Read(parsed.GetRequiredValue(file), null);
            var protocol = plan.Protocol;
            bench.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{protocol.Id}: {protocol.Title}. {string.Join(" / ", protocol.Arms.Select(arm => arm.Name))}; {protocol.Population.Size} patients{(plan.IsReplicated ? $", {plan.Replicates} replicates of {plan.Scenarios.Count} settings" : "")}; {plan.Shards} shards; seed {protocol.Seed}; SHA-256 {protocol.Hash}."));
            foreach (var source in protocol.Sources) bench.Output.WriteLine(source);
        });
        return command;
    }
}
