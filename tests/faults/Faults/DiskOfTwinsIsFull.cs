using TwinGrid.Faults.Grids;

namespace TwinGrid.Faults.Faults;

/// <summary>Only the file of states and history has no room, the vitals log has: packets are acknowledged on until the twins are too far behind, and none is lost.</summary>
public sealed class DiskOfTwinsIsFull() : DiskIsFull("full-disk-of-twins", "the disk under states and history full for half a minute, that of the log not")
{
    private string? _data;

    protected override async Task<EmbeddedGrid> Start(FaultPlan plan)
    {
        await Mount();
        _data = Directory.CreateTempSubdirectory("twingrid-faults-").FullName;
        File.CreateSymbolicLink(Path.Combine(_data, "twins.db"), Path.Combine(Disk.Path, "twins.db"));
        return await EmbeddedGrid.Start(GridSettings.Default, _data);
    }

    protected override async Task After()
    {
        await base.After();
        if (_data is not null) Directory.Delete(_data, recursive: true);
        _data = null;
    }
}
