using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Testbed;
using TwinGrid.Vault.Keys;
using TwinGrid.Vault.Store;

namespace TwinGrid.Vault.Tests;

/// <summary>One PostgreSQL for all tests of this project that need one.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<SharedPostgres>
{
    public const string Name = "PostgreSQL";
}

/// <summary>An empty vault for each test, in a file or in PostgreSQL, and its keys in files.</summary>
public abstract class VaultUnderTest(SharedPostgres? postgres) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("twingrid-vault-").FullName;
    private readonly List<ServiceProvider> _opened = [];
    private string? _connection;

    public async Task InitializeAsync()
    {
        KeyFiles.Make(Key(1));
        if (postgres is not null) _connection = await (await postgres.Server()).CreateDatabase();
    }

    public async Task DisposeAsync()
    {
        foreach (var one in _opened) await one.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected string Folder => Path.Combine(_folder, "vault");

    protected string Key(int number) => Path.Combine(_folder, $"key-{number}");

    /// <summary>A process that works on the vault.</summary>
    protected IServiceProvider Process(int key = 1, int? previous = null)
    {
        var options = new VaultOptions { Folder = Folder, PostgreSql = _connection, KeyFile = Key(key), PreviousKeyFile = previous is { } older ? Key(older) : null };
        var made = new ServiceCollection().AddIdentityVault(options).BuildServiceProvider();
        _opened.Add(made);
        return made;
    }

    private protected static Task<long> Count(IServiceProvider process, string table) =>
        process.GetRequiredService<VaultStore>().Run((session, _) => session.Number($"select count(*) from {table}", default), default);

    protected Task Execute(string sql)
    {
        if (_connection is not null) return PostgresServer.Execute(_connection, sql);
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "vault.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        return Task.CompletedTask;
    }
}
