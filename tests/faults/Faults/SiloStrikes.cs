using System.Globalization;
using TwinGrid.Faults.Grids;
using TwinGrid.Testbed.Processes;

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
        var (pausedAt, outage) = (strikes.Now(), strikes.Plan.Outage(60, 12));
        silo.Pause();
        var takeover = await strikes.Recovered(pausedAt);
        if (outage > strikes.Since(pausedAt)) await strikes.Wait(outage - strikes.Since(pausedAt));
        var said = silo.Said.Length;
        silo.Resume();
        var resumedAt = strikes.Now();
        await strikes.Wait(strikes.Plan.Outage(20, 6)); // time for the one that is thought dead to do harm, and to learn that it is
        await Eventually.Holds(() => silo.HasExited || Refused(silo.Said[said..]) > 0, TimeSpan.FromMinutes(1), () => $"The resumed silo neither ended nor was refused anything.\n{silo.Said[said..]}");
        var late = silo.Said[said..];
        strikes.Remarks.Add(string.Create(CultureInfo.InvariantCulture, $"round {strikes.Round}: its twins were taken over after {takeover.TotalSeconds:0.0} s; resumed, it {(silo.HasExited ? "ended itself" : "runs")}, {Refused(late)} of its writes were refused and {Count(late, "read by another reader")} of its readers stood down"));
        return resumedAt;
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

    private static int Refused(string late) => Count(late, "another activation has saved since");

    private static int Count(string text, string word) => text.Split(word).Length - 1;
}
