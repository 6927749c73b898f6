using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace TwinGrid.Durability;

/// <summary>An SQLite file in write-ahead mode: one writer, any number of readers that never wait for it. Safe for concurrent use.</summary>
internal sealed class SqliteFile(string path) : IDisposable
{
    /// <summary>More would not be faster, and each holds a thread and a cache.</summary>
    private const int ReadersAtOnce = 8;

    private readonly SemaphoreSlim _mayRead = new(ReadersAtOnce);
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private volatile bool _closed;

    public string Path { get; } = path;

    /// <summary>A connection to write with; the caller owns it. A commit on it returns only when the disk has it.</summary>
    public SqliteConnection OpenWriter() => Open(SqliteOpenMode.ReadWriteCreate,
        "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 4000; pragma journal_size_limit = 67108864; pragma foreign_keys = on; pragma busy_timeout = 10000");

    /// <summary>Runs a query off the caller's thread. Waits while many others run.</summary>
    public async Task<T> Read<T>(Func<SqliteConnection, T> query, CancellationToken cancel)
    {
        await _mayRead.WaitAsync(cancel);
        try
        {
            return await Task.Run(() => ReadNow(query), cancel);
        }
        finally
        {
            _mayRead.Release();
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_readers.TryTake(out var connection)) connection.Dispose();
    }

    private T ReadNow<T>(Func<SqliteConnection, T> query)
    {
        if (!_readers.TryTake(out var connection)) connection = Open(SqliteOpenMode.ReadWrite, "pragma query_only = on; pragma busy_timeout = 10000");
        try
        {
            return query(connection);
        }
        finally
        {
            if (_closed) connection.Dispose();
            else _readers.Add(connection);
        }
    }

    private SqliteConnection Open(SqliteOpenMode mode, string pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Mode = mode, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = pragmas;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
