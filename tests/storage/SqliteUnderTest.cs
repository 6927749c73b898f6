using System.Globalization;
using Microsoft.Data.Sqlite;

namespace TwinGrid.Storage.Tests;

public sealed class SqliteUnderTest : IStorageUnderTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("twingrid-storage-").FullName;

    /// <summary>Readings that gather before they are sorted.</summary>
    public int ReadingsGathered { get; init; } = new StorageOptions().ReadingsGathered;

    public StorageOptions Options => new() { Data = _folder, ReadingsGathered = ReadingsGathered };

    public Task Prepare() => Task.CompletedTask;

    public Task Remove()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    public Task Execute(string sql) => Execute("twins.db", sql);

    public Task ExecuteOnOrleans(string sql) => Execute("orleans.db", sql);

    /// <summary>The first value of the first row of a query.</summary>
    public long Number(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "twins.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private async Task Execute(string file, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, file)};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public async Task<IAsyncDisposable> Stall()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "twins.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "begin immediate";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public string Literal(DateTimeOffset instant) => (instant.ToUnixTimeMilliseconds() * 1000).ToString(CultureInfo.InvariantCulture);

    public (string Table, string Flagged) Samples => ("arrival", "flagged");

    public string Refuse(string table, string condition) => $"create trigger refuse_{table} before insert on {table} when {condition} begin select raise(abort, 'poison'); end";
}
