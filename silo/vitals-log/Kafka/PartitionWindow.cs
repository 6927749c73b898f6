namespace TwinGrid.VitalsLog.Kafka;

/// <summary>Records of one partition that were fetched ahead, in order from a place on. Filled by the thread of its feed, read by any. Safe for concurrent use.</summary>
internal sealed class PartitionWindow(int partition, int mostRecords, long mostBytes)
{
    private readonly Lock _gate = new();
    private readonly Queue<(long Offset, byte[] Envelope)> _records = [];
    private long _bytes;
    private long _after = -1;
    private long _reached = -1;
    private bool _started;
    private bool _fetched;
    private Exception? _trouble;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Partition { get; } = partition;

    /// <summary>One reader at a time takes from a window or moves it.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>When a reader last came by, as a timestamp; 0: never.</summary>
    public long AskedAt { get; private set; }

    /// <summary>Counts the moves: what was fetched for an earlier place is not taken in.</summary>
    public int Move { get; private set; }

    /// <summary>Whether more may be fetched, with a good margin so that fetching is not stopped and resumed all the time.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate) return Room;
        }
    }

    public bool IsFull
    {
        get
        {
            lock (_gate) return Full;
        }
    }

    private bool Room => _records.Count < mostRecords / 2 && _bytes < mostBytes / 2;

    private bool Full => _records.Count >= mostRecords || _bytes >= mostBytes;

    /// <summary>Whether the next records above an offset are here or come next.</summary>
    public bool Continues(long after, long now)
    {
        lock (_gate)
        {
            if (!_started || after < _after || after > Math.Max(_after, _reached)) return false;
            AskedAt = now;
            return true;
        }
    }

    /// <summary>Begins anew above an offset.</summary>
    public void Start(long after, long now)
    {
        lock (_gate)
        {
            Clear();
            (_started, _after, _reached, AskedAt) = (true, after, after, now);
        }
        Signal();
    }

    /// <summary>Stops and forgets what nobody asks for any more.</summary>
    public void Stop()
    {
        lock (_gate) Clear();
        Signal();
    }

    /// <summary>From where its feed has to fetch: the move and the next offset; null when it is stopped.</summary>
    public (int Move, long Offset)? Wish()
    {
        lock (_gate) return _started ? (Move, _reached + 1) : null;
    }

    /// <summary>Takes a fetched record in.</summary>
    /// <returns>The offset that would have followed the record before, when it is not this one's: a gap.</returns>
    public long? Add(int move, long offset, byte[] envelope)
    {
        lock (_gate)
        {
            if (move != Move || !_started || offset <= _reached) return null;
            var gap = offset == _reached + 1 ? (long?)null : _reached + 1;
            _records.Enqueue((offset, envelope));
            _bytes += envelope.Length;
            (_reached, _fetched) = (offset, true);
            return gap;
        }
    }

    /// <summary>Everything below an offset was fetched, and there is no more yet.</summary>
    public void AtEnd(int move, long next)
    {
        lock (_gate)
        {
            if (move != Move || !_started) return;
            (_reached, _fetched) = (Math.Max(_reached, next - 1), true);
        }
    }

    /// <summary>Nothing more comes: the next reader is told, and begins anew.</summary>
    public void Fail(int move, Exception trouble)
    {
        lock (_gate)
        {
            if (move != Move || !_started) return;
            _trouble = trouble;
        }
        Signal();
    }

    /// <summary>Lets those who wait look again.</summary>
    public void Signal()
    {
        TaskCompletionSource changed;
        lock (_gate) (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        changed.TrySetResult();
    }

    /// <summary>
    /// Records above an offset, at most <paramref name="limit"/>: complete when there are that many, when fetching may be held back for want of room, or when all up to
    /// <paramref name="until"/> are here. Those at or below the offset are forgotten.
    /// </summary>
    /// <exception cref="VitalsLogException">The feed failed and no record is here.</exception>
    public (IReadOnlyList<(long Offset, byte[] Envelope)> Records, bool Complete, bool Fetched, Task Changed) Look(long after, int limit, long until)
    {
        lock (_gate)
        {
            while (_records.TryPeek(out var first) && first.Offset <= after) _bytes -= _records.Dequeue().Envelope.Length;
            _after = Math.Max(_after, after);
            var complete = _records.Count >= limit || !Room || (_fetched && _reached >= until) || _trouble is not null;
            if (_trouble is { } trouble && _records.Count == 0)
            {
                Clear();
                throw trouble;
            }
            return (complete || _records.Count > 0 ? [.. _records.Take(limit)] : [], complete, _fetched, _changed.Task);
        }
    }

    private void Clear()
    {
        _records.Clear();
        Move++;
        (_bytes, _after, _reached, _started, _fetched, _trouble) = (0, -1, -1, false, false, null);
    }
}
