using Npgsql;
using TwinGrid.Patients;
using TwinGrid.Storage.History;

namespace TwinGrid.Storage.PostgreSql;

internal sealed class PostgresTwinEraser(PostgresTwinStorage storage) : ITwinEraser
{
    public Task<ErasedRows> Erase(TwinId twin, CancellationToken cancel) => storage.Writer.Erase(twin.Value, cancel);

    /// <summary>Removes some of a twin's rows within the connection's transaction.</summary>
    public static void Apply(TwinErasure erasure, NpgsqlConnection connection)
    {
        var snapshots = Run(connection, TwinErasure.Kinds + " delete from snapshot where kind in (select kind from kinds) and key = $1", erasure.Twin);
        foreach (var (from, before) in TwinErasure.Behind)
            snapshots += Run(connection, TwinErasure.Kinds + " delete from snapshot where kind in (select kind from kinds) and key >= $1 and key < $2", erasure.Twin + from, erasure.Twin + before);
        snapshots += Run(connection, "delete from snapshot where kind = $1", $"access/{erasure.Twin}");
        var samples = Samples(connection, "reading", $"length(samples) / {ReadingSamples.Room(1)}", erasure.Twin) + Samples(connection, "sample", "1", erasure.Twin);
        Run(connection, "delete from record_feed where twin = $1", erasure.Twin);
        var resources = Run(connection, $"delete from resource where place in (select place from resource where twin = $1 limit {TwinErasure.ResourcesAtOnce})", erasure.Twin);
        erasure.Removed = new ErasedRows(snapshots, samples, resources);
    }

    /// <param name="held">How many samples a row held.</param>
    /// <returns>Samples removed.</returns>
    private static long Samples(NpgsqlConnection connection, string table, string held, string twin)
    {
        using var command = new NpgsqlCommand(
            $"""
            with gone as (
                delete from {table} where twin = $1 and observed_at <= (select max(observed_at) from (select observed_at from {table} where twin = $1 order by observed_at limit {TwinErasure.SamplesAtOnce}) first)
                returning {held} as held
            )
            select coalesce(sum(held), 0)::bigint from gone
            """, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = twin } } };
        return (long)command.ExecuteScalar()!;
    }

    private static int Run(NpgsqlConnection connection, string sql, params ReadOnlySpan<string> values)
    {
        using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        return command.ExecuteNonQuery();
    }
}
