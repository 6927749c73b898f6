using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using TwinGrid.Durability;
using TwinGrid.Keys;
using TwinGrid.Storage.Checkpoints;
using TwinGrid.Storage.HealthRecords;
using TwinGrid.Storage.History;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Storage.Sqlite;

/// <summary>Snapshots, checkpoints and history in one SQLite file.</summary>
public sealed partial class SqliteTwinStorage : ITwinStorage
{
    private readonly StorageOptions _options;
    private readonly TimeProvider _time;
    private readonly PatientKeys _keys;
    private readonly ILogger _logger;
    private readonly SqliteFile _file;
    private TwinWriter? _writer;
    private SqliteStatements? _statements;

    public SqliteTwinStorage(StorageOptions options, PatientKeys keys, TimeProvider time, ILogger<SqliteTwinStorage> logger)
    {
        (_options, _keys, _time, _logger) = (options, keys, time, logger);
        _file = new SqliteFile(Path.Combine(Path.GetFullPath(options.Data), "twins.db"));
        Arrivals = new Arrivals(options.ReadingsGathered, time);
        Snapshots = new SealedSnapshots(new SqliteSnapshotStore(this), keys);
        Checkpoints = new SqliteCheckpointStore(this);
        Seals = new SampleSeals(keys);
        History = new SqliteVitalsHistory(this);
        Records = new RecordStore(new RecordSeals(keys), () => Writer, ReadRows, "instr({0}, {1})");
        Eraser = new SqliteTwinEraser(this);
    }

    public ISnapshotStore Snapshots { get; }

    public ICheckpointStore Checkpoints { get; }

    public IVitalsHistory History { get; }

    public IRecordStore Records { get; }

    public ITwinEraser Eraser { get; }

    /// <summary>What seals samples.</summary>
    internal SampleSeals Seals { get; }

    /// <summary>Some samples lie one by one, as versions before readings wrote them.</summary>
    internal bool HoldsOlderSamples { get; private set; }

    /// <summary>Readings that are not in their places yet.</summary>
    internal Arrivals Arrivals { get; }

    /// <summary>Where writes are handed in.</summary>
    internal TwinWriter Writer => _writer ?? throw new StorageException("The storage is not open.");

    public async Task Open(CancellationToken cancel)
    {
        await TwinWriter.OpenKeys(_keys, cancel);
        await Task.Run(OpenFile, cancel);
    }

