using System.Collections.Concurrent;
using TwinGrid.Access;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>An audit trail in memory.</summary>
public sealed class Entered : IAuditTrail
{
    public ConcurrentQueue<AccessEntry> Entries { get; } = new();

    /// <summary>True: nothing can be written down.</summary>
    public bool IsFull { get; set; }

    public ValueTask Record(AccessEntry entry, CancellationToken cancel)
    {
        if (IsFull) throw new AuditUnavailableException("The audit trail cannot be written.");
        Entries.Enqueue(entry);
        return default;
    }
}
