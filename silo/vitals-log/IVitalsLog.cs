using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog;

/// <summary>
/// The durable log of everything that changes twins, above all packets; partitioned by twin id (<see cref="Patients.TwinId.Partition"/>), ordered within a
/// partition. Safe for concurrent use.
/// Implementations: SQLite (embedded), PostgreSQL (clinic), Kafka's protocol (nation); all pass the same contract tests.
/// </summary>
public interface IVitalsLog : IAsyncDisposable
{
    /// <summary>Number of partitions; fixed for the life of the log.</summary>
    int PartitionCount { get; }

    /// <summary>Prepares what the log needs (file, tables) and checks that the partition count is the one it was made with.</summary>
    /// <exception cref="VitalsLogException">It cannot be opened, or was made with another partition count.</exception>
    Task Open(CancellationToken cancel);

    /// <summary>Appends one record. Completes only when the record is flushed to durable storage; many callers share one flush.</summary>
    /// <returns>Where the record stands.</returns>
    /// <exception cref="VitalsLogBusyException">The bounded queue of waiting appends is full: ask the caller to come back later. Nothing was written.</exception>
    /// <exception cref="VitalsLogException">The record may or may not have been written: the caller must repeat it (a packet with the same sequence).</exception>
    ValueTask<LogPosition> Append(ITwinRecord record, CancellationToken cancel);

    /// <summary>Reads up to <paramref name="limit"/> records with offsets above <paramref name="afterOffset"/> in order; empty when there are none yet. Never skips a record that commits late.</summary>
    Task<IReadOnlyList<LoggedRecord>> Read(int partition, long afterOffset, int limit, CancellationToken cancel);

    /// <summary>Highest offset flushed in a partition; -1 when it is empty.</summary>
    Task<long> End(int partition, CancellationToken cancel);

    /// <summary>Completes when a partition may hold records above <paramref name="afterOffset"/>, or after <paramref name="longest"/>. May complete early.</summary>
    Task WaitForMore(int partition, long afterOffset, TimeSpan longest, CancellationToken cancel);

    /// <summary>
    /// Hears that a partition's checkpoint stands at an offset, for a log whose own tools show how far readers are. The checkpoint in the storage is the truth: this
    /// returns at once, and what becomes of it never matters to the grid.
    /// </summary>
    void NoteCheckpoint(int partition, long offset) { }
}

/// <summary>The log cannot do what was asked; the message says why and what to do.</summary>
public class VitalsLogException : Exception
{
    public VitalsLogException() { }
    public VitalsLogException(string message) : base(message) { }
    public VitalsLogException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>Too many appends wait; nothing was written.</summary>
public sealed class VitalsLogBusyException : VitalsLogException
{
    public VitalsLogBusyException() { }
    public VitalsLogBusyException(string message) : base(message) { }
    public VitalsLogBusyException(string message, Exception inner) : base(message, inner) { }
}
