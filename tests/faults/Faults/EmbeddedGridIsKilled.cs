using TwinGrid.Faults.Grids;

namespace TwinGrid.Faults.Faults;

/// <summary>The embedded grid, silo and all, dies and is started again on its files; every other time it dies once more while it starts.</summary>
public sealed class EmbeddedGridIsKilled() : StrikeFault<EmbeddedGrid>("kill-embedded", "kill -9 of the gateway that hosts a silo, on SQLite", 10)
{
    protected override async Task<EmbeddedGrid> Start(FaultPlan plan) => await EmbeddedGrid.Start(GridSettings.Default, Directory.CreateTempSubdirectory("twingrid-faults-").FullName, isTemporary: true);

    protected override async Task<long> Strike(EmbeddedGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        await grid.Kill();
        if (strikes.Round % 2 == 0) await grid.Stumble(TimeSpan.FromMilliseconds(strikes.Chance.Next(6000)));
        await grid.Restart();
        return at;
    }

    protected override Task BeforeLogIsRead(EmbeddedGrid grid) => grid.Kill();
}
