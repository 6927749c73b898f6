using Npgsql;

namespace TwinGrid.Durability;

/// <summary>Brings a PostgreSQL database to the newest schema, under an advisory lock: processes that start at once wait for each other.</summary>
internal static class PostgresMigrations
{
    /// <summary>One lock for every room: "TwinGrid" in ASCII.</summary>
    private const long Lock = 0x5477696E47726964;

    /// <summary>Takes the steps that are missing, all or none of them.</summary>
    /// <exception cref="SchemaRefusedException">The database was written by a newer version.</exception>
    public static async Task Run(NpgsqlDataSource database, string room, IReadOnlyList<Migration> steps, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await Execute(connection, "select pg_advisory_xact_lock($1)", cancel, Lock);
        if (!await IsMade(connection, cancel)) // asked first: a user without the right to make tables may find them made
            await Execute(connection, "create table schema_version (room text not null, version integer not null, name text not null, applied_at timestamptz not null default now(), primary key (room, version))", cancel);
        foreach (var step in Migration.After(await Stored(connection, room, cancel), steps, room))
        {
            await Execute(connection, step.Sql, cancel);
            await Execute(connection, "insert into schema_version (room, version, name) values ($1, $2, $3)", cancel, room, step.Number, step.Name);
        }
        await transaction.CommitAsync(cancel);
    }

    private static async Task<bool> IsMade(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select to_regclass('schema_version') is not null", connection);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<int> Stored(NpgsqlConnection connection, string room, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select coalesce(max(version), 0) from schema_version where room = $1", connection) { Parameters = { new NpgsqlParameter { Value = room } } };
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 }; // a step may move much, and others wait for it
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
