using TwinGrid.Testbed.Processes;
using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Tests;

/// <summary>The protocols that are kept in docs/trials/protocols.</summary>
internal static class Kept
{
    public static string Folder => Path.Combine(Repository.Root, "docs", "trials", "protocols");

    public static IEnumerable<string> All => Directory.EnumerateFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name));

    public static TrialProtocol Read(string name) => TrialProtocol.Read(Text(name), name);

    /// <summary>So many replicates of it.</summary>
    public static ReplicateTally Replicates(this TrialProtocol protocol, int count, int scenario = 0)
    {
        var plan = TrialPlan.Of(protocol.With("replicates", count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var tally = new ReplicateTally(plan.Scenarios[scenario].Layout.Looks.Count);
        for (var shard = 0; shard < plan.Shards; shard++)
        {
            if (shard / (plan.Shards / plan.Scenarios.Count) != scenario) continue;
            foreach (var replicate in TrialConduct.Run(plan, shard, CancellationToken.None).Replicates) tally.Add(replicate.Decision);
        }
        return tally;
    }

    /// <summary>The single trial, all shards in a row.</summary>
    public static TrialResult Result(this TrialProtocol protocol)
    {
        var plan = TrialPlan.Of(protocol);
        var tally = TrialConduct.Run(plan, 0, CancellationToken.None).Tally!;
        for (var shard = 1; shard < plan.Shards; shard++) tally.Merge(TrialConduct.Run(plan, shard, CancellationToken.None).Tally!);
        return TrialResult.Of(plan.Layout, tally);
    }
}
