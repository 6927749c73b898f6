using Microsoft.Data.Sqlite;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Tests;

public sealed class The_embedded_log : DatabaseLogContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("twingrid-log-").FullName;

    private string FilePath => Path.Combine(_folder, "vitals-log.db");

    protected override VitalsLogOptions Options => new() { Data = _folder, Partitions = Partitions };

    public override Task InitializeAsync() => Task.CompletedTask;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task belongs_to_one_process_at_a_time()
    {
        var log = await Open();
        (await Should.ThrowAsync<VitalsLogException>(() => Open())).Message.ShouldContain("Another process");
        await log.DisposeAsync();
        await Open();
    }

    [Fact]
    public async Task is_made_with_its_folder()
    {
        var log = await Open(options => options with { Data = Path.Combine(_folder, "a", "b") });
        await log.Append(Packets.Of("ann", 1), default);
        File.Exists(Path.Combine(_folder, "a", "b", "vitals-log.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task that_cannot_be_opened_says_where_it_lies()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "not-a-folder"), "");
        var refused = await Should.ThrowAsync<VitalsLogException>(() => Open(options => options with { Data = Path.Combine(_folder, "not-a-folder") }));
        refused.Message.ShouldContain("not-a-folder");
    }

    [Fact]
    public async Task that_failed_to_write_says_so_and_goes_on_when_it_can_again()
    {
        var log = await Open();
        var first = await log.Append(Packets.Of("ann", 1), default);
        Execute("create trigger refuse before insert on log_record begin select raise(abort, 'no room'); end");
        (await Should.ThrowAsync<VitalsLogException>(async () => await log.Append(Packets.Of("ann", 2), default))).Message.ShouldContain("no room");
        Execute("drop trigger refuse");
        (await log.Append(Packets.Of("ann", 2), default)).ShouldBe(first with { Offset = 1 });
    }

    [Fact]
    public async Task has_flushed_what_it_acknowledged_before_it_is_closed()
    {
        var log = await Open();
        var position = await log.Append(Packets.Of("ann", 1), default);

        // what a machine that dies now leaves behind: the files as they are, without the process
        var copy = Path.Combine(_folder, "copy");
        Directory.CreateDirectory(copy);
        foreach (var file in new[] { "vitals-log.db", "vitals-log.db-wal" }) File.Copy(Path.Combine(_folder, file), Path.Combine(copy, file));
        var survivor = await Open(options => options with { Data = copy });

        (await survivor.Read(position.Partition, -1, 10, default)).ShouldHaveSingleItem().Packet.Sequence.ShouldBe(1);
    }

    [Fact]
    public async Task with_a_torn_last_record_keeps_what_stands_before_it()
    {
        var log = await Open();
        var partition = (await log.Append(Packets.Of("ann", 0), default)).Partition;
        for (var sequence = 1; sequence < 20; sequence++) await log.Append(Packets.Of("ann", sequence), default);
        var copy = Path.Combine(_folder, "copy");
        Directory.CreateDirectory(copy);
        foreach (var file in new[] { "vitals-log.db", "vitals-log.db-wal" }) File.Copy(Path.Combine(_folder, file), Path.Combine(copy, file));
        using (var wal = File.OpenWrite(Path.Combine(copy, "vitals-log.db-wal"))) wal.SetLength(wal.Length - 700);

        var survivor = await Open(options => options with { Data = copy });

        var kept = await survivor.Read(partition, -1, 100, default);
        kept.Select(record => record.Packet.Sequence).ShouldBe(Enumerable.Range(0, 19).Select(i => (long)i));
        (await survivor.Append(Packets.Of("ann", 19), default)).ShouldBe(new LogPosition(partition, 19));
    }

    protected override Task FlipAByte(int partition, long offset)
    {
        using var connection = Connect();
        using var read = connection.CreateCommand();
        read.CommandText = $"select envelope from log_record where log_partition = {partition} and log_offset = {offset}";
        var envelope = (byte[])read.ExecuteScalar()!;
        envelope[^2] ^= 4;
        using var write = connection.CreateCommand();
        write.CommandText = $"update log_record set envelope = $bytes where log_partition = {partition} and log_offset = {offset}";
        write.Parameters.AddWithValue("$bytes", envelope);
        write.ExecuteNonQuery().ShouldBe(1);
        return Task.CompletedTask;
    }

    protected override Task RemoveRecord(int partition, long offset)
    {
        Execute($"delete from log_record where log_partition = {partition} and log_offset = {offset}");
        return Task.CompletedTask;
    }

    protected override Task PretendNewerSchema()
    {
        Execute("insert into schema_version (room, version, name, applied_at) values ('vitals-log', 999, 'from the future', '')");
        return Task.CompletedTask;
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