    private void OpenFile()
    {
        if (_writer is not null) throw new StorageException("The storage is open already.");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file.Path)!);
            var statements = OpenStatements();
            Arrivals.Load(statements.Connection);
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException or SchemaRefusedException)
        {
            throw new StorageException($"The storage {_file.Path} cannot be opened: {error.Message}", error);
        }
        _writer = new TwinWriter(_options, Seals, Commit);
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null) await _writer.DisposeAsync();
        CloseStatements();
        _file.Dispose();
    }

    /// <summary>Runs a query off the caller's thread.</summary>
    internal async Task<T> Query<T>(string sql, Func<SqliteDataReader, T> read, CancellationToken cancel, params (string Name, object Value)[] values)
    {
        try
        {
            return await _file.Read(
                connection =>
                {
                    using var command = connection.CreateCommand();
                    command.CommandText = sql;
                    foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
                    using var rows = command.ExecuteReader();
                    return read(rows);
                },
                cancel);
        }
        catch (SqliteException error)
        {
            throw new StorageException($"The storage {_file.Path} cannot be read: {error.Message}", error);
        }
    }

    private Task<IReadOnlyList<object[]>> ReadRows(string sql, object[] values, CancellationToken cancel) => Query<IReadOnlyList<object[]>>(
        sql,
        rows =>
        {
            var read = new List<object[]>();
            while (rows.Read())
            {
                var row = new object[rows.FieldCount];
                rows.GetValues(row);
                read.Add(row);
            }
            return read;
        },
        cancel, [.. values.Select((value, place) => ($"${place + 1}", value))]);

    private void Commit(IReadOnlyList<PendingWork> batch)
    {
        var refused = new Dictionary<PendingWork, Exception>();
        try
        {
            var statements = _statements ?? OpenStatements();
            var erases = batch.Any(work => work is TwinErasure);
            if (erases) statements.With("pragma secure_delete = on").ExecuteNonQuery(); // costs too much to be always on
            Arrivals.Begin();
            statements.With("begin immediate").ExecuteNonQuery();
            foreach (var work in batch)
                if (Apply(work, statements) is { } reason) refused[work] = reason;
            var readings = new ReadingInsert(statements);
            Arrivals.Sort(reading => Sort(reading, readings), statements);
            statements.With("commit").ExecuteNonQuery();
            Arrivals.Committed();
            if (erases)
            {
                statements.With("pragma secure_delete = off").ExecuteNonQuery();
                statements.With("pragma wal_checkpoint(truncate)").ExecuteNonQuery(); // what stood in the write-ahead file goes too; where a reader holds it, with the next checkpoint
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            CloseStatements(); // the connection may be of no more use; a new one starts clean
            Arrivals.TakeBack();
            throw new StorageException($"The storage {_file.Path} could not be written: {error.Message}", error);
        }
        foreach (var work in batch)
        {
            if (refused.TryGetValue(work, out var reason)) work.Fail(reason);
            else work.Succeed();
        }
    }

    /// <summary>Applies one work within the transaction; why not, when the fault is its own.</summary>
    private Exception? Apply(PendingWork work, SqliteStatements statements)
    {
        try
        {
            switch (work)
            {
                case SnapshotSave save: return SqliteSnapshotStore.Apply(save, statements);
                case CheckpointAdvance advance: return SqliteCheckpointStore.Apply(advance, statements);
                case HistoryWrite write: Apply(write, statements); return null;
                case RecordWork records: new SqliteRecordRows(statements).Whole(rows => RecordApply.Apply(records, rows)); return null;
                case RecordTold told: RecordApply.Apply(told, new SqliteRecordRows(statements)); return null;
                case TwinErasure erasure: SqliteTwinEraser.Apply(erasure, Arrivals, statements); return null;
                default: throw new InvalidOperationException($"{work.GetType().Name} has no way into the storage.");
            }
        }
        catch (Exception error) when (IsOfTheRow(error))
        {
            Writer.RowRefused();
            return new RowRefusedException($"The storage refuses this row: {error.Message}", error);
        }
    }

    private void Apply(HistoryWrite write, SqliteStatements statements)
    {
        foreach (var reading in ReadingParts.Of(write.Rows))
        {
            try
            {
                Arrivals.Add(reading, statements);
            }
            catch (Exception error) when (IsOfTheRow(error))
            {
                ReadingRefused(error, reading[0].Twin, reading[0].Sequence);
            }
        }
    }

    private void Sort(ArrivedReading reading, ReadingInsert readings)
    {
        try
        {
            readings.Apply(reading);
        }
        catch (Exception error) when (IsOfTheRow(error))
        {
            ReadingRefused(error, Encoding.UTF8.GetString(reading.Twin), reading.Sequence);
        }
    }

    /// <summary>Rows the database refuses are left out and said: the vitals log keeps them, and the rest of the history must go on.</summary>
    private void ReadingRefused(Exception error, string twin, long sequence)
    {
        Writer.RowRefused();
        LogRefusedReading(error, twin, sequence);
    }

    /// <summary>True when the row is at fault and the transaction goes on: constraint, too big, mismatch, or what cannot be bound at all.</summary>
    private static bool IsOfTheRow(Exception error) =>
        error is SqliteException { SqliteErrorCode: 1 or 18 or 19 or 20 or 25 } or InvalidOperationException or ArgumentException;

    private SqliteStatements OpenStatements()
    {
        var connection = _file.OpenWriter();
        try
        {
            SqliteMigrations.Run(connection, "storage", Migration.Embedded(typeof(SqliteTwinStorage).Assembly, "Sqlite"), _time);
            using var older = connection.CreateCommand();
            older.CommandText = "select exists(select 1 from sample)";
            HoldsOlderSamples = Convert.ToBoolean(older.ExecuteScalar(), CultureInfo.InvariantCulture);
            return _statements = new SqliteStatements(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void CloseStatements()
    {
        _statements?.Dispose();
        _statements = null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The history refuses a reading of twin {Twin}, sequence {Sequence}; it stays in the vitals log only")]
    private partial void LogRefusedReading(Exception error, string twin, long sequence);
}
