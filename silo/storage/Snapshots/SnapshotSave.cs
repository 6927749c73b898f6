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

    /// <summary>A state counts one, and one more for every whole kilobyte.</summary>
    public override int Weight => 1 + (State?.Length ?? 0) / 1024;

    protected override long Answer => ExpectedVersion + 1;

    public StaleSnapshotException Stale(long stored) => new(Kind, Key, ExpectedVersion, stored);
}
