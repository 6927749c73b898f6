using TwinGrid.Vitals;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>A vitals log in memory that can be told to be busy, to fail, or to hold its flush back.</summary>
public sealed class MemoryLog : IVitalsLog
{
    private readonly Lock _writing = new();
    private readonly List<LoggedPacket>[] _records = [.. Enumerable.Range(0, 4).Select(_ => new List<LoggedPacket>())];

    /// <summary>Thrown by the next appends when set.</summary>
    public Func<VitalsPacket, Exception?> Fault { get; set; } = _ => null;

    /// <summary>Appends complete only when this does.</summary>
    public Task Flush { get; set; } = Task.CompletedTask;

    public int PartitionCount => _records.Length;

    public IReadOnlyList<LoggedPacket> All
    {
        get
        {
            lock (_writing) return [.. _records.SelectMany(r => r)];
        }
    }

    public void Clear()
    {
        lock (_writing) Array.ForEach(_records, r => r.Clear());
    }

    public Task Open(CancellationToken cancel) => Task.CompletedTask;

    public async ValueTask<LogPosition> Append(VitalsPacket packet, CancellationToken cancel)
    {
        if (Fault(packet) is { } fault) throw fault;
        LogPosition position;
        lock (_writing)
        {
            var partition = packet.TwinId.Partition(PartitionCount);
            position = new LogPosition(partition, _records[partition].Count);
            _records[partition].Add(new LoggedPacket(position, packet));
        }
        await Flush.WaitAsync(cancel);
        return position;
    }

    public Task<IReadOnlyList<LoggedPacket>> Read(int partition, long afterOffset, int limit, CancellationToken cancel)
    {
        lock (_writing) return Task.FromResult<IReadOnlyList<LoggedPacket>>([.. _records[partition].Skip((int)afterOffset + 1).Take(limit)]);
    }

    public Task<long> End(int partition, CancellationToken cancel) =>
        Fault(null!) is { } fault ? Task.FromException<long>(fault) : Task.FromResult((long)_records[partition].Count - 1);

    public Task WaitForMore(int partition, long afterOffset, TimeSpan longest, CancellationToken cancel) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
