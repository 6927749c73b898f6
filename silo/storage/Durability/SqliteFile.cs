using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace TwinGrid.Durability;

/// <summary>An SQLite file in write-ahead mode: one writer, any number of readers that never wait for it. Safe for concurrent use.</summary>
internal sealed class SqliteFile(string path) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private volatile bool _closed;

    public string Path { get; } = path;

    /// <summary>A connection to write with; the caller owns it. A commit on it returns only when the disk has it.</summary>
    public SqliteConnection OpenWriter() => Open(SqliteOpenMode.ReadWriteCreate,
        "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 4000; pragma journal_size_limit = 67108864; pragma foreign_keys = on; pragma busy_timeout = 10000");

    /// <summary>Runs a query off the caller's thread.</summary>
    public Task<T> Read<T>(Func<SqliteConnection, T> query, CancellationToken cancel) => Task.Run(
        () =>
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
        },
        cancel);

    public void Dispose()
    {
        _closed = true;
        while (_readers.TryTake(out var connection)) connection.Dispose();
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
