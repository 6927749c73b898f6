namespace TwinGrid.Durability;

/// <summary>A bounded room: works enter by their weight, in the order in which they came; one that is heavier than the room enters when it is empty. Safe for concurrent use.</summary>
internal sealed class WeightedRoom(int limit)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(int Weight, TaskCompletionSource Entered)> _waiting = new();
    private long _inside;

    /// <summary>Weight of what is inside.</summary>
    public long Inside
    {
        get
        {
            lock (_lock) return _inside;
        }
    }

    /// <summary>Enters if there is room and nobody waits before.</summary>
    public bool TryEnter(int weight)
    {
        lock (_lock)
        {
            if (_waiting.Count > 0 || !Fits(weight)) return false;
            _inside += weight;
            return true;
        }
    }

    /// <summary>Enters when there is room.</summary>
    public async Task Enter(int weight, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (TryEnter(weight)) return;
        var place = new LinkedListNode<(int, TaskCompletionSource Entered)>((weight, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        lock (_lock) _waiting.AddLast(place);
        LetIn(); // it may have emptied in between
        await using var giveUp = cancel.Register(() => GiveUp(place, cancel));
        await place.Value.Entered.Task;
    }

    /// <summary>Makes room.</summary>
    public void Leave(int weight)
    {
        lock (_lock) _inside -= weight;
        LetIn();
    }

    private void GiveUp(LinkedListNode<(int Weight, TaskCompletionSource Entered)> place, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (place.List is null) return; // it is inside already
            _waiting.Remove(place);
        }
        place.Value.Entered.SetCanceled(cancel);
        LetIn(); // those behind it may be lighter
    }

    private void LetIn()
    {
        lock (_lock)
        {
            while (_waiting.First is { Value: var first } && Fits(first.Weight))
            {
                _waiting.RemoveFirst();
                _inside += first.Weight;
                first.Entered.SetResult(); // continues elsewhere: the lock is not held for it
            }
        }
    }

    private bool Fits(int weight) => _inside == 0 || _inside + weight <= limit;
}
