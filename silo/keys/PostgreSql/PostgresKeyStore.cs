using System.Net.Sockets;
using Npgsql;
using TwinGrid.Durability;

namespace TwinGrid.Keys.PostgreSql;

/// <summary>Keys in a schema of a PostgreSQL that gateways and silos share: <c>twingrid_keys</c>, so that a backup of the data can leave it out.</summary>
internal sealed class PostgresKeyStore : IKeyStore
{
    private const string Schema = "twingrid_keys";

    private readonly PostgresDatabase _database;

    public PostgresKeyStore(string connectionString) => _database = new PostgresDatabase(new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = Schema }.ConnectionString);

    public async Task Open(CancellationToken cancel)
    {
        try
        {
            await using (var made = _database.Source.CreateCommand($"select 1 from pg_namespace where nspname = '{Schema}'"))
                if (await made.ExecuteScalarAsync(cancel) is null) await MakeSchema(cancel);
            await PostgresMigrations.Run(_database.Source, "keys", Migration.Embedded(typeof(PostgresKeyStore).Assembly, "PostgreSql"), cancel);
        }
        catch (Exception error) when (error is NpgsqlException or SocketException or SchemaRefusedException)
        {
            throw Failed("opened", error);
        }
    }

    public Task<IReadOnlyList<StoredKey>> Load(IReadOnlyCollection<string> twins, CancellationToken cancel) =>
        Query("select twin, secret, sealed from patient_key where twin = any($1)", Stored, cancel, new NpgsqlParameter<string[]> { TypedValue = [.. twins] });

    public Task<IReadOnlyList<StoredKey>> Any(CancellationToken cancel) => Query("select twin, secret, sealed from patient_key where sealed is not null limit 1", Stored, cancel);

    public IReadOnlyList<StoredKey> Add(IReadOnlyList<StoredKey> keys)
    {
        try
        {
            using var connection = _database.Source.OpenConnection();
            var twins = new NpgsqlParameter<string[]> { TypedValue = [.. keys.Select(key => key.Twin).Order(StringComparer.Ordinal)] }; // several lock rows in one order
            var inOrder = keys.OrderBy(key => key.Twin, StringComparer.Ordinal).ToList();
            using (var insert = new NpgsqlCommand("insert into patient_key (twin, secret, sealed) select * from unnest($1, $2, $3) on conflict do nothing", connection)
            {
                Parameters =
                {
                    twins, new NpgsqlParameter<string?[]> { TypedValue = [.. inOrder.Select(key => key.Secret)] },
                    new NpgsqlParameter<byte[]?[]> { TypedValue = [.. inOrder.Select(key => key.Sealed)] },
                },
            })
                insert.ExecuteNonQuery();
            using var select = new NpgsqlCommand("select twin, secret, sealed from patient_key where twin = any($1)", connection) { Parameters = { new NpgsqlParameter<string[]> { TypedValue = twins.TypedValue } } };
            using var rows = select.ExecuteReader();
            var stored = new List<StoredKey>(keys.Count);
            while (rows.Read()) stored.Add(Stored(rows));
            return stored;
        }
        catch (Exception error) when (error is NpgsqlException or SocketException)
        {
            throw Failed("written", error);
        }
    }

    public Task Destroy(string twin, CancellationToken cancel) => Execute("select destroy_patient_key($1)", cancel, new NpgsqlParameter<string> { TypedValue = twin });

    public Task<IReadOnlyList<(long Number, string Twin)>> DestroyedAfter(long number, CancellationToken cancel) => Query(
        "select destruction, twin from patient_key where destruction > $1 order by destruction", rows => (rows.GetInt64(0), rows.GetString(1)), cancel,
        new NpgsqlParameter<long> { TypedValue = number });

    public Task<IReadOnlyList<StoredKey>> NotSealedWith(string secret, string after, int limit, CancellationToken cancel) => Query(
        "select twin, secret, sealed from patient_key where secret <> $1 and twin > $2 order by twin limit $3", Stored, cancel,
        new NpgsqlParameter<string> { TypedValue = secret }, new NpgsqlParameter<string> { TypedValue = after }, new NpgsqlParameter<int> { TypedValue = limit });

    public Task Reseal(IReadOnlyList<StoredKey> keys, CancellationToken cancel) => Execute(
        "update patient_key k set secret = g.secret, sealed = g.sealed from unnest($1, $2, $3) as g (twin, secret, sealed) where k.twin = g.twin and k.sealed is not null", cancel,
        new NpgsqlParameter<string[]> { TypedValue = [.. keys.Select(key => key.Twin)] },
        new NpgsqlParameter<string?[]> { TypedValue = [.. keys.Select(key => key.Secret)] },
        new NpgsqlParameter<byte[]?[]> { TypedValue = [.. keys.Select(key => key.Sealed)] });

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task MakeSchema(CancellationToken cancel)
    {
        try
        {
            await using var make = _database.Source.CreateCommand($"create schema if not exists {Schema}");
            await make.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateSchema)
        {
            return; // another process made it at the same moment
        }
    }

    private async Task Execute(string sql, CancellationToken cancel, params NpgsqlParameter[] values)
    {
        try
        {
            await using var command = _database.Source.CreateCommand(sql);
            command.Parameters.AddRange(values);
            await command.ExecuteNonQueryAsync(cancel);
        }
        catch (Exception error) when (error is NpgsqlException or SocketException)
        {
            throw Failed("written", error);
        }
    }

    private async Task<IReadOnlyList<T>> Query<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancel, params NpgsqlParameter[] values)
    {
        try
        {
            return await _database.Read<IReadOnlyList<T>>(
                sql,
                async rows =>
                {
                    var all = new List<T>();
                    while (await rows.ReadAsync(cancel)) all.Add(read(rows));
                    return all;
                },
                cancel, values);
        }
        catch (Exception error) when (error is NpgsqlException or SocketException)
        {
            throw Failed("read", error);
        }
    }

    private static StoredKey Stored(NpgsqlDataReader rows) => new(rows.GetString(0), rows.IsDBNull(1) ? null : rows.GetString(1), rows.IsDBNull(2) ? null : rows.GetFieldValue<byte[]>(2));

    private static KeysException Failed(string done, Exception error) => new($"The patients' keys in PostgreSQL (schema {Schema}) cannot be {done}: {error.Message}", error);
}
