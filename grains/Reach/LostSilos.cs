using Microsoft.Extensions.Logging;

namespace TwinGrid.Grains.Reach;

/// <summary>
/// Gives up, some time after a silo was lost, the calls that were under way when it was and have no answer yet. Orleans breaks off what it knows to have gone to that
/// silo; a call that another silo had passed on to it would be waited for until Orleans' own time is over, half a minute, and a partition's delivery with it.
/// Only for calls that may be made again. Safe for concurrent use.
/// </summary>
public sealed partial class LostSilos : ISiloStatusListener, IDisposable
{
    /// <summary>How long after the loss a call may still be answered: one that a living silo works on mostly is.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Lock _looking = new();
    private readonly ISiloStatusOracle _silos;
    private readonly TimeProvider _time;
    private readonly ILogger<LostSilos> _logger;

    /// <summary>Cancelled a grace after the next loss; who calls after the loss is under the next one.</summary>
    private CancellationTokenSource _next;

    /// <summary>There is no other silo that could be lost.</summary>
    private volatile bool _isAlone;

    public LostSilos(ISiloStatusOracle silos, TimeProvider time, ILogger<LostSilos> logger)
    {
        (_silos, _time, _logger) = (silos, time, logger);
        _next = NextLoss();
        silos.SubscribeToSiloStatusEvents(this);
        LookAround();
    }

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        LookAround();
        if (status == SiloStatus.Dead) Interlocked.Exchange(ref _next, NextLoss()).CancelAfter(Grace);
    }

    /// <summary>The answer to a call just made.</summary>
    /// <exception cref="SiloUnavailableException">A silo was lost meanwhile, and nobody answered.</exception>
    public Task<T> Answer<T>(Task<T> call) => call.IsCompleted || _isAlone ? call : new UnderWay<T>(this, call, Volatile.Read(ref _next).Token).Task;

    /// <inheritdoc cref="Answer{T}"/>
    public Task Answer(Task call) => call.IsCompleted || _isAlone ? call : Answer(Told(call));

    public void Dispose() => _next.Dispose();

    private static async Task<bool> Told(Task call)
    {
        await call;
        return true;
    }

    private void LookAround()
    {
        lock (_looking) _isAlone = _silos.GetApproximateSiloStatuses().All(silo => silo.Key.Equals(_silos.SiloAddress) || silo.Value == SiloStatus.Dead); // news may come while this is made
    }

    private CancellationTokenSource NextLoss() => new(Timeout.InfiniteTimeSpan, _time);

    [LoggerMessage(Level = LogLevel.Information, Message = "A call unanswered since a silo was lost is given up; it is made again")]
    private partial void LogGivenUp();

    /// <summary>A call that is answered or given up, whichever comes first. Every packet makes several: it waits as one object, and takes no step through a scheduler.</summary>
    private sealed class UnderWay<T> : TaskCompletionSource<T>
    {
        private readonly LostSilos _silos;
        private readonly Task<T> _call;
        private readonly CancellationTokenRegistration _loss;

        public UnderWay(LostSilos silos, Task<T> call, CancellationToken lost)
        {
            (_silos, _call) = (silos, call);
            _loss = lost.UnsafeRegister(static under => ((UnderWay<T>)under!).GiveUp(), this);
            _ = call.ContinueWith(static (_, under) => ((UnderWay<T>)under!).Answered(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        private void Answered()
        {
            _loss.Unregister();
            if (!TrySetFromTask(_call)) _call.Ignore();
        }

        private void GiveUp()
        {
            if (!_call.IsCompleted && TrySetException(new SiloUnavailableException("A silo was lost while this call was under way, and nobody answered it."))) _silos.LogGivenUp();
        }
    }
}
