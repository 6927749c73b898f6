using System.Diagnostics;
using TwinGrid.Keys;
using TwinGrid.Records;

namespace TwinGrid.VitalsLog.Tests;

public sealed class A_process_is_killed_while_it_appends : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("twingrid-killed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task every_packet_it_acknowledged_is_kept()
    {
        var acknowledged = new List<string>();
        for (var round = 0; round < 4; round++)
        {
            acknowledged.AddRange(await AppendUntilKilled(acknowledgements: 300 + 217 * round, firstSequence: round * 1_000_000L));
            await using var keys = new PatientKeys(new KeyOptions { Folder = _folder }, TimeProvider.System);
            await using var log = VitalsLogRegistration.Make(new VitalsLogOptions { Data = _folder, Partitions = 4 }, keys, TimeProvider.System);
            await log.Open(CancellationToken.None);
            var kept = new List<string>();
            for (var partition = 0; partition < 4; partition++)
                kept.AddRange((await log.Read(partition, -1, int.MaxValue, default)).Select(Line));
            acknowledged.Except(kept, StringComparer.Ordinal).ShouldBeEmpty();
            kept.Distinct(StringComparer.Ordinal).Count().ShouldBe(kept.Count);
        }
        acknowledged.Count.ShouldBeGreaterThan(1200);
    }

    private static string Line(LoggedRecord record) =>
        $"{record.Position.Partition} {record.Position.Offset} {record.Packet.TwinId.Value["twin-".Length..]} {record.Packet.Sequence}";

    private async Task<List<string>> AppendUntilKilled(int acknowledgements, long firstSequence)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(AppendingProcess).Assembly.Location, _folder, $"{firstSequence}"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var lines = new List<string>();
        while (lines.Count < acknowledgements && await process.StandardOutput.ReadLineAsync() is { } line) lines.Add(line);
        process.Kill();
        while (await process.StandardOutput.ReadLineAsync() is { } line) lines.Add(line);
        await process.WaitForExitAsync();
        return [.. lines.Where(line => line.EndsWith('.')).Select(line => line[..^1])]; // the last may be cut in two by the kill
    }
}
