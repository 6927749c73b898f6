using Microsoft.Data.Sqlite;

namespace TwinGrid.Durability;

/// <summary>Brings an SQLite file to the newest schema, under its write lock.</summary>
internal static class SqliteMigrations
{
    /// <summary>Takes the steps that are missing, all or none of them.</summary>
    /// <exception cref="SchemaRefusedException">The file was written by a newer version, or does not say by which.</exception>
    public static void Run(SqliteConnection connection, string room, IReadOnlyList<Migration> steps, TimeProvider time)
    {
        Execute(connection, "begin immediate");
        try
        {
            Execute(connection, "create table if not exists schema_version (room text not null, version integer not null, name text not null, applied_at text not null, primary key (room, version))");
            foreach (var step in Migration.After(Stored(connection, room), steps, room))
            {
                Execute(connection, step.Sql);
                Execute(connection, "insert into schema_version (room, version, name, applied_at) values ($room, $version, $name, $at)",
                    ("$room", room), ("$version", step.Number), ("$name", step.Name), ("$at", time.GetUtcNow().ToString("O")));
            }
            Execute(connection, "commit");
        }
        catch
        {
            Execute(connection, "rollback");
            throw;
        }
    }

    private static int Stored(SqliteConnection connection, string room)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select coalesce(max(version), 0) from schema_version where room = $room";
        command.Parameters.AddWithValue("$room", room);
        return command.ExecuteScalar() is long and >= 0 and <= int.MaxValue and var version
            ? (int)version
            : throw new SchemaRefusedException($"The file is damaged: what stands in the place of the {room} schema's version is none. Restore the data folder from a backup.");
    }

    private static void Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }
}
