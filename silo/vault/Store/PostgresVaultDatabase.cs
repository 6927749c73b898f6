using System.Data.Common;
using Npgsql;
using TwinGrid.Durability;

namespace TwinGrid.Vault.Store;

/// <summary>The vault that gateways share: a PostgreSQL database of its own, which silos have no access to.</summary>
internal sealed class PostgresVaultDatabase : IVaultDatabase
{
    private const int TriesAtMost = 10;

    private readonly PostgresDatabase _database;

    /// <exception cref="VaultException">The connection string cannot be read.</exception>
    public PostgresVaultDatabase(string connectionString)
    {
        try
        {
            _database = new PostgresDatabase(connectionString);
        }
        catch (ArgumentException error)
        {
            throw new VaultException($"{VaultOptions.Section}:{nameof(VaultOptions.PostgreSql)} cannot be read: {error.Message}", error);
        }
    }

    public Task Open(CancellationToken cancel) => Told(async () =>
    {
        await PostgresMigrations.Run(_database.Source, "vault", Migration.Embedded(typeof(PostgresVaultDatabase).Assembly, "PostgreSql"), cancel);
        return true;
    });

    /// <summary>Two that want the same rows may stop each other; then one of them begins again.</summary>
    public Task<T> Run<T>(Func<VaultSession, Task<T>> work, CancellationToken cancel) => Told(async () =>
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var connection = await _database.Source.OpenConnectionAsync(cancel);
                await using var transaction = await connection.BeginTransactionAsync(cancel);
                var result = await work(new Session(connection, transaction));
                await transaction.CommitAsync(cancel);
                return result;
            }
            catch (PostgresException error) when (tries < TriesAtMost && error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation)
            {
                // begin again: the other one has committed, or was stopped
            }
        }
    });

    /// <summary>What PostgreSQL keeps of deleted rows until it cleans up is sealed, and its key is not in there.</summary>
    public Task Scrub(CancellationToken cancel) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static async Task<T> Told<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (error is NpgsqlException or SchemaRefusedException or TimeoutException)
        {
            throw new VaultException($"The identity vault ({VaultOptions.Section}:{nameof(VaultOptions.PostgreSql)}) cannot be used: {error.Message}", error);
        }
    }

    private sealed class Session(NpgsqlConnection connection, NpgsqlTransaction transaction) : VaultSession(connection, transaction)
    {
        protected override DbParameter Parameter(int place, object value) => new NpgsqlParameter { Value = value };
    }
}
