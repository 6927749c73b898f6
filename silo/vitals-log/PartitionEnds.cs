namespace TwinGrid.VitalsLog;

/// <summary>How far each partition is known to be flushed, and a way to wait for more. Safe for concurrent use.</summary>
internal sealed class PartitionEnds(int partitions, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long[] _ends = [.. Enumerable.Repeat(-1L, partitions)];
    private readonly TaskCompletionSource?[] _waits = new TaskCompletionSource?[partitions];

    public long this[int partition] => Volatile.Read(ref _ends[partition]);

    /// <summary>A partition is flushed up to an offset; those who wait for it go on.</summary>
    public void Raise(int partition, long offset)
    {
        TaskCompletionSource? wait;
        lock (_gate)
        {
            if (offset <= _ends[partition]) return;
            Volatile.Write(ref _ends[partition], offset);
            wait = _waits[partition];
            _waits[partition] = null;
        }
        wait?.TrySetResult();
    }

    /// <summary>Lets all who wait go on and look for themselves.</summary>
    public void WakeAll()
    {
        for (var partition = 0; partition < _waits.Length; partition++)
        {
            TaskCompletionSource? wait;
            lock (_gate)
            {
                wait = _waits[partition];
                _waits[partition] = null;
            }
            wait?.TrySetResult();
        }
    }

    /// <summary>Completes when a partition's end is above an offset, or after a time.</summary>
    public async Task WaitAbove(int partition, long offset, TimeSpan longest, CancellationToken cancel)
    {
        Task raised;
        lock (_gate)
        {
            if (_ends[partition] > offset) return;
            raised = (_waits[partition] ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
        try
        {
            await raised.WaitAsync(longest, time, cancel);
        }
        catch (TimeoutException)
        {
            return; // the time is over: the caller looks for itself
        }
    }
}
