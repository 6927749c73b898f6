using TwinGrid.Faults.Grids;

namespace TwinGrid.Faults.Faults;

/// <summary>What happens to silos.</summary>
internal static class SiloStrikes
{
    /// <summary><c>kill -9</c> of one; it is started again only after the others have taken its twins over, so that their takeover is what is measured.</summary>
    public static async Task<long> Kill(ClinicGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        await grid.Silo(strikes.Chance.Next(grid.SiloCount)).Kill();
        return at;
    }

    /// <summary>The same, of a grid whose clocks must be wrong.</summary>
    public static Task<long> KillOneOfWrongClocks(ClinicGrid grid, Strikes strikes)
    {
        if (Count(grid.Said, WrongClock.Word) < grid.SiloCount + grid.GatewayCount) throw new InvalidOperationException($"Not every clock is wrong.\n{grid.Said}");
        return Kill(grid, strikes);
    }

    /// <summary>Every silo at once, then all are started again.</summary>
    public static async Task<long> KillAll(ClinicGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        await Task.WhenAll(Enumerable.Range(0, grid.SiloCount).Select(place => grid.Silo(place).Kill()));
        await Task.WhenAll(Enumerable.Range(0, grid.SiloCount).Select(grid.StartSilo));
        return at;
    }

    /// <summary>A silo stands still until it is declared dead, then goes on as if nothing had happened. What it still wants to write must be refused.</summary>
    public static async Task<long> Pause(ClinicGrid grid, Strikes strikes)
    {
        var silo = grid.Silo(strikes.Chance.Next(grid.SiloCount));
        var at = strikes.Now();
        silo.Pause();
        await strikes.Wait(strikes.Plan.Outage(60, 12));
        var said = silo.Said.Length;
        silo.Resume();
        await strikes.Recovered(at);
        await strikes.Wait(strikes.Plan.Outage(20, 2)); // time for the one that is thought dead to do harm
        var late = silo.Said[said..];
        strikes.Remarks.Add($"round {strikes.Round}: the resumed silo {(silo.HasExited ? "ended itself" : "runs")}; it reported {Count(late, "StaleSnapshotException")} refused writes and {Count(late, "read by another reader")} readers that stood down");
        return at;
    }

    /// <summary>One silo after the other is asked to stop as an update does, and started again.</summary>
    public static async Task<long> RestartInTurn(ClinicGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        for (var place = 0; place < grid.SiloCount; place++)
        {
            var began = strikes.Now();
            var code = await grid.Silo(place).Terminate();
            strikes.Remarks.Add($"round {strikes.Round}: silo {place} ended with {code} after {strikes.Since(began).TotalSeconds:0.0} s");
            await grid.StartSilo(place);
        }
        return at;
    }

    /// <summary>No silo reaches another, but each reaches the database and the gateways reach each. Whoever is voted dead ends, and is started again.</summary>
    public static async Task<long> Split(ClinicGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        foreach (var cable in grid.Cables.BetweenSilos)
        {
            if (strikes.Round % 2 == 0) cable.Refuse();
            else cable.Swallow();
        }
        await strikes.Wait(strikes.Plan.Outage(60, 10));
        foreach (var cable in grid.Cables.BetweenSilos) cable.Heal();
        await strikes.Wait(TimeSpan.FromSeconds(2)); // those that learn only now that they were voted dead
        await grid.StartWhatEnded();
        return at;
    }

    private static int Count(string text, string word) => text.Split(word).Length - 1;
}
