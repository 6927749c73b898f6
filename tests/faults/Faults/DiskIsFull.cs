using TwinGrid.Faults.Grids;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Faults.Faults;

/// <summary>The disk of an embedded grid runs full under load and is given room again later: nothing acknowledged is lost, the process lives and says it, all goes on by itself.</summary>
public class DiskIsFull : StrikeFault<EmbeddedGrid>
{
    /// <summary>What SQLite says, and so the log.</summary>
    private const string Said = "database or disk is full";

    private const int Megabytes = 48;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private SmallDisk? _disk;

    public DiskIsFull() : this("full-disk", "the disk under the embedded grid full for half a minute")
    {
    }

    private protected DiskIsFull(string name, string what) : base(name, what, rounds: 3)
    {
    }

    private protected SmallDisk Disk => _disk ?? throw new InvalidOperationException("No disk is mounted.");

    protected override async Task<EmbeddedGrid> Start(FaultPlan plan)
    {
        await Mount();
        return await EmbeddedGrid.Start(GridSettings.Default, Path.Combine(Disk.Path, "data"));
    }

    private protected async Task Mount() => _disk = await SmallDisk.Mount(Megabytes);

    protected override async Task<long> Strike(EmbeddedGrid grid, Strikes strikes)
    {
        var (at, said) = (strikes.Now(), grid.Said.Length);
        await Disk.Fill();
        await Eventually.Holds(() => grid.Said[said..].Contains(Said, StringComparison.Ordinal), Patience, () => $"The disk is full and nobody says so.\n{grid.Said}"); // files that were longer once have room of their own for a while
        await strikes.Wait(strikes.Plan.Outage(30, 8));
        var acknowledged = strikes.History.Acknowledged;
        await strikes.Wait(TimeSpan.FromSeconds(2));
        if (grid.Gateways[0].HasExited) throw new InvalidOperationException($"The gateway ended on a full disk.\n{grid.Said}");
        strikes.Remarks.Add($"round {strikes.Round}: {strikes.History.Acknowledged - acknowledged} packets acknowledged in 2 s while it was full; {grid.Said[said..].Split(Said).Length - 1} times said that it is");
        Disk.MakeRoom();
        return at;
    }

    protected override Task BeforeLogIsRead(EmbeddedGrid grid) => grid.Kill();

    protected override async Task After()
    {
        if (_disk is not null) await _disk.DisposeAsync();
        _disk = null;
    }
}
