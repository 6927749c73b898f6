using TwinGrid.Durability;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Storage.Sqlite;

internal sealed class SqliteSnapshotStore(SqliteTwinStorage storage) : ISnapshotStore
{
    public Task<Snapshot?> Load(string kind, string key, CancellationToken cancel) => storage.Query(
        "select version, state from snapshot where kind = $kind and key = $key",
        rows => rows.Read() ? new Snapshot(kind, key, rows.GetInt64(0), (byte[])rows[1]) : null,
        cancel, ("$kind", kind), ("$key", key));

    public Task<long> Save(string kind, string key, long expectedVersion, ReadOnlyMemory<byte> state, CancellationToken cancel) =>
        storage.Writer.Save(kind, key, expectedVersion, state, cancel);

    public Task Remove(string kind, string key, long expectedVersion, CancellationToken cancel) => storage.Writer.Remove(kind, key, expectedVersion, cancel);

    public Task<IReadOnlyList<Snapshot>> Page(string kind, string afterKey, int limit, CancellationToken cancel) => storage.Query<IReadOnlyList<Snapshot>>(
        "select key, version, state from snapshot where kind = $kind and key > $after order by key limit $limit",
        rows =>
        {
            var page = new List<Snapshot>();
            while (rows.Read()) page.Add(new Snapshot(kind, rows.GetString(0), rows.GetInt64(1), (byte[])rows[2]));
            return page;
        },
        cancel, ("$kind", kind), ("$after", afterKey), ("$limit", limit));

    public Task<IReadOnlyList<string>> Keys(string kind, string afterKey, int limit, CancellationToken cancel) => storage.Query<IReadOnlyList<string>>(
        "select key from snapshot where kind = $kind and key > $after order by key limit $limit",
        rows =>
        {
            var keys = new List<string>();
            while (rows.Read()) keys.Add(rows.GetString(0));
            return keys;
        },
        cancel, ("$kind", kind), ("$after", afterKey), ("$limit", limit));

    /// <summary>Writes a state, or takes it away, if the stored version is the expected one; else says which is.</summary>
    public static StaleSnapshotException? Apply(SnapshotSave save, SqliteStatements statements)
    {
        var write = statements.Bound(save switch
        {
            { State: null } => "delete from snapshot where kind = ?1 and key = ?2 and version = ?3",
            { ExpectedVersion: 0 } => "insert into snapshot (kind, key, version, state) values (?1, ?2, ?3 + 1, ?4) on conflict do nothing",
            _ => "update snapshot set version = version + 1, state = ?4 where kind = ?1 and key = ?2 and version = ?3",
        });
        write.Bind(1, save.Kind);
        write.Bind(2, save.Key);
        write.Bind(3, save.ExpectedVersion);
        if (save.State is { } state) write.Bind(4, state.AsSpan());
        if (write.Run() == 1) return null;
        return save.Stale((long?)statements.With("select version from snapshot where kind = $1 and key = $2", save.Kind, save.Key).ExecuteScalar() ?? 0);
    }
}
