using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace TwinGrid.Storage.PostgreSql;

/// <summary>
/// Says which processes live, by a lock that each holds in the database as long as its session stands: the session of a process that is killed ends with it, within
/// milliseconds. An absent lock is no proof of a death, for a session may also break. Not safe for concurrent use.
/// </summary>
public sealed class PostgresPresence : IAsyncDisposable
{
    /// <summary>Tells these advisory locks from others in the same database: "twin" in ASCII.</summary>
    private const int Kind = 0x7477_696e;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _source;
    private readonly int _key;
    private NpgsqlConnection? _session;

    /// <param name="connectionString">The cluster's database.</param>
    /// <param name="name">What the others know this process by.</param>
    public PostgresPresence(string connectionString, string name)
    {
        var own = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "twingrid-presence", CommandTimeout = (int)Patience.TotalSeconds };
        (_source, _key) = (NpgsqlDataSource.Create(own), KeyOf(name));
    }

    /// <summary>Those of some names whose processes hold their lock. Takes this process' own first, where it does not hold it yet or its session broke.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached; the next call begins a new session.</exception>
    public async Task<IReadOnlySet<string>> Present(IReadOnlyCollection<string> names, CancellationToken cancel)
    {
        try
        {
            var session = _session ??= await Begin(cancel);
            await using var command = new NpgsqlCommand("select objid::bigint::bit(32)::int from pg_locks where locktype = 'advisory' and classid::bigint = $1 and objsubid = 2 and granted", session)
            {
                Parameters = { new NpgsqlParameter<long> { TypedValue = Kind } },
            };
            await using var rows = await command.ExecuteReaderAsync(cancel);
            var held = new HashSet<int>();
            while (await rows.ReadAsync(cancel)) held.Add(rows.GetInt32(0));
            return names.Where(name => held.Contains(KeyOf(name))).ToHashSet(StringComparer.Ordinal);
        }
        catch
        {
            await End();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        await _source.DisposeAsync();
    }

    private async Task<NpgsqlConnection> Begin(CancellationToken cancel)
    {
        var session = await _source.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand("select pg_advisory_lock_shared($1, $2)", session)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = Kind }, new NpgsqlParameter<int> { TypedValue = _key } },
        };
        await command.ExecuteNonQueryAsync(cancel);
        return session;
    }

    private async Task End()
    {
        if (_session is { } session) await session.DisposeAsync();
        _session = null;
    }

    /// <summary>Two names of one key stand in for each other: then a death is noticed by the probes alone.</summary>
    private static int KeyOf(string name) => BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
