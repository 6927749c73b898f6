using System.Diagnostics;
using TwinGrid.Keys;
using TwinGrid.Records;

namespace TwinGrid.VitalsLog.Tests;

/// <summary>The file may grow no further (a limit of the operating system stands for a full disk), and later it may.</summary>
public sealed class The_disk_is_full_under_the_embedded_log : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("twingrid-full-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task nothing_is_acknowledged_that_is_not_kept_and_it_goes_on_by_itself_when_there_is_room()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/prlimit"), "A limit on the size of a file is set by prlimit, of Linux.");
        // A signal that comes with the limit must not end the process: the shell ignores it, and what it starts inherits that.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "trap '' XFSZ; exec dotnet \"$@\"", "sh", typeof(AppendingProcess).Assembly.Location, _folder, "0"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var acknowledged = new List<string>();
        try
        {
            await Read(process, acknowledged, until: () => acknowledged.Count >= 300);
            await Limit(process, "300000");
            var refusals = await Read(process, acknowledged, until: () => false, untilRefused: true);
            refusals.ShouldAllBe(line => line.Contains("could not be written", StringComparison.Ordinal));
            await Limit(process, "unlimited");
            var before = acknowledged.Count;
            await Read(process, acknowledged, until: () => acknowledged.Count >= before + 500);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        await using var keys = new PatientKeys(new KeyOptions { Folder = _folder }, TimeProvider.System);
        await using var log = VitalsLogRegistration.Make(new VitalsLogOptions { Data = _folder, Partitions = 4 }, keys, TimeProvider.System);
        await log.Open(CancellationToken.None);
        var kept = new List<string>();
        for (var partition = 0; partition < 4; partition++) kept.AddRange((await log.Read(partition, -1, int.MaxValue, default)).Select(Line));
        acknowledged.Except(kept, StringComparer.Ordinal).ShouldBeEmpty();
        kept.Distinct(StringComparer.Ordinal).Count().ShouldBe(kept.Count);
    }

    /// <summary>Reads acknowledgements; gives the refusals among them.</summary>
    private static async Task<List<string>> Read(Process process, List<string> acknowledged, Func<bool> until, bool untilRefused = false)
    {
        var refusals = new List<string>();
        while (!until() && !(untilRefused && refusals.Count > 0) && await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(AppendingProcess.Refused, StringComparison.Ordinal)) refusals.Add(line);
            else acknowledged.Add(line[..^1]);
        }
        process.HasExited.ShouldBeFalse("it lives on whatever the disk does");
        return refusals;
    }

    private static async Task Limit(Process process, string bytes)
    {
        using var limit = Process.Start("prlimit", ["--pid", $"{process.Id}", $"--fsize={bytes}:unlimited"]);
        await limit.WaitForExitAsync();
        limit.ExitCode.ShouldBe(0);
    }

    private static string Line(LoggedRecord record) =>
        $"{record.Position.Partition} {record.Position.Offset} {record.Packet.TwinId.Value["twin-".Length..]} {record.Packet.Sequence}";
}
