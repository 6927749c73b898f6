using Npgsql;
using TwinGrid.Durability;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Storage.PostgreSql;

internal sealed class PostgresSnapshotStore(PostgresTwinStorage storage) : ISnapshotStore
{
    /// <summary>What stands already, as nearly all of it does.</summary>
    private const string Update =
        """
        update snapshot s set version = s.version + 1, state = g.state
        from unnest($1, $2, $3, $4) with ordinality as g (kind, key, expected, state, place)
        where s.kind = g.kind and s.key = g.key and s.version = g.expected
        returning g.place
        """;

    private const string InsertOrDelete =
        """
        with given as (
            select * from unnest($1, $2, $3, $4) with ordinality as g (kind, key, expected, state, place)
        ), inserted as (
            insert into snapshot (kind, key, version, state)
            select kind, key, 1, state from given where expected = 0
            on conflict do nothing
            returning kind, key
        ), removed as (
            delete from snapshot s
            using given g
            where g.state is null and s.kind = g.kind and s.key = g.key and s.version = g.expected
            returning s.kind, s.key
        )
        select g.place from given g join (table inserted union all table removed) saved using (kind, key)
        """;

    public Task<Snapshot?> Load(string kind, string key, CancellationToken cancel) => storage.Query(
        "select version, state from snapshot where kind = $1 and key = $2",
        async rows => await rows.ReadAsync(cancel) ? new Snapshot(kind, key, rows.GetInt64(0), rows.GetFieldValue<byte[]>(1)) : null,
        cancel, new NpgsqlParameter<string> { TypedValue = kind }, new NpgsqlParameter<string> { TypedValue = key });

    public Task<long> Save(string kind, string key, long expectedVersion, ReadOnlyMemory<byte> state, CancellationToken cancel) =>
        storage.Writer.Save(kind, key, expectedVersion, state, cancel);

    public Task Remove(string kind, string key, long expectedVersion, CancellationToken cancel) => storage.Writer.Remove(kind, key, expectedVersion, cancel);

    public Task<IReadOnlyList<Snapshot>> Page(string kind, string afterKey, int limit, CancellationToken cancel) => storage.Query<IReadOnlyList<Snapshot>>(
        "select key, version, state from snapshot where kind = $1 and key > $2 order by key limit $3",
        async rows =>
        {
            var page = new List<Snapshot>();
            while (await rows.ReadAsync(cancel)) page.Add(new Snapshot(kind, rows.GetString(0), rows.GetInt64(1), rows.GetFieldValue<byte[]>(2)));
            return page;
        },
        cancel, new NpgsqlParameter<string> { TypedValue = kind }, new NpgsqlParameter<string> { TypedValue = afterKey }, new NpgsqlParameter<int> { TypedValue = limit });

    public Task<IReadOnlyList<string>> Keys(string kind, string afterKey, int limit, CancellationToken cancel) => storage.Query<IReadOnlyList<string>>(
        "select key from snapshot where kind = $1 and key > $2 order by key limit $3",
        async rows =>
        {
            var keys = new List<string>();
            while (await rows.ReadAsync(cancel)) keys.Add(rows.GetString(0));
            return keys;
        },
        cancel, new NpgsqlParameter<string> { TypedValue = kind }, new NpgsqlParameter<string> { TypedValue = afterKey }, new NpgsqlParameter<int> { TypedValue = limit });

    /// <summary>Writes the states whose stored version is the expected one; the others are refused.</summary>
    public static void Apply(IReadOnlyList<SnapshotSave> saves, NpgsqlConnection connection, Dictionary<PendingWork, Exception> refused)
    {
        // A statement sees each row once: a grain that saves twice in a batch is written by two statements.
        foreach (var round in Rounds(saves))
        {
            var stale = Write(round, connection);
            if (stale.Count == 0) continue;
            foreach (var (save, stored) in stale.Zip(Stored(stale, connection))) refused[save] = save.Stale(stored);
        }
    }

    private static List<List<SnapshotSave>> Rounds(IReadOnlyList<SnapshotSave> saves)
    {
        var rounds = new List<List<SnapshotSave>>();
        var times = new Dictionary<(string, string), int>(saves.Count);
        foreach (var save in saves)
        {
            var round = times.GetValueOrDefault((save.Kind, save.Key));
            times[(save.Kind, save.Key)] = round + 1;
            if (round == rounds.Count) rounds.Add([]);
            rounds[round].Add(save);
        }
        return rounds;
    }

    private static List<SnapshotSave> Write(List<SnapshotSave> saves, NpgsqlConnection connection)
    {
        saves.Sort((a, b) => string.CompareOrdinal(a.Kind, b.Kind) is var order && order != 0 ? order : string.CompareOrdinal(a.Key, b.Key)); // two silos lock rows in one order
        var updates = saves.FindAll(IsUpdate);
        var others = updates.Count == saves.Count ? [] : saves.FindAll(save => !IsUpdate(save));
        return [.. Write(Update, updates, connection), .. Write(InsertOrDelete, others, connection)];
    }

    private static bool IsUpdate(SnapshotSave save) => save is { ExpectedVersion: > 0, State: not null };

    /// <returns>Those whose stored version is another.</returns>
    private static IEnumerable<SnapshotSave> Write(string statement, List<SnapshotSave> saves, NpgsqlConnection connection)
    {
        if (saves.Count == 0) return [];
        using var command = new NpgsqlCommand(statement, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. saves.Select(save => save.Kind)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. saves.Select(save => save.Key)] },
                new NpgsqlParameter<long[]> { TypedValue = [.. saves.Select(save => save.ExpectedVersion)] },
                new NpgsqlParameter<byte[]?[]> { TypedValue = [.. saves.Select(save => save.State)] },
            },
        };
        command.Prepare(); // once a connection: it is planned no more
        using var places = command.ExecuteReader();
        var saved = new bool[saves.Count];
        while (places.Read()) saved[places.GetInt64(0) - 1] = true;
        return saves.Where((_, place) => !saved[place]);
    }

    private static List<long> Stored(List<SnapshotSave> saves, NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(
            "select coalesce(s.version, 0) from unnest($1, $2) with ordinality g (kind, key, place) left join snapshot s using (kind, key) order by g.place", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. saves.Select(save => save.Kind)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. saves.Select(save => save.Key)] },
            },
        };
        using var rows = command.ExecuteReader();
        var versions = new List<long>();
        while (rows.Read()) versions.Add(rows.GetInt64(0));
        return versions;
    }
}
