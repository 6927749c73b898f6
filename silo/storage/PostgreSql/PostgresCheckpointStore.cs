using Npgsql;
using TwinGrid.Durability;
using TwinGrid.Storage.Checkpoints;

namespace TwinGrid.Storage.PostgreSql;

internal sealed class PostgresCheckpointStore(PostgresTwinStorage storage) : ICheckpointStore
{
    public Task<Checkpoint> Load(int partition, CancellationToken cancel) => storage.Query(
        "select log_offset, version from checkpoint where log_partition = $1",
        async rows => await rows.ReadAsync(cancel) ? new Checkpoint(partition, rows.GetInt64(0), rows.GetInt64(1)) : new Checkpoint(partition, -1, 0),
        cancel, new NpgsqlParameter<int> { TypedValue = partition });

    public Task<Checkpoint> Advance(Checkpoint current, long offset, CancellationToken cancel) => storage.Writer.Advance(current, offset, cancel);

    /// <summary>Moves the checkpoints whose stored version is the expected one; the others are refused.</summary>
    public static void Apply(IEnumerable<CheckpointAdvance> advances, NpgsqlConnection connection, Dictionary<PendingWork, Exception> refused)
    {
        foreach (var advance in advances.OrderBy(advance => advance.Partition))
        {
            using var command = new NpgsqlCommand(
                advance.ExpectedVersion == 0
                    ? "insert into checkpoint (log_partition, log_offset, version) select $1, $2, $3 + 1 on conflict do nothing"
                    : "update checkpoint set log_offset = $2, version = version + 1 where log_partition = $1 and version = $3",
                connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<int> { TypedValue = advance.Partition },
                    new NpgsqlParameter<long> { TypedValue = advance.Offset },
                    new NpgsqlParameter<long> { TypedValue = advance.ExpectedVersion },
                },
            };
            if (command.ExecuteNonQuery() == 0) refused[advance] = advance.Stale(Stored(advance.Partition, connection));
        }
    }

    private static long Stored(int partition, NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("select version from checkpoint where log_partition = $1", connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = partition } } };
        return (long?)command.ExecuteScalar() ?? 0;
    }
}
