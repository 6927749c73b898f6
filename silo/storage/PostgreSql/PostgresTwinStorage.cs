using System.Data;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using TwinGrid.Durability;
using TwinGrid.Keys;
using TwinGrid.Storage.Checkpoints;
using TwinGrid.Storage.HealthRecords;
using TwinGrid.Storage.History;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Storage.PostgreSql;

/// <summary>Snapshots, checkpoints and history in a PostgreSQL that the silos share. A lost connection fails what waits for its commit; the next commit opens a new one.</summary>
public sealed partial class PostgresTwinStorage : ITwinStorage
{
    /// <summary>Commits tried when the database itself asks for another try.</summary>
    private const int Attempts = 4;

    private readonly StorageOptions _options;
    private readonly PatientKeys _keys;
    private readonly ILogger _logger;
    private readonly PostgresDatabase _database;
    private readonly ReadingMonths _months;
    private readonly ReadingStream _readings = new();
    private TwinWriter? _writer;
    private NpgsqlConnection? _connection;

    public PostgresTwinStorage(StorageOptions options, PatientKeys keys, TimeProvider time, ILogger<PostgresTwinStorage> logger)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString)) throw new StorageException("ConnectionString is missing: storage in PostgreSQL needs an Npgsql connection string.");
        (_options, _keys, _logger) = (options, keys, logger);
        _database = new PostgresDatabase(options.ConnectionString);
        _months = new ReadingMonths(time);
        Snapshots = new SealedSnapshots(new PostgresSnapshotStore(this), keys);
        Checkpoints = new PostgresCheckpointStore(this);
        Seals = new SampleSeals(keys);
        History = new PostgresVitalsHistory(this);
        Records = new RecordStore(new RecordSeals(keys), () => Writer, ReadRows, "position({1} in {0})");
        Eraser = new PostgresTwinEraser(this);
    }

    public ISnapshotStore Snapshots { get; }

    public ICheckpointStore Checkpoints { get; }

    public IVitalsHistory History { get; }

    public IRecordStore Records { get; }

    public ITwinEraser Eraser { get; }

    /// <summary>What seals samples.</summary>
    internal SampleSeals Seals { get; }

    /// <summary>Where writes are handed in.</summary>
    internal TwinWriter Writer => _writer ?? throw new StorageException("The storage is not open.");

    public async Task Open(CancellationToken cancel)
    {
        if (_writer is not null) throw new StorageException("The storage is open already.");
        await TwinWriter.OpenKeys(_keys, cancel);
        try
        {
            await PostgresMigrations.Run(_database.Source, "storage", Migration.Embedded(typeof(PostgresTwinStorage).Assembly, "PostgreSql"), cancel);
        }
        catch (Exception error) when (error is NpgsqlException or SocketException or SchemaRefusedException)
        {
            throw new StorageException($"The storage in PostgreSQL cannot be opened: {error.Message}", error);
        }
        _writer = new TwinWriter(_options, Seals, Commit);
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null) await _writer.DisposeAsync();
        CloseConnection();
        await _database.DisposeAsync();
    }

    /// <summary>Runs a query; its parameters are <c>$1</c>, <c>$2</c> …</summary>
    internal async Task<T> Query<T>(string sql, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel, params NpgsqlParameter[] values)
    {
        try
        {
            return await _database.Read(sql, read, cancel, values);
        }
        catch (Exception error) when (error is NpgsqlException or SocketException)
        {
            throw new StorageException($"The storage in PostgreSQL cannot be read: {error.Message}", error);
        }
    }

    private Task<IReadOnlyList<object[]>> ReadRows(string sql, object[] values, CancellationToken cancel) => Query<IReadOnlyList<object[]>>(
        sql,
        async rows =>
        {
            var read = new List<object[]>();
            while (await rows.ReadAsync(cancel))
            {
                var row = new object[rows.FieldCount];
                rows.GetValues(row);
                read.Add(row);
            }
            return read;
        },
        cancel, [.. values.Select(PostgresRecordRows.Parameter)]);

    private void Commit(IReadOnlyList<PendingWork> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                CommitTogether(batch);
                return;
            }
            catch (Exception error) when (IsOfARow(error))
            {
                CommitApart(batch, error);
                return;
            }
            catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.LockNotAvailable && attempt < Attempts)
            {
                EndThoseWhoStandStill(error);
            }
            catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure && attempt < Attempts)
            {
                LogAgain(error, attempt);
            }
            catch (Exception error) when (error is not OutOfMemoryException and not StorageException)
            {
                CloseConnection();
                throw new StorageException($"The storage in PostgreSQL could not be written: {error.Message}", error);
            }
        }
    }

    private void CommitTogether(IReadOnlyList<PendingWork> batch)
    {
        var refused = new Dictionary<PendingWork, Exception>();
        var connection = OpenConnection();
        foreach (var write in batch.OfType<HistoryWrite>()) _months.Make(write.Rows, connection);
        using (var transaction = connection.BeginTransaction())
        {
            PostgresSnapshotStore.Apply([.. batch.OfType<SnapshotSave>()], connection, refused);
            PostgresCheckpointStore.Apply(batch.OfType<CheckpointAdvance>(), connection, refused);
            _readings.Write(batch.OfType<HistoryWrite>().SelectMany(write => ReadingParts.Of(write.Rows)), transaction);
            var records = new PostgresRecordRows(connection);
            foreach (var work in batch.OfType<RecordWork>()) RecordApply.Apply(work, records);
            foreach (var told in batch.OfType<RecordTold>()) RecordApply.Apply(told, records);
            foreach (var erasure in batch.OfType<TwinErasure>()) PostgresTwinEraser.Apply(erasure, connection);
            transaction.Commit();
        }
        foreach (var work in batch)
        {
            if (refused.TryGetValue(work, out var reason)) work.Fail(reason);
            else work.Succeed();
        }
    }

    /// <summary>Some row is at fault: halves are tried until it stands alone, so that it harms no other.</summary>
    private void CommitApart(IReadOnlyList<PendingWork> batch, Exception fault)
    {
        if (batch.Count > 1)
        {
            TryCommit([.. batch.Take(batch.Count / 2)]);
            TryCommit([.. batch.Skip(batch.Count / 2)]);
        }
        else if (batch[0] is HistoryWrite write)
        {
            WriteApart([.. ReadingParts.Of(write.Rows)], fault);
            write.Succeed();
        }
        else
        {
            Writer.RowRefused();
            batch[0].Fail(new RowRefusedException($"The storage refuses this row: {fault.Message}", fault));
        }
    }

    private void TryCommit(IReadOnlyList<PendingWork> part)
    {
        try
        {
            Commit(part);
        }
        catch (StorageException error)
        {
            foreach (var work in part) work.Fail(error); // the other part has its own fate
        }
    }

    /// <summary>Rows the database refuses are left out and said: the vitals log keeps them, and the rest of the history must go on.</summary>
    private void WriteApart(ArraySegment<HistoryRow>[] readings, Exception fault)
    {
        if (readings is [var reading])
        {
            Writer.RowRefused();
            LogRefusedReading(fault, reading[0].Twin, reading[0].Sequence, reading.Count);
            return;
        }
        foreach (var half in readings.Chunk((readings.Length + 1) / 2))
        {
            try
            {
                using var transaction = OpenConnection().BeginTransaction();
                _readings.Write(half, transaction);
                transaction.Commit();
            }
            catch (Exception error) when (IsOfARow(error))
            {
                WriteApart(half, error);
            }
        }
    }

    /// <summary>True when a row is at fault: data the database cannot hold, a constraint, a limit, or text that cannot be sent at all.</summary>
    private static bool IsOfARow(Exception error) => error is PostgresException { SqlState: ['2', '2' or '3', ..] or ['5', '4', ..] } or ArgumentException;

    private NpgsqlConnection OpenConnection()
    {
        if (_connection is { State: not ConnectionState.Open }) CloseConnection();
        if (_connection is not null) return _connection;
        _connection = _database.Source.OpenConnection();
        // What it runs takes milliseconds; a look at every month would be taken for long, and compiled for most of a second.
        using var settings = new NpgsqlCommand($"set lock_timeout = '{PostgresDatabase.StandsStillAfterSeconds}s'; set jit = off", _connection);
        settings.ExecuteNonQuery();
        return _connection;
    }

    /// <summary>
    /// Rows have been locked for long. A silo that stands still (stopped, not dead) in the middle of its COPY keeps its locks, its connection stays open, and no timeout of the
    /// server applies: those who wait end the session that the server itself waits for.
    /// </summary>
    private void EndThoseWhoStandStill(Exception waited)
    {
        using var end = new NpgsqlCommand(
            """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and usename = current_user and application_name = current_setting('application_name') and pid <> pg_backend_pid()
              and wait_event = 'ClientRead' and xact_start < now() - $1 * interval '1 second'
            """,
            OpenConnection()) { Parameters = { new NpgsqlParameter<int> { TypedValue = PostgresDatabase.StandsStillAfterSeconds } } };
        LogEnded(waited, (long)end.ExecuteScalar()!);
    }

    private void CloseConnection()
    {
        _connection?.Dispose();
        _connection = null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL gave up the commit of a batch, attempt {Attempt}; trying again")]
    private partial void LogAgain(Exception error, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rows were locked for long; {Count} sessions of processes that stand still were ended, and the batch is tried again")]
    private partial void LogEnded(Exception waited, long count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The history refuses a reading of twin {Twin}, sequence {Sequence}, {Samples} samples; it stays in the vitals log only")]
    private partial void LogRefusedReading(Exception error, string twin, long sequence, int samples);
}
