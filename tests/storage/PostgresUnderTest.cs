using Npgsql;
using TwinGrid.Testbed;

namespace TwinGrid.Storage.Tests;

/// <summary>One PostgreSQL for all tests of this project that need one.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<SharedPostgres>
{
    public const string Name = "PostgreSQL";
}

/// <summary>An empty database for each test.</summary>
public sealed class PostgresUnderTest(SharedPostgres postgres) : IStorageUnderTest
{
    private string _connectionString = "";

    public StorageOptions Options => new() { Kind = StorageKind.PostgreSql, ConnectionString = _connectionString };

    public async Task Prepare() => _connectionString = await (await postgres.Server()).CreateDatabase();

    public Task Remove() => Task.CompletedTask;

    public Task Execute(string sql) => PostgresServer.Execute(_connectionString, sql);

    public Task ExecuteOnOrleans(string sql) => Execute(sql);

    public async Task<IAsyncDisposable> Stall()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("begin; lock table snapshot, reading, checkpoint in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public string Literal(DateTimeOffset instant) => $"'{instant:O}'";

    public (string Table, string Flagged) Samples => ("reading", "flagged");

    public string Refuse(string table, string condition) => $"""
        create or replace function refuse() returns trigger language plpgsql as $$ begin raise exception 'poison' using errcode = 'check_violation'; end $$;
        create trigger refuse before insert on {table} for each row when ({condition}) execute function refuse();
        """;
}
