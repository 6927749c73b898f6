using TwinGrid.Records;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>A vitals log in memory that can be told to be busy, to fail, or to hold its flush back.</summary>
public sealed class MemoryLog : IVitalsLog
{
    private readonly Lock _writing = new();
    private readonly List<LoggedRecord>[] _records = [.. Enumerable.Range(0, 4).Select(_ => new List<LoggedRecord>())];

    /// <summary>Thrown by the next appends when set.</summary>
    public Func<ITwinRecord, Exception?> Fault { get; set; } = _ => null;

    /// <summary>Appends complete only when this does.</summary>
    public Task Flush { get; set; } = Task.CompletedTask;

    public int PartitionCount => _records.Length;

    public IReadOnlyList<LoggedRecord> All
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

    public async ValueTask<LogPosition> Append(ITwinRecord record, CancellationToken cancel)
    {
        if (Fault(record) is { } fault) throw fault;
        LogPosition position;
        lock (_writing)
        {
            var partition = record.TwinId.Partition(PartitionCount);
            position = new LogPosition(partition, _records[partition].Count);
            _records[partition].Add(new LoggedRecord(position, record));
        }
        await Flush.WaitAsync(cancel);
        return position;
    }

    public Task<IReadOnlyList<LoggedRecord>> Read(int partition, long afterOffset, int limit, CancellationToken cancel)
    {
        lock (_writing) return Task.FromResult<IReadOnlyList<LoggedRecord>>([.. _records[partition].Skip((int)afterOffset + 1).Take(limit)]);
    }

    public Task<long> End(int partition, CancellationToken cancel) =>
        Fault(null!) is { } fault ? Task.FromException<long>(fault) : Task.FromResult((long)_records[partition].Count - 1);

    public Task WaitForMore(int partition, long afterOffset, TimeSpan longest, CancellationToken cancel) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
