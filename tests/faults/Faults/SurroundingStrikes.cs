using TwinGrid.Faults.Grids;

namespace TwinGrid.Faults.Faults;

/// <summary>What happens to gateways, to the database and to the log.</summary>
internal static class SurroundingStrikes
{
    /// <summary>A gateway dies while packets are on their way through it; its clients go to the other one.</summary>
    public static async Task<long> KillGateway(ClinicGrid grid, Strikes strikes)
    {
        var place = strikes.Chance.Next(grid.GatewayCount);
        var at = strikes.Now();
        await grid.Gateway(place).Kill();
        await grid.StartGateway(place);
        return at;
    }

    /// <summary>The database is away for minutes: with the log in it nothing is acknowledged, nothing grows, and all goes on by itself.</summary>
    public static async Task<long> StopPostgres(ClinicGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        await grid.Postgres.Stop();
        await Outage(strikes, isLogAway: grid.Kafka is null, "no database ran", 120, 8);
        await grid.Postgres.Start();
        return at;
    }

    /// <summary>The database dies as in a power cut and recovers from its write-ahead log.</summary>
    public static async Task<long> CrashPostgres(ClinicGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        await grid.Postgres.Stop(immediate: true);
        await grid.Postgres.Start();
        return at;
    }

    /// <summary>No gateway reaches the log: refused at once in even rounds, swallowed in odd ones. In Kafka all brokers are down.</summary>
    public static async Task<long> CutOffLog(ClinicGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        if (grid.Kafka is { } kafka) await kafka.Tell("down all");
        else if (strikes.Round % 2 == 0) grid.Cables.GatewaysToDatabase.Refuse();
        else grid.Cables.GatewaysToDatabase.Swallow();
        await Outage(strikes, isLogAway: true, "no gateway reached the log", 120, 8);
        if (grid.Kafka is { } healed) await healed.Tell("up all");
        else grid.Cables.GatewaysToDatabase.Heal();
        return at;
    }

    private static async Task Outage(Strikes strikes, bool isLogAway, string why, double seconds, double whenShort)
    {
        await strikes.Wait(TimeSpan.FromSeconds(2)); // what was answered before arrives
        var before = strikes.History.Acknowledged;
        await strikes.Wait(strikes.Plan.Outage(seconds, whenShort));
        if (isLogAway && strikes.History.Acknowledged != before) throw new InvalidOperationException($"{strikes.History.Acknowledged - before} packets were acknowledged while {why}.");
    }
}
