using TwinGrid.Durability;
using TwinGrid.Storage.Checkpoints;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Storage.Sqlite;

internal sealed class SqliteCheckpointStore(SqliteTwinStorage storage) : ICheckpointStore
{
    public Task<Checkpoint> Load(int partition, CancellationToken cancel) => storage.Query(
        "select log_offset, version from checkpoint where log_partition = $partition",
        rows => rows.Read() ? new Checkpoint(partition, rows.GetInt64(0), rows.GetInt64(1)) : new Checkpoint(partition, -1, 0),
        cancel, ("$partition", partition));

    public Task<Checkpoint> Advance(Checkpoint current, long offset, CancellationToken cancel) => storage.Writer.Advance(current, offset, cancel);

    /// <summary>Moves a checkpoint if the stored version is the expected one; else says which is.</summary>
    public static StaleSnapshotException? Apply(CheckpointAdvance advance, SqliteStatements statements)
    {
        var command = advance.ExpectedVersion == 0
            ? statements.With("insert into checkpoint (log_partition, log_offset, version) values ($1, $2, 1) on conflict do nothing", advance.Partition, advance.Offset)
            : statements.With("update checkpoint set log_offset = $2, version = version + 1 where log_partition = $1 and version = $3", advance.Partition, advance.Offset, advance.ExpectedVersion);
        if (command.ExecuteNonQuery() == 1) return null;
        return advance.Stale((long?)statements.With("select version from checkpoint where log_partition = $1", advance.Partition).ExecuteScalar() ?? 0);
    }
}
