using System.Diagnostics;
using TwinGrid.Testbed.Processes;
using Xunit;

namespace TwinGrid.Faults.Grids;

/// <summary>A disk of some megabytes that can be filled to the last byte and given room again. Only root can mount one.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Mounts it; skips where that is not allowed.</summary>
    public static async Task<SmallDisk> Mount(int megabytes)
    {
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("twingrid-disk-").FullName);
        Skip.IfNot(Environment.IsPrivilegedProcess && await Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Path) == 0, "A small disk can be mounted by root only.");
        return disk;
    }

    /// <summary>Takes all the room there is.</summary>
    public async Task Fill()
    {
        await using var file = File.Create(Filler, bufferSize: 1);
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

    public void MakeRoom() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await Eventually.Holds(async () => await Run("umount", Path) == 0, TimeSpan.FromMinutes(1), () => $"{Path} is still in use."); // a process that was killed may still be ending
        Directory.Delete(Path, recursive: true);
    }

    private static async Task<int> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
