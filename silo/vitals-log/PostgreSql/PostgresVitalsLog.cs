using System.Net.Sockets;
using Npgsql;
using TwinGrid.Durability;
using TwinGrid.Keys;

namespace TwinGrid.VitalsLog.PostgreSql;

/// <summary>
/// The log in a PostgreSQL that gateways and silos share. A partition's offsets are handed out under its own counter row, so no reader skips a late commit.
/// When the connection is lost, the appends that wait fail and the next ones open a new one.
/// </summary>
public sealed class PostgresVitalsLog : GroupCommitLog
{
    private readonly PostgresDatabase _database;
    private readonly OthersAppends _others;
    private NpgsqlConnection? _writer;

    public PostgresVitalsLog(VitalsLogOptions options, PatientKeys keys, TimeProvider time) : base(options, keys, time)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString)) throw new VitalsLogException("ConnectionString is missing: the PostgreSQL log needs an Npgsql connection string.");
        _database = new PostgresDatabase(options.ConnectionString);
        _others = new OthersAppends(_database, Ends, options.PollInterval, time);
    }

    private protected override async Task Prepare(CancellationToken cancel)
    {
        try
        {
            await PostgresMigrations.Run(_database.Source, "vitals-log", Migration.Embedded(typeof(PostgresVitalsLog).Assembly, "PostgreSql"), cancel);
            await CheckPartitions(cancel);
        }
        catch (Exception error) when (error is NpgsqlException or SocketException or SchemaRefusedException)
        {
            throw new VitalsLogException($"The vitals log cannot be opened in PostgreSQL: {error.Message}", error);
        }
        _others.Start();
    }

    private protected override void Flush(IReadOnlyList<PendingAppend> batch)
    {
        var inOrder = batch.OrderBy(append => append.Partition).ToList(); // stable: each partition keeps its order of arrival
        var groups = inOrder.CountBy(append => append.Partition).ToList();
        long[] firsts;
        try
        {
            _writer ??= _database.Source.OpenConnection();
            using var command = new NpgsqlCommand("select vitals_log_append($1, $2, $3)", _writer)
            {
                Parameters =
                {
                    new NpgsqlParameter<int[]> { TypedValue = [.. groups.Select(group => group.Key)] },
                    new NpgsqlParameter<int[]> { TypedValue = [.. groups.Select(group => group.Value)] },
                    new NpgsqlParameter<byte[][]> { TypedValue = [.. inOrder.Select(append => append.Envelope)] },
                },
            };
            firsts = (long[])command.ExecuteScalar()!;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _writer?.Dispose();
            _writer = null;
            throw new VitalsLogException($"The vitals log could not be written, the records may or may not stand in it: {error.Message}", error);
        }
        Answer(inOrder, groups, firsts);
    }

    private protected override Task<IReadOnlyList<(long Offset, byte[] Envelope)>> ReadRecords(int partition, long afterOffset, int limit, CancellationToken cancel) =>
        Query<IReadOnlyList<(long Offset, byte[] Envelope)>>(
            "select log_offset, envelope from vitals_log_record where log_partition = $1 and log_offset > $2 order by log_offset limit $3",
            async rows =>
            {
                var records = new List<(long Offset, byte[] Envelope)>();
                while (await rows.ReadAsync(cancel)) records.Add((rows.GetInt64(0), rows.GetFieldValue<byte[]>(1)));
                return records;
            },
            cancel, new NpgsqlParameter<int> { TypedValue = partition }, new NpgsqlParameter<long> { TypedValue = afterOffset }, new NpgsqlParameter<int> { TypedValue = limit });

    private protected override async Task<long> ReadEnd(int partition, CancellationToken cancel)
    {
        var end = await Query(
            "select next_offset - 1 from vitals_log_partition where log_partition = $1",
            async rows => await rows.ReadAsync(cancel) ? rows.GetInt64(0) : -1,
            cancel, new NpgsqlParameter<int> { TypedValue = partition });
        Ends.Raise(partition, end);
        return end;
    }

    private protected override async Task Wait(int partition, long afterOffset, TimeSpan longest, CancellationToken cancel)
    {
        using var watch = _others.Watch();
        await Ends.WaitAbove(partition, afterOffset, longest, cancel);
    }

    private protected override async ValueTask Close()
    {
        await _others.DisposeAsync();
        if (_writer is not null) await _writer.DisposeAsync();
        await _database.DisposeAsync();
    }

    private void Answer(List<PendingAppend> inOrder, List<KeyValuePair<int, int>> groups, long[] firsts)
    {
        var place = 0;
        for (var group = 0; group < groups.Count; group++)
        {
            for (var i = 0; i < groups[group].Value; i++, place++)
            {
                inOrder[place].Offset = firsts[group] + i;
                inOrder[place].Succeed();
            }
            Ends.Raise(groups[group].Key, firsts[group] + groups[group].Value - 1);
        }
    }

    private async Task CheckPartitions(CancellationToken cancel)
    {
        await Execute("insert into vitals_log_setting (name, value) values ('partitions', $1) on conflict do nothing", PartitionCount, cancel);
        var stored = await Query("select value from vitals_log_setting where name = 'partitions'", async rows => await rows.ReadAsync(cancel) ? rows.GetInt32(0) : 0, cancel);
        if (stored != PartitionCount)
            throw new VitalsLogException($"The vitals log in PostgreSQL has {stored} partitions, but Partitions is set to {PartitionCount}: set it to {stored}. The number is fixed for the life of a log.");
        await Execute("insert into vitals_log_partition (log_partition) select generate_series(0, $1 - 1) on conflict do nothing", PartitionCount, cancel);
    }

    private async Task Execute(string sql, int value, CancellationToken cancel)
    {
        await using var command = _database.Source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = value });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<T> Query<T>(string sql, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel, params NpgsqlParameter[] values)
    {
        try
        {
            return await _database.Read(sql, read, cancel, values);
        }
        catch (Exception error) when (error is NpgsqlException or SocketException)
        {
            throw new VitalsLogException($"The vitals log cannot be read from PostgreSQL: {error.Message}", error);
        }
    }
}
