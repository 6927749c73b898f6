using TwinGrid.Faults.Checking;
using TwinGrid.Faults.Histories;

namespace TwinGrid.Faults.Faults;

/// <summary>A fault with a course of its own.</summary>
public abstract class ScriptedFault(string name, string what, int rounds) : IFault
{
    public string Name { get; } = name;

    public string What { get; } = what;

    public int Rounds { get; } = rounds;

    public abstract Task<FaultReport> Run(FaultPlan plan);

    /// <summary>The report of what was seen at last.</summary>
    protected FaultReport Report(FaultPlan plan, ClientHistory history, SeenGrid seen, IEnumerable<Violation> violations, IReadOnlyList<string> remarks) => new(
        Name, plan.Seed, plan.Rounds, history.Fates, seen.Twins.Values.Sum(twin => twin.Samples.Count), seen.Alerts.Count, [], [.. violations], remarks);

    protected static string TemporaryFolder() => Directory.CreateTempSubdirectory("twingrid-faults-").FullName;
}
