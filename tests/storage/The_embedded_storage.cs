namespace TwinGrid.Storage.Tests;

public sealed class The_embedded_snapshots() : SnapshotContract(new SqliteUnderTest());

public sealed class The_embedded_checkpoints() : CheckpointContract(new SqliteUnderTest());

public sealed class The_embedded_history() : HistoryContract(new SqliteUnderTest());

public sealed class The_embedded_records() : RecordContract(new SqliteUnderTest());
