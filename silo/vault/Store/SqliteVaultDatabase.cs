using System.Data.Common;
using Microsoft.Data.Sqlite;
using TwinGrid.Durability;

namespace TwinGrid.Vault.Store;

/// <summary>
/// The embedded vault: one SQLite file in a folder of its own that its user alone can read. What is deleted is overwritten. One statement at a time: identities are
/// asked for rarely. The command line may work on it beside a gateway.
/// </summary>
internal sealed class SqliteVaultDatabase(string folder, TimeProvider time) : IVaultDatabase
{
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly SqliteFile _file = new(Path.Combine(Path.GetFullPath(folder), "vault.db"));
    private SqliteConnection? _connection;

    public Task Open(CancellationToken cancel) => Alone(
        () =>
        {
            MakeFile();
            _connection = _file.OpenWriter();
            Execute(_connection, "pragma secure_delete = on");
            SqliteMigrations.Run(_connection, "vault", Migration.Embedded(typeof(SqliteVaultDatabase).Assembly, "Sqlite"), time);
            return Task.FromResult(true);
        },
        cancel);

    public Task<T> Run<T>(Func<VaultSession, Task<T>> work, CancellationToken cancel) => Alone(
        async () =>
        {
            var connection = _connection ?? throw new VaultException("The vault is not open.");
            await using var transaction = connection.BeginTransaction(deferred: false);
            var result = await work(new Session(connection, transaction));
            transaction.Commit();
            return result;
        },
        cancel);

    public Task Scrub(CancellationToken cancel) => Alone(
        () =>
        {
            Execute(_connection!, "pragma wal_checkpoint(truncate)");
            return Task.FromResult(true);
        },
        cancel);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _file.Dispose();
        _turn.Dispose();
    }

    private async Task<T> Alone<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            return await Task.Run(work, CancellationToken.None);
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException or SchemaRefusedException)
        {
            throw new VaultException($"The identity vault {_file.Path} cannot be used: {error.Message}", error);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Folder and file, for their user alone; the files that SQLite puts beside it follow it in that.</summary>
    private void MakeFile()
    {
        var place = Path.GetDirectoryName(_file.Path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(place);
            return;
        }
        Directory.CreateDirectory(place, OwnersFolder);
        using var made = new FileStream(_file.Path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = OwnersFile });
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class Session(SqliteConnection connection, SqliteTransaction transaction) : VaultSession(connection, transaction)
    {
        protected override DbParameter Parameter(int place, object value) => new SqliteParameter($"${place}", value);
    }
}
