using TwinGrid.Durability;
using TwinGrid.Keys;
using TwinGrid.Records;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog.Records;

namespace TwinGrid.VitalsLog;

/// <summary>What the database-backed logs share: sealing records on the caller's thread, the bounded queue, one flush for many.</summary>
public abstract class GroupCommitLog : IVitalsLog
{
    private readonly VitalsLogOptions _options;
    private readonly SealedRecords _seals;
    private GroupCommit<PendingAppend>? _appends;
    private long _waitingBytes;
    private int _closed;

    private protected GroupCommitLog(VitalsLogOptions options, PatientKeys keys, TimeProvider time)
    {
        if (options.Partitions is < 1 or > 4096) throw new VitalsLogException($"Partitions is {options.Partitions}, but must be from 1 to 4096.");
        (_options, _seals) = (options, new SealedRecords(keys, options.Partitions));
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
        await _seals.Prepare(cancel);
        await Prepare(cancel);
        _appends = new GroupCommit<PendingAppend>(Flush, _options.WaitingPackets, _options.PacketsPerFlush, "TwinGrid.VitalsLog");
    }

    public async ValueTask<LogPosition> Append(ITwinRecord record, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (_appends is null) throw new VitalsLogException("The vitals log is not open.");
        var append = await _seals.Seal(record, record.TwinId.Partition(PartitionCount), this, static (log, record, envelope) => log.Queue(record, envelope), cancel);
        try
        {
            return await append.Done.WaitAsync(cancel);
        }
        catch (ObjectDisposedException error)
        {
            throw new VitalsLogException("The vitals log is closed.", error);
        }
        finally
        {
            Interlocked.Add(ref _waitingBytes, -append.Envelope.Length);
        }
    }

    private PendingAppend Queue(ITwinRecord record, byte[] envelope)
    {
        var append = new PendingAppend(record.TwinId.Partition(PartitionCount), record, envelope);
        var isQueued = false;
        try
        {
            isQueued = Interlocked.Add(ref _waitingBytes, envelope.Length) <= _options.WaitingBytes && _appends!.TryAdd(append);
            return isQueued ? append : throw new VitalsLogBusyException("Too many records wait for the vitals log: nothing was written, come back later.");
        }
        catch (ObjectDisposedException error)
        {
            throw new VitalsLogException("The vitals log is closed.", error);
        }
        finally
        {
            if (!isQueued) Interlocked.Add(ref _waitingBytes, -envelope.Length);
        }
    }

    public async Task<IReadOnlyList<LoggedRecord>> Read(int partition, long afterOffset, int limit, CancellationToken cancel)
    {
        Check(partition);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (await _seals.WithoutErased(AtHand(partition, afterOffset, limit), cancel) is { Count: > 0 } atHand) return atHand;
        var flushedBefore = Ends[partition];
        var read = await _seals.Open(partition, InOrder(partition, afterOffset, await ReadRecords(partition, afterOffset, limit, cancel)), cancel);
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

    /// <summary>The next records where they need not be read back from where they are stored; else none.</summary>
    private protected virtual IReadOnlyList<LoggedRecord> AtHand(int partition, long afterOffset, int limit) => [];

    /// <summary>The stored envelopes of the next records, as they are.</summary>
    private protected abstract Task<IReadOnlyList<(long Offset, byte[] Envelope)>> ReadRecords(int partition, long afterOffset, int limit, CancellationToken cancel);

    private protected abstract Task<long> ReadEnd(int partition, CancellationToken cancel);

    private protected abstract Task Wait(int partition, long afterOffset, TimeSpan longest, CancellationToken cancel);

    private protected abstract ValueTask Close();

    /// <summary>Those up to the first that is missing.</summary>
    /// <exception cref="VitalsLogCorruptException">The first is.</exception>
    private static IReadOnlyList<(long Offset, byte[] Envelope)> InOrder(int partition, long afterOffset, IReadOnlyList<(long Offset, byte[] Envelope)> records)
    {
        var count = 0;
        while (count < records.Count && records[count].Offset == afterOffset + 1 + count) count++;
        if (count == records.Count) return records;
        return count > 0 ? [.. records.Take(count)] : throw new VitalsLogCorruptException(new LogPosition(partition, afterOffset + 1), "it is missing"); // the next read begins at the damage and says it
    }

    private void Check(int partition)
    {
        if ((uint)partition >= (uint)PartitionCount) throw new ArgumentOutOfRangeException(nameof(partition), partition, $"The log has partitions 0 to {PartitionCount - 1}.");
    }
}
