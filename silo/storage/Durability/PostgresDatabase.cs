using Npgsql;

namespace TwinGrid.Durability;

/// <summary>
/// A PostgreSQL database, with a bounded number of connections: a silo whose grains all wake at once must not use up what the server has for everyone.
/// Safe for concurrent use.
/// </summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private const int ReadersAtOnce = 16;

    /// <summary>A writer's, and one to spare for what watches.</summary>
    private const int OtherConnections = 2;

    /// <summary>A process that leaves a transaction open for so long stands still: the server ends its session, and what it had locked is free.</summary>
    public const int StandsStillAfterSeconds = 10;

    private readonly SemaphoreSlim _readers = new(ReadersAtOnce);

    public PostgresDatabase(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.MaxPoolSize = Math.Clamp(settings.MaxPoolSize, settings.MinPoolSize, Math.Max(settings.MinPoolSize, ReadersAtOnce + OtherConnections));
        settings.ApplicationName ??= "TwinGrid";
        settings.Options = $"-c idle_in_transaction_session_timeout={StandsStillAfterSeconds}s {settings.Options}".TrimEnd();
        Source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>For what is not a query of many callers: writers and migrations.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Runs a query; its parameters are <c>$1</c>, <c>$2</c> … Waits while many others run.</summary>
    public async Task<T> Read<T>(string sql, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel, params NpgsqlParameter[] values)
    {
        await _readers.WaitAsync(cancel);
        try
        {
            await using var command = Source.CreateCommand(sql);
            command.Parameters.AddRange(values);
            await using var rows = await command.ExecuteReaderAsync(cancel);
            return await read(rows);
        }
        finally
        {
            _readers.Release();
        }
    }

    public async ValueTask DisposeAsync() => await Source.DisposeAsync();
}
