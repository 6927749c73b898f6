using TwinGrid.Faults.Grids;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Faults.Faults;

/// <summary>A gateway dies while packets are on their way through it; its clients go to the other one.</summary>
public sealed class GatewayIsKilled() : ClinicFault("kill-gateway", "a gateway killed in the middle of requests", 10)
{
    protected override async Task<long> Strike(ClinicGrid grid, Strikes strikes)
    {
        var place = strikes.Chance.Next(2);
        var at = strikes.Now();
        await grid.Gateway(place).Kill();
        await grid.StartGateway(place);
        return at;
    }
}

/// <summary>The embedded grid, silo and all, dies and is started again on its files.</summary>
public sealed class EmbeddedGridIsKilled() : StrikeFault<EmbeddedGrid>("kill-embedded", "kill -9 of the gateway that hosts a silo, on SQLite", 10)
{
    private readonly string _data = Directory.CreateTempSubdirectory("twingrid-faults-").FullName;

    protected override Task<EmbeddedGrid> Start(FaultPlan plan) => EmbeddedGrid.Start(GridSettings.Default, _data);

    protected override async Task<long> Strike(EmbeddedGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        await grid.Kill();
        await grid.Restart();
        return at;
    }

    protected override Task BeforeLogIsRead(EmbeddedGrid grid) => grid.Kill();
}

/// <summary>The database is away for minutes: nothing is acknowledged, nothing grows, and all goes on by itself.</summary>
public sealed class PostgresIsStopped() : ClinicFault("stop-postgres", "PostgreSQL stopped for 2 minutes", 2)
{
    protected override async Task<long> Strike(ClinicGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        await grid.Postgres.Stop();
        await strikes.Wait(TimeSpan.FromSeconds(1)); // what was answered before it stopped arrives
        var before = strikes.History.Acknowledged;
        await strikes.Wait(strikes.Plan.Outage(120, 8));
        if (strikes.History.Acknowledged != before) throw new InvalidOperationException($"{strikes.History.Acknowledged - before} packets were acknowledged while no database ran.");
        await grid.Postgres.Start();
        return at;
    }
}

/// <summary>The database dies as in a power cut and recovers from its write-ahead log.</summary>
public sealed class PostgresCrashes() : ClinicFault("crash-postgres", "PostgreSQL restarted with immediate shutdown", 5)
{
    protected override async Task<long> Strike(ClinicGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        await grid.Postgres.Stop(immediate: true);
        await grid.Postgres.Start();
        return at;
    }
}
