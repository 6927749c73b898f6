using CsCheck;
using TwinGrid.Keys;

namespace TwinGrid.VitalsLog.Tests;

public sealed class A_byte_of_the_embedded_log_is_flipped : IDisposable
{
    private const int Records = 60;
    private readonly string _folder = Directory.CreateTempSubdirectory("twingrid-flipped-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task in_the_main_file_no_wrong_packet_is_read_and_none_is_left_out_unsaid()
    {
        await Write(Path.Combine(_folder, "whole"));
        await Gen.Int[0, (int)new FileInfo(Path.Combine(_folder, "whole", "vitals-log.db")).Length - 1]
            .SampleAsync(at => AllOrSaid(Damaged("whole", "vitals-log.db", at)), iter: 200, threads: 1);
    }

    [Fact]
    public async Task in_the_write_ahead_file_no_wrong_packet_is_read_and_no_flushed_one_but_the_last_is_left_out_unsaid()
    {
        await using var log = await Open(Path.Combine(_folder, "living"));
        await Append(log);
        var crashed = Path.Combine(_folder, "crashed");
        Directory.CreateDirectory(crashed);
        foreach (var name in new[] { "vitals-log.db", "vitals-log.db-wal" }) File.Copy(Path.Combine(_folder, "living", name), Path.Combine(crashed, name));
        (await Read(crashed)).Count.ShouldBe(Records);
        crashed = Path.Combine(_folder, "crashed2");
        Directory.CreateDirectory(crashed);
        foreach (var name in new[] { "vitals-log.db", "vitals-log.db-wal" }) File.Copy(Path.Combine(_folder, "living", name), Path.Combine(crashed, name));

        await Gen.Int[0, (int)new FileInfo(Path.Combine(crashed, "vitals-log.db-wal")).Length - 1]
            .SampleAsync(at => AllOrSaid(Damaged("crashed2", "vitals-log.db-wal", at), leastKept: Records - 1), iter: 200, threads: 1);
    }

    private async Task AllOrSaid(string folder, int leastKept = Records)
    {
        try
        {
            var kept = await Read(folder);
            kept.ShouldBe(Enumerable.Range(0, kept.Count).Select(i => (long)i));
            kept.Count.ShouldBeGreaterThanOrEqualTo(leastKept);
        }
        catch (VitalsLogException)
        {
            return; // said
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Damaged(string name, string file, int at)
    {
        var folder = Path.Combine(_folder, $"damaged-{at}");
        Directory.CreateDirectory(folder);
        foreach (var part in Directory.GetFiles(Path.Combine(_folder, name))) File.Copy(part, Path.Combine(folder, Path.GetFileName(part)));
        using var bytes = File.Open(Path.Combine(folder, file), FileMode.Open);
        bytes.Position = at;
        var flipped = (byte)(bytes.ReadByte() ^ 0x10);
        bytes.Position = at;
        bytes.WriteByte(flipped);
        return folder;
    }

    private async Task Write(string folder)
    {
        await using var log = await Open(folder);
        await Append(log);
    }

    private static async Task Append(IVitalsLog log)
    {
        for (var sequence = 0; sequence < Records; sequence++) await log.Append(Packets.Of("ann", sequence), default);
    }

    private async Task<List<long>> Read(string folder)
    {
        await using var log = await Open(folder);
        var sequences = new List<long>();
        while (await log.Read(0, sequences.Count - 1, 25, default) is { Count: > 0 } read) sequences.AddRange(read.Select(record => record.Packet.Sequence));
        return sequences;
    }

    private async Task<IVitalsLog> Open(string folder)
    {
        var log = VitalsLogRegistration.Make(new VitalsLogOptions { Data = folder, Partitions = 1 }, new PatientKeys(new KeyOptions { Folder = Path.Combine(_folder, "keys") }, TimeProvider.System), TimeProvider.System);
        try
        {
            await log.Open(CancellationToken.None);
            return log;
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }
}
