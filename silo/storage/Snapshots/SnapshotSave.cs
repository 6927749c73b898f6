using TwinGrid.Durability;

namespace TwinGrid.Storage.Snapshots;

/// <summary>A grain's state that waits for its commit.</summary>
/// <param name="state">What is saved; null to take it away.</param>
internal sealed class SnapshotSave(string kind, string key, long expectedVersion, byte[]? state) : PendingWork<long>
{
    public string Kind { get; } = kind;

    public string Key { get; } = key;

    public long ExpectedVersion { get; } = expectedVersion;

    public byte[]? State { get; } = state;

    protected override long Answer => ExpectedVersion + 1;

    public StaleSnapshotException Stale(long stored) => new(Kind, Key, ExpectedVersion, stored);
}
