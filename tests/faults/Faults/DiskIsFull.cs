using System.Diagnostics;
using TwinGrid.Faults.Grids;
using Xunit;

namespace TwinGrid.Faults.Faults;

/// <summary>The disk of an embedded grid runs full under load and is given room again later: nothing acknowledged is lost, the process lives, all goes on by itself.</summary>
public sealed class DiskIsFull() : StrikeFault<EmbeddedGrid>("full-disk", "the disk under the embedded grid full for half a minute", 3)
{
    private const string Size = "48m";

    private readonly string _disk = Directory.CreateTempSubdirectory("twingrid-disk-").FullName;

    protected override async Task<EmbeddedGrid> Start(FaultPlan plan)
    {
        Skip.IfNot(Environment.IsPrivilegedProcess && await Run("mount", "-t", "tmpfs", "-o", $"size={Size}", "tmpfs", _disk) == 0, "A small disk can be mounted by root only.");
        return await EmbeddedGrid.Start(GridSettings.Default, Path.Combine(_disk, "data"));
    }

    protected override async Task<long> Strike(EmbeddedGrid grid, Strikes strikes)
    {
        var at = strikes.Now();
        var filler = Path.Combine(_disk, "filler");
        await Fill(filler);
        await strikes.Wait(strikes.Plan.Outage(30, 5));
        var refused = strikes.History.Acknowledged;
        await strikes.Wait(TimeSpan.FromSeconds(2));
        strikes.Remarks.Add($"round {strikes.Round}: {strikes.History.Acknowledged - refused} packets acknowledged in 2 s on a full disk (room within the files)");
        if (grid.Gateways[0].HasExited) throw new InvalidOperationException($"The gateway ended on a full disk.\n{grid.Said}");
        File.Delete(filler);
        return at;
    }

    protected override Task BeforeLogIsRead(EmbeddedGrid grid) => grid.Kill();

    protected override async Task After()
    {
        await Run("umount", _disk);
        Directory.Delete(_disk, recursive: true);
    }

    private static async Task Fill(string path)
    {
        await using var file = File.Create(path, bufferSize: 1);
        var block = new byte[4096];
        try
        {
            while (true) await file.WriteAsync(block);
        }
        catch (IOException)
        {
            return; // full
        }
    }

    private static async Task<int> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
