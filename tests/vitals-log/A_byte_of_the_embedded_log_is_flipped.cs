using CsCheck;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using TwinGrid.Keys;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace TwinGrid.VitalsLog.Tests;

public sealed class A_byte_of_the_embedded_log_is_flipped : IAsyncDisposable, IAsyncLifetime
{
    private const int Records = 60;
    private readonly List<string> _said = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("twingrid-flipped-").FullName;
    private readonly PatientKeys _keys;

    public A_byte_of_the_embedded_log_is_flipped() => _keys = new PatientKeys(new KeyOptions { Folder = Path.Combine(_folder, "keys") }, TimeProvider.System);

    public Task InitializeAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _keys.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [Fact]
    public async Task in_the_main_file_no_wrong_packet_is_read_and_none_is_left_out_unsaid()
    {
        await Write(Path.Combine(_folder, "whole"));
        await Gen.Int[0, (int)new FileInfo(Path.Combine(_folder, "whole", "vitals-log.db")).Length - 1]
            .SampleAsync(at => AllOrSaid(Damaged("whole", "vitals-log.db", at)), iter: 200, threads: 1);
    }

    [Fact]
    public async Task where_a_number_of_its_set_up_stands_and_that_is_said()
    {
        foreach (var damage in (string[])["update log_setting set value = 'x'", "update schema_version set version = '' where version = 1"])
        {
            await Write(Path.Combine(_folder, "whole"));
            var folder = CopyOf("whole");
            await using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "vitals-log.db")};Pooling=False"))
            {
                await connection.OpenAsync();
                await using var command = connection.CreateCommand();
                command.CommandText = damage;
                await command.ExecuteNonQueryAsync();
            }
            (await Should.ThrowAsync<VitalsLogException>(() => Read(folder))).Message.ShouldContain("damaged");
            Directory.Delete(folder, recursive: true);
            Directory.Delete(Path.Combine(_folder, "whole"), recursive: true);
        }
    }

    [Fact]
    public async Task in_the_write_ahead_file_no_wrong_packet_is_read_and_none_is_left_out_unsaid()
    {
        var end = await Crash();
        (await Read(Path.Combine(_folder, "crashed"))).Count.ShouldBe(Records);
        _said.ShouldBeEmpty();
        await Crash();

        await Gen.Int[0, end - 1].SampleAsync(at => AllOrSaid(Damaged("crashed", "vitals-log.db-wal", at)), iter: 200, threads: 1);
        await Gen.Int[end - Frame, end - 1].SampleAsync(at => AllOrSaid(Damaged("crashed", "vitals-log.db-wal", at)), iter: 100, threads: 1); // of the last transaction
    }

    [Fact]
    public async Task or_the_end_of_its_write_ahead_file_is_torn_off_and_that_is_said()
    {
        var end = await Crash();
        await Gen.Int[1, Frame - 16].SampleAsync(bytes => AllOrSaid(Torn("crashed", "vitals-log.db-wal", end - bytes)), iter: 100, threads: 1);
    }

    /// <summary>Bytes of a frame of the write-ahead file.</summary>
    private const int Frame = 24 + 4096;

    /// <summary>Leaves the files of a log whose process died; how long the write-ahead file is.</summary>
    private async Task<int> Crash()
    {
        var (living, crashed) = (Path.Combine(_folder, "living"), Path.Combine(_folder, "crashed"));
        foreach (var old in new[] { living, crashed }.Where(Directory.Exists)) Directory.Delete(old, recursive: true);
        await using var log = await Open(living);
        await Append(log);
        Directory.CreateDirectory(crashed);
        foreach (var name in new[] { "vitals-log.db", "vitals-log.db-wal" }) File.Copy(Path.Combine(living, name), Path.Combine(crashed, name));
        return (int)new FileInfo(Path.Combine(crashed, "vitals-log.db-wal")).Length;
    }

    private async Task AllOrSaid(string folder)
    {
        _said.Clear();
        try
        {
            var kept = await Read(folder);
            kept.ShouldBe(Enumerable.Range(0, kept.Count).Select(i => (long)i));
            kept.Count.ShouldBe(_said.Count == 0 ? Records : Records - 1);
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

    private string CopyOf(string name)
    {
        var folder = Path.Combine(_folder, "damaged");
        Directory.CreateDirectory(folder);
        foreach (var part in Directory.GetFiles(Path.Combine(_folder, name))) File.Copy(part, Path.Combine(folder, Path.GetFileName(part)));
        return folder;
    }

    private string Damaged(string name, string file, int at)
    {
        var folder = CopyOf(name);
        using var bytes = File.Open(Path.Combine(folder, file), FileMode.Open);
        bytes.Position = at;
        var flipped = (byte)(bytes.ReadByte() ^ 0x10);
        bytes.Position = at;
        bytes.WriteByte(flipped);
        return folder;
    }

    private string Torn(string name, string file, int length)
    {
        var folder = CopyOf(name);
        using var bytes = File.Open(Path.Combine(folder, file), FileMode.Open);
        bytes.SetLength(length);
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
        var log = VitalsLogRegistration.Make(new VitalsLogOptions { Data = folder, Partitions = 1 }, _keys, TimeProvider.System, new Saying(_said));
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

    /// <summary>What the log warns of.</summary>
    private sealed class Saying(List<string> said) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning) said.Add(formatter(state, exception));
        }
    }
}
