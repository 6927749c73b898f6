namespace TwinGrid.Durability;

/// <summary>One caller's wish, waiting for the commit it will share with others.</summary>
internal abstract class PendingWork
{
    /// <summary>How much it adds to the queue and to a batch: rows or records, large ones counted by their size; at least 1, and always the same.</summary>
    public virtual int Weight => 1;

    /// <summary>Tells the caller that it is durable.</summary>
    public abstract void Succeed();

    /// <summary>Tells the caller that it is not done.</summary>
    public abstract void Fail(Exception error);
}

/// <summary>A wish with an answer.</summary>
internal abstract class PendingWork<TAnswer> : PendingWork
{
    private readonly TaskCompletionSource<TAnswer> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the answer when the commit is durable.</summary>
    public Task<TAnswer> Done => _done.Task;

    /// <summary>What the caller is told when the commit is durable.</summary>
    protected abstract TAnswer Answer { get; }

    public override void Succeed() => _done.TrySetResult(Answer);

    public override void Fail(Exception error) => _done.TrySetException(error);
}
