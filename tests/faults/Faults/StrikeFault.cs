using TwinGrid.Faults.Checking;
using TwinGrid.Faults.Devices;
using TwinGrid.Faults.Grids;
using TwinGrid.Faults.Histories;

namespace TwinGrid.Faults.Faults;

/// <summary>
/// The common course: a grid under load is struck again and again; after each strike every twin must take and show packets again; at the end everything sent is
/// held against what the grid shows, and that against a quiet run over the same log.
/// </summary>
/// <param name="twins">Twins under load.</param>
public abstract class StrikeFault<TGrid>(string name, string what, int rounds, int twins = 24) : IFault where TGrid : GridUnderTest
{
    public string Name { get; } = name;

    public string What { get; } = what;

    public int Rounds { get; } = rounds;

    /// <summary>Starts the grid.</summary>
    protected abstract Task<TGrid> Start(FaultPlan plan);

    /// <summary>Breaks something and lets it heal. The answer is when it broke.</summary>
    protected abstract Task<long> Strike(TGrid grid, Strikes strikes);

    /// <summary>Twins, from the first on, whose device believes that it is 1970.</summary>
    protected virtual int DevicesOf1970 => 0;

    /// <summary>Puts right, after a round, what is not expected to heal by itself.</summary>
    protected virtual Task AfterRecovery(TGrid grid) => Task.CompletedTask;

    /// <summary>Stops what must not run while the log is read.</summary>
    protected virtual Task BeforeLogIsRead(TGrid grid) => Task.CompletedTask;

    /// <summary>Removes what the fault itself made, once the grid is gone.</summary>
    protected virtual Task After() => Task.CompletedTask;

    public async Task<FaultReport> Run(FaultPlan plan)
    {
        try
        {
            return await RunOn(plan);
        }
        finally
        {
            await After();
        }
    }

    private async Task<FaultReport> RunOn(FaultPlan plan)
    {
        await using var grid = await Start(plan);
        using var history = new ClientHistory(TimeProvider.System, plan.HistoryFile);
        await using var ward = new Ward(history, new VitalsPlan(plan.Seed), [.. grid.Gateways.Select(gateway => gateway.Address)], twins) { DevicesOf1970 = DevicesOf1970 };
        await ward.Register();
        ward.Start();
        var strikes = new Strikes(plan, grid, ward, history);
        for (strikes.Round = 1; strikes.Round <= plan.Rounds; strikes.Round++)
        {
            await strikes.LoadGoesOn();
            await Task.Delay(TimeSpan.FromMilliseconds(strikes.Chance.Next(2000)), TimeProvider.System); // a kill at any moment of a checkpoint
            var brokenAt = await Strike(grid, strikes);
            strikes.Recoveries.Add(await strikes.Recovered(brokenAt));
            await AfterRecovery(grid);
            plan.Say($"{Name}: round {strikes.Round} of {plan.Rounds}, recovered after {strikes.Recoveries[^1].TotalSeconds:0.0} s, {history.Acknowledged} packets acknowledged so far");
        }
        await ward.Stop();
        return await Judge(plan, grid, ward, history, strikes);
    }

    private async Task<FaultReport> Judge(FaultPlan plan, TGrid grid, Ward ward, ClientHistory history, Strikes strikes)
    {
        plan.Keep(grid);
        await Witness.Settled(grid);
        var seen = await Witness.See(grid, ward.Twins);
        await BeforeLogIsRead(grid);
        await using var log = await grid.OpenLog();
        var quiet = await QuietRun.Over(log, ward.Twins);
        return new FaultReport(
            Name, plan.Seed, plan.Rounds, history.Fates, seen.Twins.Values.Sum(twin => twin.Samples.Count), seen.Alerts.Count, strikes.Recoveries,
            Checker.Check(history.Fates, seen, quiet), strikes.Remarks);
    }
}
