using TwinGrid.Faults.Grids;

namespace TwinGrid.Faults.Faults;

/// <summary><c>kill -9</c> of one silo of three; it is started again only after the others have taken its twins over, so that their takeover is what is measured.</summary>
public sealed class SiloIsKilled() : ClinicFault("kill-silo", "kill -9 of a silo at full load", 20)
{
    private int? _dead;

    protected override ClinicShape Shape => new(Silos: 3);

    protected override async Task<long> Strike(ClinicGrid grid, Strikes strikes)
    {
        if (_dead is { } dead)
        {
            await grid.StartSilo(dead);
            await strikes.LoadGoesOn();
        }
        var place = strikes.Chance.Next(grid.SiloCount);
        var at = strikes.Now();
        await grid.Silo(place).Kill();
        _dead = place;
        return at;
    }
}

/// <summary>Every silo at once, then all are started again.</summary>
public sealed class AllSilosAreKilled() : ClinicFault("kill-all-silos", "kill -9 of all silos at once", 5)
{
    protected override async Task<long> Strike(ClinicGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        await Task.WhenAll(Enumerable.Range(0, grid.SiloCount).Select(place => grid.Silo(place).Kill()));
        for (var place = 0; place < grid.SiloCount; place++) await grid.StartSilo(place);
        return at;
    }
}

/// <summary>A silo stands still until it is declared dead, then goes on as if nothing had happened: a zombie. What it still wants to write must be refused.</summary>
public sealed class SiloIsPaused() : ClinicFault("pause-silo", "a silo stopped for 60 s and resumed; its late writes are refused", 3)
{
    protected override ClinicShape Shape => new(Silos: 3);

    protected override async Task<long> Strike(ClinicGrid grid, Strikes strikes)
    {
        var place = strikes.Chance.Next(grid.SiloCount);
        var silo = grid.Silo(place);
        var at = strikes.Now();
        silo.Pause();
        await strikes.Wait(strikes.Plan.Outage(60, 15));
        var said = silo.Said.Length;
        silo.Resume();
        await strikes.Recovered(at, TimeSpan.FromMinutes(5));
        await strikes.Wait(strikes.Plan.Outage(20, 5)); // time for the zombie to do harm
        var late = silo.Said[said..];
        strikes.Remarks.Add($"round {strikes.Round}: the resumed silo {(silo.HasExited ? "ended itself" : "still runs")}, after writes refused {Count(late, "StaleSnapshotException")} times and {Count(late, "read by another reader")} readers that stood down");
        if (silo.HasExited) await grid.StartSilo(place);
        return at;
    }

    private static int Count(string text, string word) => text.Split(word).Length - 1;
}

/// <summary>One silo after the other is asked to stop as an update does, and started again.</summary>
public sealed class SilosAreRestartedInTurn() : ClinicFault("rolling-restart", "silos stopped by SIGTERM and started one by one, under load", 3)
{
    protected override async Task<long> Strike(ClinicGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        for (var place = 0; place < grid.SiloCount; place++)
        {
            var began = strikes.Now();
            var code = await grid.Silo(place).Terminate();
            strikes.Remarks.Add($"round {strikes.Round}: silo {place} ended with {code} after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
            await grid.StartSilo(place);
        }
        return at;
    }
}
