using System.Text.Json;
using Microsoft.Data.Sqlite;
using TwinGrid.Durability;

namespace TwinGrid.Keys.Sqlite;

/// <summary>Keys in an SQLite file of their own. What is destroyed is overwritten in the file and in what SQLite keeps beside it.</summary>
internal sealed class SqliteKeyStore(string folder, TimeProvider time) : IKeyStore
{
    private readonly SqliteFile _file = new(Path.Combine(Path.GetFullPath(folder), "patient-keys.db"));
    private readonly Lock _writing = new();
    private SqliteStatements? _writer;

    public Task Open(CancellationToken cancel) => Task.Run(
        () =>
        {
            try
            {
                _writer = OpenWriter();
            }
            catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException or SchemaRefusedException)
            {
                throw Failed("opened", error);
            }
        },
        cancel);

    public Task<IReadOnlyList<StoredKey>> Load(IReadOnlyCollection<string> twins, CancellationToken cancel) =>
        Query("select twin, secret, sealed from patient_key where twin in (select value from json_each($twins))", Stored, cancel, ("$twins", JsonSerializer.Serialize(twins)));

    public Task<IReadOnlyList<StoredKey>> Any(CancellationToken cancel) => Query("select twin, secret, sealed from patient_key where sealed is not null limit 1", Stored, cancel);

    public IReadOnlyList<StoredKey> Add(IReadOnlyList<StoredKey> keys) => Write(writer =>
    {
        foreach (var key in keys)
            writer.With("insert into patient_key (twin, secret, sealed) values ($1, $2, $3) on conflict do nothing", key.Twin, key.Secret!, key.Sealed!).ExecuteNonQuery();
        var stored = new List<StoredKey>(keys.Count);
        foreach (var key in keys)
        {
            using var rows = writer.With("select twin, secret, sealed from patient_key where twin = $1", key.Twin).ExecuteReader();
            while (rows.Read()) stored.Add(Stored(rows));
        }
        return stored;
    });

    public Task Destroy(string twin, CancellationToken cancel) => Task.Run(
        () =>
        {
            Write(writer => writer.With(
                """
                insert into patient_key (twin, destroyed_at, destruction) values ($1, $2, (select coalesce(max(destruction), 0) + 1 from patient_key))
                on conflict do update set secret = null, sealed = null, destroyed_at = excluded.destroyed_at, destruction = excluded.destruction where destruction is null
                """,
                twin, time.GetUtcNow().ToString("O")).ExecuteNonQuery());
            Write(writer => writer.With("pragma wal_checkpoint(truncate)").ExecuteNonQuery(), inTransaction: false); // or the write-ahead file would still hold it
        },
        cancel);

    public Task<IReadOnlyList<(long Number, string Twin)>> DestroyedAfter(long number, CancellationToken cancel) =>
        Query("select destruction, twin from patient_key where destruction > $number order by destruction", rows => (rows.GetInt64(0), rows.GetString(1)), cancel, ("$number", number));

    public Task<IReadOnlyList<StoredKey>> NotSealedWith(string secret, string after, int limit, CancellationToken cancel) => Query(
        "select twin, secret, sealed from patient_key where secret <> $secret and twin > $after order by twin limit $limit", Stored, cancel,
        ("$secret", secret), ("$after", after), ("$limit", limit));

    public Task Reseal(IReadOnlyList<StoredKey> keys, CancellationToken cancel) => Task.Run(
        () => Write(writer => keys.Sum(key =>
            writer.With("update patient_key set secret = $2, sealed = $3 where twin = $1 and sealed is not null", key.Twin, key.Secret!, key.Sealed!).ExecuteNonQuery())),
        cancel);

    public ValueTask DisposeAsync()
    {
        lock (_writing) CloseWriter();
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private T Write<T>(Func<SqliteStatements, T> work, bool inTransaction = true)
    {
        lock (_writing)
        {
            try
            {
                var writer = _writer ??= OpenWriter();
                if (inTransaction) writer.With("begin immediate").ExecuteNonQuery();
                var answer = work(writer);
                if (inTransaction) writer.With("commit").ExecuteNonQuery();
                return answer;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                CloseWriter(); // a new one starts clean
                throw Failed("written", error);
            }
        }
    }

    private SqliteStatements OpenWriter()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var connection = _file.OpenWriter();
        try
        {
            SqliteMigrations.Run(connection, "keys", Migration.Embedded(typeof(SqliteKeyStore).Assembly, "Sqlite"), time);
            using var command = connection.CreateCommand();
            command.CommandText = "pragma secure_delete = on";
            command.ExecuteNonQuery();
            return new SqliteStatements(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void CloseWriter()
    {
        _writer?.Dispose();
        _writer = null;
    }

    private async Task<IReadOnlyList<T>> Query<T>(string sql, Func<SqliteDataReader, T> read, CancellationToken cancel, params (string Name, object Value)[] values)
    {
        try
        {
            return await _file.Read(
                connection =>
                {
                    using var command = connection.CreateCommand();
                    command.CommandText = sql;
                    foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
                    using var rows = command.ExecuteReader();
                    var all = new List<T>();
                    while (rows.Read()) all.Add(read(rows));
                    return all;
                },
                cancel);
        }
        catch (SqliteException error)
        {
            throw Failed("read", error);
        }
    }

    private static StoredKey Stored(SqliteDataReader rows) => new(rows.GetString(0), rows.IsDBNull(1) ? null : rows.GetString(1), rows.IsDBNull(2) ? null : (byte[])rows[2]);

    private KeysException Failed(string done, Exception error) => new($"The patients' keys {_file.Path} cannot be {done}: {error.Message} They lie where TwinGrid:Keys:Folder says.", error);
}
