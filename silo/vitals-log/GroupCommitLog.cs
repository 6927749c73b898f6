using TwinGrid.Durability;
using TwinGrid.Records;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog.Records;

namespace TwinGrid.VitalsLog;

/// <summary>What the database-backed logs share: sealing records on the caller's thread, the bounded queue, one flush for many.</summary>
public abstract class GroupCommitLog : IVitalsLog
{
    private readonly VitalsLogOptions _options;
    private GroupCommit<PendingAppend>? _appends;
    private long _waitingBytes;
    private int _closed;

    private protected GroupCommitLog(VitalsLogOptions options, TimeProvider time)
    {
        if (options.Partitions is < 1 or > 4096) throw new VitalsLogException($"Partitions is {options.Partitions}, but must be from 1 to 4096.");
        _options = options;
        Time = time;
        Ends = new PartitionEnds(options.Partitions, time);
    }

    public int PartitionCount => _options.Partitions;

    private protected TimeProvider Time { get; }

    /// <summary>How far each partition is known to be flushed.</summary>
    private protected PartitionEnds Ends { get; }

    public async Task Open(CancellationToken cancel)
    {
        if (_appends is not null) throw new VitalsLogException("The vitals log is open already.");
        await Prepare(cancel);
        _appends = new GroupCommit<PendingAppend>(Flush, _options.WaitingPackets, _options.PacketsPerFlush, "TwinGrid.VitalsLog");
    }

    public async ValueTask<LogPosition> Append(ITwinRecord record, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var appends = _appends ?? throw new VitalsLogException("The vitals log is not open.");
        var append = new PendingAppend(record.TwinId.Partition(PartitionCount), RecordEnvelope.Seal(record));
        var bytes = append.Envelope.Length;
        try
        {
            if (Interlocked.Add(ref _waitingBytes, bytes) > _options.WaitingBytes || !appends.TryAdd(append))
                throw new VitalsLogBusyException("Too many records wait for the vitals log: nothing was written, come back later.");
            return await append.Done.WaitAsync(cancel);
        }
        catch (ObjectDisposedException error)
        {
            throw new VitalsLogException("The vitals log is closed.", error);
        }
        finally
        {
            Interlocked.Add(ref _waitingBytes, -bytes);
        }
    }

    public async Task<IReadOnlyList<LoggedRecord>> Read(int partition, long afterOffset, int limit, CancellationToken cancel)
    {
        Check(partition);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var flushedBefore = Ends[partition];
        var read = await ReadRecords(partition, afterOffset, limit, cancel);
        return read.Count > 0 || flushedBefore <= afterOffset ? read : throw new VitalsLogCorruptException(new LogPosition(partition, afterOffset + 1), "it is missing");
    }

    public Task<long> End(int partition, CancellationToken cancel)
    {
        Check(partition);
        return ReadEnd(partition, cancel);
    }

    public Task WaitForMore(int partition, long afterOffset, TimeSpan longest, CancellationToken cancel)
    {
        Check(partition);
        return Wait(partition, afterOffset, longest, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        if (_appends is not null) await _appends.DisposeAsync();
        await Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens file or database, brings its schema up to date and checks the partition count.</summary>
    private protected abstract Task Prepare(CancellationToken cancel);

    /// <summary>Writes a batch in one transaction and answers each append. Runs on the log's own thread.</summary>
    private protected abstract void Flush(IReadOnlyList<PendingAppend> batch);

    private protected abstract Task<IReadOnlyList<LoggedRecord>> ReadRecords(int partition, long afterOffset, int limit, CancellationToken cancel);

    private protected abstract Task<long> ReadEnd(int partition, CancellationToken cancel);

    private protected abstract Task Wait(int partition, long afterOffset, TimeSpan longest, CancellationToken cancel);

    private protected abstract ValueTask Close();

    /// <summary>Opens envelopes in order; stops before the first that is damaged or missing, and says so when it is the first.</summary>
    private protected static List<LoggedRecord> OpenInOrder(int partition, long afterOffset, IEnumerable<(long Offset, byte[] Envelope)> records)
    {
        var opened = new List<LoggedRecord>();
        foreach (var (offset, envelope) in records)
        {
            var expected = new LogPosition(partition, afterOffset + 1 + opened.Count);
            try
            {
                if (offset != expected.Offset) throw new VitalsLogCorruptException(expected, "it is missing");
                opened.Add(RecordEnvelope.Open(envelope, expected));
            }
            catch (VitalsLogCorruptException) when (opened.Count > 0)
            {
                return opened; // the next read begins at the damage and says it
            }
        }
        return opened;
    }

    private void Check(int partition)
    {
        if ((uint)partition >= (uint)PartitionCount) throw new ArgumentOutOfRangeException(nameof(partition), partition, $"The log has partitions 0 to {PartitionCount - 1}.");
    }
}
