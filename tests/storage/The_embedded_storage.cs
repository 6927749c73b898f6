namespace TwinGrid.Storage.Tests;

public sealed class The_embedded_snapshots() : SnapshotContract(new SqliteUnderTest())
{
    /// <summary>Only SQLite keeps a text where a number belongs.</summary>
    [Fact]
    public async Task a_damaged_version_of_the_schema_is_said()
    {
        await UnderTest.Execute("update schema_version set version = '' where version = 1");
        (await Should.ThrowAsync<StorageException>(() => Open())).Message.ShouldContain("damaged");
    }
}

public sealed class The_embedded_checkpoints() : CheckpointContract(new SqliteUnderTest());

public sealed class The_embedded_history() : HistoryContract(new SqliteUnderTest());

public sealed class The_embedded_records() : RecordContract(new SqliteUnderTest());
