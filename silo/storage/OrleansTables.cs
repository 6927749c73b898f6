using Microsoft.Data.Sqlite;
using Npgsql;
using TwinGrid.Durability;

namespace TwinGrid.Storage;

/// <summary>
/// The tables and queries of Orleans' ADO.NET providers: grain storage and reminders on SQLite and PostgreSQL, membership on PostgreSQL.
/// </summary>
public static class OrleansTables
{
    /// <summary>The invariant name that Orleans' ADO.NET providers are configured with. On SQLite they load Microsoft.Data.Sqlite for it.</summary>
    public static string Invariant(StorageKind kind) => kind == StorageKind.Sqlite ? "System.Data.SQLite" : "Npgsql";

    /// <summary>
    /// The connection string that Orleans' ADO.NET providers are configured with: the given one, or of <c>orleans.db</c> in the data folder, a file of its own
    /// because its writers do not share a commit.
    /// </summary>
    public static string ConnectionString(StorageOptions options) =>
        options.Kind == StorageKind.Sqlite
            ? new SqliteConnectionStringBuilder { DataSource = Path.Combine(Path.GetFullPath(options.Data), "orleans.db") }.ConnectionString
            : options.ConnectionString ?? throw new StorageException("ConnectionString is missing: PostgreSQL needs an Npgsql connection string.");

    /// <summary>Brings the tables up to date. Many processes may do it at once.</summary>
    /// <exception cref="StorageException">The database cannot be reached, or was written by a newer version.</exception>
    public static async Task Ensure(StorageKind kind, string connectionString, CancellationToken cancel)
    {
        var steps = Migration.Embedded(typeof(OrleansTables).Assembly, $"Orleans/{kind}");
        try
        {
            if (kind == StorageKind.Sqlite) EnsureSqlite(connectionString, steps);
            else await EnsurePostgres(connectionString, steps, cancel);
        }
        catch (Exception error) when (error is SqliteException or NpgsqlException or IOException or SchemaRefusedException)
        {
            throw new StorageException($"The tables of Orleans cannot be prepared: {error.Message}", error);
        }
    }

    private static void EnsureSqlite(string connectionString, IReadOnlyList<Migration> steps)
    {
        using var connection = new SqliteConnection(connectionString);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(connection.DataSource))!);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "pragma journal_mode = wal"; // kept in the file
        command.ExecuteNonQuery();
        SqliteMigrations.Run(connection, "orleans", steps, TimeProvider.System);
    }

    private static async Task EnsurePostgres(string connectionString, IReadOnlyList<Migration> steps, CancellationToken cancel)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await PostgresMigrations.Run(database, "orleans", steps, cancel);
    }
}
