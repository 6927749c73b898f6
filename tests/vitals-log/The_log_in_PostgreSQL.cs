using Npgsql;
using TwinGrid.Patients;
using TwinGrid.Testbed;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Tests;

/// <summary>One PostgreSQL for all tests of this project that need one.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<SharedPostgres>
{
    public const string Name = "PostgreSQL";
}

[Collection(PostgresCollection.Name)]
public sealed class The_log_in_PostgreSQL(SharedPostgres postgres) : DatabaseLogContract
{
    private string _connectionString = "";

    protected override VitalsLogOptions Options => new() { Kind = VitalsLogKind.PostgreSql, ConnectionString = _connectionString, Partitions = Partitions };

    public override async Task InitializeAsync() => _connectionString = await (await postgres.Server()).CreateDatabase();

    [SkippableFact]
    public async Task takes_packets_from_many_processes_without_gap_or_repeat()
    {
        var logs = new List<IVitalsLog>();
        for (var i = 0; i < 3; i++) logs.Add(await Open());
        var appended = await Task.WhenAll(Enumerable.Range(0, 900).Select(async i =>
        {
            var packet = Packets.Of($"twin-{i % 40}", i);
            return (Position: await logs[i % 3].Append(packet, default), packet.Sequence);
        }));
        for (var partition = 0; partition < Partitions; partition++)
        {
            var read = await logs[partition % 3].Read(partition, -1, 2000, default);
            read.Select(record => (record.Position, record.Packet.Sequence)).ShouldBe(appended.Where(a => a.Position.Partition == partition).OrderBy(a => a.Position.Offset));
        }
    }

    [SkippableFact]
    public async Task never_lets_a_reader_skip_a_record_that_commits_late()
    {
        var log = await Open();
        var partition = (await log.Append(Packets.Of("ann", 0), default)).Partition;
        await using var slow = new NpgsqlConnection(_connectionString);
        await slow.OpenAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await using (var late = new NpgsqlCommand($"select vitals_log_append(array[{partition}], array[1], array[(select envelope from vitals_log_record where log_partition = {partition})])", slow))
            ((long[])(await late.ExecuteScalarAsync())!).ShouldBe([1]);

        var next = log.Append(Packets.Of("ann", 2), default).AsTask();
        (await log.Read(partition, 0, 10, default)).ShouldBeEmpty();
        next.IsCompleted.ShouldBeFalse();
        await transaction.CommitAsync();

        (await next).Offset.ShouldBe(2);
        (await log.Read(partition, 0, 10, default)).Select(record => record.Position.Offset).ShouldBe([1, 2]);
    }

    [SkippableFact]
    public async Task wakes_a_reader_in_another_process()
    {
        var gateway = await Open();
        var silo = await Open();
        var partition = TwinId.Parse("ann").Partition(Partitions);
        var wait = silo.WaitForMore(partition, -1, Patience, default);
        await gateway.Append(Packets.Of("ann", 1), default);
        await wait.WaitAsync(Patience);
        (await silo.Read(partition, -1, 10, default)).ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task prepared_by_many_processes_at_once_is_made_once()
    {
        var logs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Open())));
        (await logs[3].Append(Packets.Of("ann", 1), default)).Offset.ShouldBe(0);
    }

    [SkippableFact]
    public async Task whose_connection_is_lost_fails_the_append_and_takes_the_next()
    {
        var log = await Open();
        var first = await log.Append(Packets.Of("ann", 1), default);
        await PostgresServer.Execute((await postgres.Server()).ConnectionString(),
            $"select pg_terminate_backend(pid, 60000) from pg_stat_activity where datname = '{new NpgsqlConnectionStringBuilder(_connectionString).Database}'");
        await Should.ThrowAsync<VitalsLogException>(async () => await log.Append(Packets.Of("ann", 2), default));
        var again = await Repeated(log, Packets.Of("ann", 2));
        again.Offset.ShouldBeGreaterThan(first.Offset);
    }

    [SkippableFact]
    public async Task flushes_though_the_database_would_not_by_itself()
    {
        var log = await Open();
        await PostgresServer.Execute(_connectionString, $"alter database {new NpgsqlConnectionStringBuilder(_connectionString).Database} set synchronous_commit = off");
        await using var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var append = new NpgsqlCommand("select vitals_log_append(array[0], array[1], array['\\x01'::bytea]); select current_setting('synchronous_commit')", connection);
        await using var rows = await append.ExecuteReaderAsync();
        await rows.NextResultAsync();
        await rows.ReadAsync();
        rows.GetString(0).ShouldBe("on");
        await log.DisposeAsync();
    }

    [SkippableFact]
    public async Task that_is_killed_with_its_server_keeps_every_acknowledged_packet()
    {
        await using var server = await PostgresServer.Start();
        _connectionString = await server.CreateDatabase();
        var log = await Open();
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<(LogPosition Position, long Sequence)>();
        var senders = Enumerable.Range(0, 20).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                var packet = Packets.Of($"twin-{sender}", i);
                try
                {
                    acknowledged.Add((await log.Append(packet, default), packet.Sequence));
                }
                catch (VitalsLogException)
                {
                    return;
                }
            }
        })).ToList();
        while (acknowledged.Count < 200) await Task.Yield();
        await server.Stop(immediate: true);
        await Task.WhenAll(senders);
        await server.Start();

        var kept = new List<(LogPosition Position, long Sequence)>();
        for (var partition = 0; partition < Partitions; partition++)
            kept.AddRange((await log.Read(partition, -1, 100_000, default)).Select(record => (record.Position, record.Packet.Sequence)));
        acknowledged.Except(kept).ShouldBeEmpty();
        await Repeated(log, Packets.Of("ann", 1));
        await log.DisposeAsync();
    }

    protected override async Task FlipAByte(int partition, long offset) => await PostgresServer.Execute(_connectionString,
        $"update vitals_log_record set envelope = set_byte(envelope, length(envelope) - 2, get_byte(envelope, length(envelope) - 2) # 4) where log_partition = {partition} and log_offset = {offset}");

    protected override Task RemoveRecord(int partition, long offset) =>
        PostgresServer.Execute(_connectionString, $"delete from vitals_log_record where log_partition = {partition} and log_offset = {offset}");

    protected override Task PretendNewerSchema() =>
        PostgresServer.Execute(_connectionString, "insert into schema_version (room, version, name) values ('vitals-log', 999, 'from the future')");

    /// <summary>Appends as a device does: again, until it is taken.</summary>
    private static async Task<LogPosition> Repeated(IVitalsLog log, VitalsPacket packet)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                return await log.Append(packet, patience.Token);
            }
            catch (VitalsLogException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }
}
