using System.Collections.Concurrent;
using System.Diagnostics;

namespace TwinGrid.Durability;

/// <summary>
/// Gathers what many callers hand in and commits it together: while one commit runs, the next batch collects. The queue is bounded. Safe for concurrent use.
/// </summary>
/// <remarks>
/// The commits run on a thread of their own: they block on the disk or the database, and must go on when the thread pool is busy.
/// The source of this folder is compiled into both the vitals log and the storage.
/// </remarks>
internal sealed class GroupCommit<TWork> : IAsyncDisposable where TWork : PendingWork
{
    private readonly Action<IReadOnlyList<TWork>> _commit;
    private readonly int _heaviestBatch;
    private readonly CommitMeter _meter;
    private readonly WeightedRoom _room;
    private readonly BlockingCollection<TWork> _waiting = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="commit">Makes a batch durable and answers each work. What it throws fails the whole batch.</param>
    /// <param name="queueLimit">Weight of the works that may wait.</param>
    /// <param name="heaviestBatch">Weight above which a batch takes no further work.</param>
    /// <param name="name">Name of the thread and of the meter, <c>TwinGrid.…</c>.</param>
    public GroupCommit(Action<IReadOnlyList<TWork>> commit, int queueLimit, int heaviestBatch, string name)
    {
        _commit = commit;
        _heaviestBatch = heaviestBatch;
        _room = new WeightedRoom(queueLimit);
        _meter = new CommitMeter(name, () => _waiting.Count);
        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Weight of the works that wait; what is being committed waits no more.</summary>
    public long Waiting => _room.Inside;

    /// <summary>Hands work in if there is room.</summary>
    public bool TryAdd(TWork work)
    {
        if (_room.TryEnter(work.Weight))
        {
            Enqueue(work);
            return true;
        }
        _meter.Refused();
        return false;
    }

    /// <summary>Hands work in, waiting for room: the back-pressure.</summary>
    public async Task Add(TWork work, CancellationToken cancel)
    {
        await _room.Enter(work.Weight, cancel);
        Enqueue(work);
    }

    /// <summary>Takes no more work, commits what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_waiting.IsAddingCompleted) _waiting.CompleteAdding();
        await _ended.Task;
    }

    private void Enqueue(TWork work)
    {
        try
        {
            _waiting.Add(work);
        }
        catch (InvalidOperationException) when (_waiting.IsAddingCompleted)
        {
            work.Fail(new ObjectDisposedException(nameof(GroupCommit<>), "The store is closed: nothing was written."));
        }
    }

    private void Run()
    {
        var batch = new List<TWork>();
        while (_waiting.TryTake(out var first, Timeout.Infinite))
        {
            var weight = Gather(batch, first);
            var began = Stopwatch.GetTimestamp();
            try
            {
                _commit(batch);
                _meter.Committed(Stopwatch.GetElapsedTime(began), weight);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                _meter.Failed(Stopwatch.GetElapsedTime(began));
                foreach (var work in batch) work.Fail(error);
            }
            batch.Clear();
        }
        _meter.Dispose();
        _ended.SetResult();
    }

    private int Gather(List<TWork> batch, TWork first)
    {
        var weight = first.Weight;
        batch.Add(first);
        while (weight < _heaviestBatch && _waiting.TryTake(out var next))
        {
            batch.Add(next);
            weight += next.Weight;
        }
        _room.Leave(weight);
        return weight;
    }
}
