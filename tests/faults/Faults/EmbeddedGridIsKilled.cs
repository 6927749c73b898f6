using TwinGrid.Faults.Grids;

namespace TwinGrid.Faults.Faults;

/// <summary>The embedded grid, silo and all, dies and is started again on its files.</summary>
public sealed class EmbeddedGridIsKilled() : StrikeFault<EmbeddedGrid>("kill-embedded", "kill -9 of the gateway that hosts a silo, on SQLite", 10)
{
    protected override async Task<EmbeddedGrid> Start(FaultPlan plan) => await EmbeddedGrid.Start(GridSettings.Default, Directory.CreateTempSubdirectory("twingrid-faults-").FullName, isTemporary: true);

    protected override async Task<long> Strike(EmbeddedGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        await grid.Kill();
        await grid.Restart();
        return at;
    }

    protected override Task BeforeLogIsRead(EmbeddedGrid grid) => grid.Kill();
}
