using TwinGrid.Faults.Grids;
using TwinGrid.Testbed.Processes;
using TwinGrid.VitalsLog;

namespace TwinGrid.Faults.Checking;

/// <summary>The log of a grid that was broken, read once from its beginning by a fresh grid that nothing happens to.</summary>
public static class QuietRun
{
    private const int AtOnce = 1000;

    /// <summary>What a quiet grid shows of a log.</summary>
    public static async Task<SeenGrid> Over(IVitalsLog log, IReadOnlyList<string> twins)
    {
        using var folder = new TemporaryFolder();
        await using var grid = await EmbeddedGrid.Start(GridSettings.Default, folder.Path);
        await grid.Kill();
        await Copy(log, grid);
        await grid.Restart();
        await Witness.Settled(grid);
        return await Witness.See(grid, twins);
    }

    private static async Task Copy(IVitalsLog from, EmbeddedGrid grid)
    {
        await using var to = await grid.OpenLog();
        for (var partition = 0; partition < from.PartitionCount; partition++)
        {
            for (var offset = -1L; await from.Read(partition, offset, AtOnce, CancellationToken.None) is { Count: > 0 } records; offset = records[^1].Position.Offset)
                await Task.WhenAll(records.Select(record => to.Append(record.Record, CancellationToken.None).AsTask()).ToList());
        }
    }
}
