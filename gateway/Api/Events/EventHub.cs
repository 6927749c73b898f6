using TwinGrid.Erasure;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Api.Events;

/// <summary>
/// Where all who listen to events at this gateway meet the desks: each desk is followed once, however many listen, and by nobody when nobody listens.
/// </summary>
internal sealed class EventHub(Desks desks, IErasedTwins erased) : IForgetsTwins
{
    private readonly Lock _door = new();
    private readonly Lazy<DeskRelay[]> _relays = new(() => [.. Enumerable.Range(0, desks.Count).Select(_ => new DeskRelay(erased))]);
    private TaskCompletionSource _changed = NewSignal();
    private TaskCompletionSource _entered = NewSignal();
    private int _listeners;

    public IReadOnlyList<DeskRelay> Relays => _relays.Value;

    /// <summary>Completes when something came in after this was asked for. Ask before reading.</summary>
    public Task Changed
    {
        get
        {
            lock (_door) return _changed.Task;
        }
    }

    public bool AnyoneListens => Volatile.Read(ref _listeners) > 0;

    /// <summary>The place after the newest event of each desk.</summary>
    public EventMark?[] Newest() => [.. Relays.Select(relay => relay.Newest)];

    /// <summary>Someone listens until this is disposed.</summary>
    public IDisposable Listen()
    {
        lock (_door)
        {
            _listeners++;
            _entered.TrySetResult();
        }
        return new Leaving(this);
    }

    /// <summary>Completes when someone listens.</summary>
    public Task SomeoneListens()
    {
        lock (_door)
        {
            if (_listeners > 0) return Task.CompletedTask;
            if (_entered.Task.IsCompleted) _entered = NewSignal();
            return _entered.Task;
        }
    }

    public void Announce()
    {
        lock (_door)
        {
            _changed.SetResult();
            _changed = NewSignal();
        }
    }

    /// <summary>True when the twin was erased: there is nothing to listen to any more.</summary>
    public bool IsErased(TwinId twin) => erased.Contains(twin.Value);

    public string What => "events kept for listeners";

    public Task<long> Forget(TwinId twin, CancellationToken cancel)
    {
        var gone = Relays.Sum(relay => (long)relay.Forget(twin));
        Announce(); // who listens to the twin alone is told that it is over
        return Task.FromResult(gone);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Leaving(EventHub hub) : IDisposable
    {
        public void Dispose()
        {
            lock (hub._door) hub._listeners--;
        }
    }
}
