using System.Globalization;
using TwinGrid.Durability;
using TwinGrid.Patients;
using TwinGrid.Storage.History;

namespace TwinGrid.Storage.Sqlite;

internal sealed class SqliteTwinEraser(SqliteTwinStorage storage) : ITwinEraser
{
    public Task<ErasedRows> Erase(TwinId twin, CancellationToken cancel) => storage.Writer.Erase(twin.Value, cancel);

    /// <summary>Removes some of a twin's rows within the transaction; what they held is overwritten.</summary>
    public static void Apply(TwinErasure erasure, Arrivals arrivals, SqliteStatements statements)
    {
        var snapshots = statements.With(TwinErasure.Kinds + " delete from snapshot where kind in (select kind from kinds) and key = $1", erasure.Twin).ExecuteNonQuery();
        foreach (var (from, before) in TwinErasure.Behind)
            snapshots += statements.With(TwinErasure.Kinds + " delete from snapshot where kind in (select kind from kinds) and key >= $1 and key < $2", erasure.Twin + from, erasure.Twin + before).ExecuteNonQuery();
        snapshots += statements.With("delete from snapshot where kind = $1", $"access/{erasure.Twin}").ExecuteNonQuery();
        var samples = arrivals.Erase(erasure.Twin, statements) + Samples("reading", $"coalesce(sum(length(samples)), 0) / {ReadingSamples.Room(1)}", erasure, statements) + Samples("sample", "count(*)", erasure, statements);
        statements.With("delete from record_feed where twin = $1", erasure.Twin).ExecuteNonQuery();
        var resources = statements.With("delete from resource where place in (select place from resource where twin = $1 limit $2)", erasure.Twin, TwinErasure.ResourcesAtOnce).ExecuteNonQuery();
        erasure.Removed = new ErasedRows(snapshots, samples, resources);
    }

    /// <returns>Samples removed.</returns>
    private static long Samples(string table, string count, TwinErasure erasure, SqliteStatements statements)
    {
        var some = $"from {table} where twin = $1 and observed_at <= (select max(observed_at) from (select observed_at from {table} where twin = $1 order by observed_at limit $2))";
        var samples = Convert.ToInt64(statements.With($"select {count} {some}", erasure.Twin, TwinErasure.SamplesAtOnce).ExecuteScalar(), CultureInfo.InvariantCulture);
        statements.With($"delete {some}", erasure.Twin, TwinErasure.SamplesAtOnce).ExecuteNonQuery();
        return samples;
    }
}
