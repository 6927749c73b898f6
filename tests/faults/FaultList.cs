using TwinGrid.Faults.Faults;
using TwinGrid.Faults.Grids;

namespace TwinGrid.Faults;

/// <summary>Every fault, in the order in which <c>all</c> runs them.</summary>
public static class FaultList
{
    private static readonly ClinicShape Three = new(Silos: 3);
    private static readonly ClinicShape Two = new();

    /// <summary>Strikes that a grid suffers one after the other in <c>mixed</c>.</summary>
    private static readonly Func<ClinicGrid, Strikes, Task<long>>[] InTurn =
    [
        SiloStrikes.Kill, SurroundingStrikes.CutOffLog, SurroundingStrikes.CrashPostgres, SurroundingStrikes.KillGateway, SiloStrikes.Pause, SiloStrikes.RestartInTurn,
        SiloStrikes.Split, SurroundingStrikes.StopPostgres, SiloStrikes.KillAll,
    ];

    public static IReadOnlyList<IFault> All { get; } =
    [
        new ClinicFault("kill-silo", "kill -9 of a silo at full load", 20, Three, SiloStrikes.Kill),
        new ClinicFault("kill-all-silos", "kill -9 of all silos at once", 5, Two, SiloStrikes.KillAll),
        new ClinicFault("pause-silo", "a silo stopped for 60 s and resumed; its late writes are refused", 3, Three, SiloStrikes.Pause),
        new ClinicFault("split", "silos that reach the database but not each other, for 60 s", 4, Two, SiloStrikes.Split),
        new ClinicFault("rolling-restart", "silos stopped by SIGTERM and started one by one, under load", 3, Two, SiloStrikes.RestartInTurn),
        new ClinicFault("kill-gateway", "a gateway killed in the middle of requests", 10, Two, SurroundingStrikes.KillGateway),
        new ClinicFault("stop-postgres", "PostgreSQL stopped for 2 minutes", 2, Two, SurroundingStrikes.StopPostgres),
        new ClinicFault("crash-postgres", "PostgreSQL restarted with immediate shutdown", 5, Two, SurroundingStrikes.CrashPostgres),
        new ClinicFault("cut-off-log", "the log out of the gateways' reach for 2 minutes", 4, Two, SurroundingStrikes.CutOffLog),
        new ClinicFault("cut-off-kafka", "all brokers of a Kafka log down for 2 minutes", 2, Two with { HasKafka = true }, SurroundingStrikes.CutOffLog),
        new ClinicFault("mixed", "the above in turn, all on one grid", InTurn.Length * 2, Two, (grid, strikes) => InTurn[(strikes.Round - 1) % InTurn.Length](grid, strikes)),
        new EmbeddedGridIsKilled(),
        new DiskIsFull(),
        new DiskOfTwinsIsFull(),
        new DamagedFiles(),
        new PoisonedLog(),
        new DirtyData(),
        new SlowReader(),
        new HotTwin(),
        new AlertsGetThrough(),
        new AlertsUnderLoad(),
        new TrialIsStruck(),
        new ClinicFault(
            "skewed-clocks", "silos and gateways whose clocks are 5 minutes ahead and behind, devices in 1970, and a silo killed", 2, Two with { HasWrongClocks = true, DevicesOf1970 = 3 },
            SiloStrikes.KillOneOfWrongClocks),
    ];

    public static IFault? Find(string name) => All.FirstOrDefault(fault => fault.Name == name);
}
