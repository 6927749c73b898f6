using TwinGrid.Faults.Faults;

namespace TwinGrid.Faults;

/// <summary>Every fault, in the order in which <c>all</c> runs them.</summary>
public static class FaultList
{
    public static IReadOnlyList<IFault> All { get; } =
    [
        new SiloIsKilled(), new AllSilosAreKilled(), new SiloIsPaused(), new SilosAreRestartedInTurn(),
        new GatewayIsKilled(), new EmbeddedGridIsKilled(), new PostgresIsStopped(), new PostgresCrashes(),
    ];

    public static IFault? Find(string name) => All.FirstOrDefault(fault => fault.Name == name);
}
