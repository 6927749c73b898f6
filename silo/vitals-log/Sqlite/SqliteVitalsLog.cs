using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using TwinGrid.Durability;
using TwinGrid.Keys;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Sqlite;

/// <summary>The embedded log: one SQLite file, owned by one process at a time. What it acknowledged survives the death of the process and of the machine.</summary>
public sealed partial class SqliteVitalsLog(VitalsLogOptions options, PatientKeys keys, TimeProvider time, ILogger logger) : GroupCommitLog(options, keys, time)
{
    private readonly SqliteFile _file = new(Path.Combine(Path.GetFullPath(options.Data), "vitals-log.db"));
    private readonly LogTail _tail = new(options.Partitions, options.PacketsPerFlush);
    private readonly long[] _next = new long[options.Partitions];
    private FileStream? _owner;
    private SqliteStatements? _writer;

    private protected override Task Prepare(CancellationToken cancel) => Task.Run(
        () =>
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_file.Path)!);
                _owner = TakeOwnership();
                var found = WriteAheadCheck.Look(_file.Path + "-wal");
                if (found.Damage is { } damage)
                    throw new VitalsLogCorruptException($"The vitals log is damaged: {damage}. Nothing was changed: restore the data folder from a backup.");
                if (found.DroppedFrom is { } from) LogDropped(from, _file.Path + "-wal");
                OpenWriter();
            }
            catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException or SchemaRefusedException)
            {
                throw new VitalsLogException($"The vitals log {_file.Path} cannot be opened: {error.Message}", error);
            }
            catch (Exception error) when (error is FormatException or OverflowException or InvalidCastException)
            {
                throw new VitalsLogCorruptException($"The vitals log is damaged: what stands in the place of a number in {_file.Path} is none. Restore the data folder from a backup.", error);
            }
        },
        cancel);

    private protected override void Flush(IReadOnlyList<PendingAppend> batch)
    {
        try
        {
            if (_writer is null) OpenWriter();
            _writer!.With("begin immediate").ExecuteNonQuery();
            var insert = _writer.Bound("insert into log_record (log_partition, log_offset, envelope) values (?1, ?2, ?3)");
            foreach (var append in batch)
            {
                append.Offset = _next[append.Partition]++;
                insert.Bind(1, append.Partition);
                insert.Bind(2, append.Offset);
                insert.Bind(3, append.Envelope.AsSpan());
                insert.Run();
            }
            foreach (var partition in batch.Select(append => append.Partition).Distinct())
                _writer.With("insert into log_end (log_partition, log_offset) values ($1, $2) on conflict do update set log_offset = excluded.log_offset", partition, _next[partition] - 1).ExecuteNonQuery();
            _writer.With("commit").ExecuteNonQuery();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            CloseWriter(); // whether the transaction stands is told by the file when it is opened again
            throw new VitalsLogException($"The vitals log could not be written, the records may or may not stand in it: {error.Message}", error);
        }
        foreach (var append in batch)
        {
            _tail.Add(new LogPosition(append.Partition, append.Offset), append.Record);
            append.Succeed();
            Ends.Raise(append.Partition, append.Offset);
        }
    }

    private protected override IReadOnlyList<LoggedRecord> AtHand(int partition, long afterOffset, int limit) => _tail.Read(partition, afterOffset, limit);

    private protected override Task<IReadOnlyList<(long Offset, byte[] Envelope)>> ReadRecords(int partition, long afterOffset, int limit, CancellationToken cancel) =>
        Query<IReadOnlyList<(long Offset, byte[] Envelope)>>(
            connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = "select log_offset, envelope from log_record where log_partition = $partition and log_offset > $after order by log_offset limit $limit";
                command.Parameters.AddWithValue("$partition", partition);
                command.Parameters.AddWithValue("$after", afterOffset);
                command.Parameters.AddWithValue("$limit", limit);
                using var rows = command.ExecuteReader();
                var records = new List<(long Offset, byte[] Envelope)>();
                while (rows.Read())
                {
                    if (rows[0] is long offset && rows[1] is byte[] envelope) records.Add((offset, envelope));
                    else if (records.Count > 0) break; // what comes before it is read first
                    else throw new VitalsLogCorruptException(new LogPosition(partition, afterOffset + 1), "what stands in its place is no record");
                }
                return records;
            },
            cancel);

    private protected override Task<long> ReadEnd(int partition, CancellationToken cancel) => Task.FromResult(Ends[partition]);

    private protected override Task Wait(int partition, long afterOffset, TimeSpan longest, CancellationToken cancel) =>
        Ends.WaitAbove(partition, afterOffset, longest, cancel);

    private protected override async ValueTask Close()
    {
        CloseWriter();
        _file.Dispose();
        if (_owner is not null) await _owner.DisposeAsync();
    }

    /// <summary>Keeps a second process from handing out the same offsets. The lock dies with the process.</summary>
    private FileStream TakeOwnership()
    {
        try
        {
            return new FileStream(_file.Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new VitalsLogException($"Another process works on the vitals log {_file.Path}: stop it, or choose another data folder.", error);
        }
    }

    private void OpenWriter()
    {
        var connection = _file.OpenWriter();
        var writer = new SqliteStatements(connection);
        try
        {
            SqliteMigrations.Run(connection, "vitals-log", Migration.Embedded(typeof(SqliteVitalsLog).Assembly, "Sqlite"), Time);
            CheckPartitions(writer);
            FindEnds(writer);
            _writer = writer;
        }
        finally
        {
            if (_writer is null) writer.Dispose();
        }
    }

    private void CheckPartitions(SqliteStatements writer)
    {
        writer.With("insert into log_setting (name, value) values ('partitions', $1) on conflict do nothing", PartitionCount).ExecuteNonQuery();
        var stored = Convert.ToInt32(writer.With("select value from log_setting where name = 'partitions'").ExecuteScalar());
        if (stored != PartitionCount)
            throw new VitalsLogException($"The vitals log {_file.Path} has {stored} partitions, but Partitions is set to {PartitionCount}: set it to {stored}. The number is fixed for the life of a log.");
    }

    private void FindEnds(SqliteStatements writer)
    {
        for (var partition = 0; partition < PartitionCount; partition++)
        {
            var end = Convert.ToInt64(writer.With("select coalesce(max(log_offset), -1) from log_end where log_partition = $1", partition).ExecuteScalar());
            _next[partition] = end + 1;
            Ends.Raise(partition, end);
        }
    }

    private void CloseWriter()
    {
        _writer?.Dispose();
        _writer = null;
    }

    private async Task<T> Query<T>(Func<SqliteConnection, T> query, CancellationToken cancel)
    {
        try
        {
            return await _file.Read(query, cancel);
        }
        catch (SqliteException error)
        {
            throw new VitalsLogException($"The vitals log {_file.Path} cannot be read: {error.Message}", error);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The vitals log ends in a transaction that cannot be read, from byte {From} of {File} on: it is dropped, and all before it stands. Either it was cut short when process or machine died, and was never acknowledged, or these bytes were damaged since")]
    private partial void LogDropped(long from, string file);
}
