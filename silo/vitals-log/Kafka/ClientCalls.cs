namespace TwinGrid.VitalsLog.Kafka;

/// <summary>
/// Counts the calls inside one client of librdkafka, so that it ends only when none is: the client gives the library a bare pointer, and one that is freed under a call
/// takes the process down without a word. Safe for concurrent use.
/// </summary>
internal sealed class ClientCalls
{
    private int _inside;
    private volatile bool _isClosed;

    /// <summary>Lets a call in, which leaves by <see cref="Leave"/>; false when the client ends.</summary>
    public bool TryEnter()
    {
        Interlocked.Increment(ref _inside);
        if (!_isClosed) return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _inside);

    /// <summary>Lets none in any more, and waits for those that are.</summary>
    public void Close()
    {
        _isClosed = true;
        Interlocked.MemoryBarrier();
        SpinWait.SpinUntil(() => Volatile.Read(ref _inside) == 0);
    }
}
