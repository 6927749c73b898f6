namespace TwinGrid.Gateway.Pages.Frame;

/// <summary>Ticks once a second for all that shows an age on one visitor's page. It runs only while somebody listens.</summary>
public sealed class PageClock(TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private Action? _ticked;

    /// <summary>A second went by. Raised on a pool thread.</summary>
    public event Action Ticked
    {
        add
        {
            lock (_gate)
            {
                _ticked += value;
                _timer ??= time.CreateTimer(_ => Tick(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            }
        }
        remove
        {
            lock (_gate)
            {
                _ticked -= value;
                if (_ticked is not null) return;
                _timer?.Dispose();
                _timer = null;
            }
        }
    }

    public DateTimeOffset Now => time.GetUtcNow();

    public void Dispose() => _timer?.Dispose();

    private void Tick()
    {
        Action? listeners;
        lock (_gate) listeners = _ticked;
        listeners?.Invoke();
    }
}
