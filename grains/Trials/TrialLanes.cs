using System.Threading.Channels;

namespace TwinGrid.Grains.Trials;

/// <summary>
/// Threads of their own on which a silo works on shards, one a core unless told otherwise. They give way to everything else on the machine's processors: patients' twins go first. Safe for
/// concurrent use.
/// </summary>
public sealed class TrialLanes : IDisposable
{
    private readonly Channel<Action> _work = Channel.CreateUnbounded<Action>();

    public TrialLanes(TrialOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Count = options.Lanes;
        for (var lane = 0; lane < Count; lane++) new Thread(Work) { IsBackground = true, Name = $"trial lane {lane}", Priority = ThreadPriority.BelowNormal }.Start();
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Works on something as soon as a lane is free.</summary>
    public Task<T> Run<T>(Func<T> work, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTaken = _work.Writer.TryWrite(() =>
        {
            try
            {
                cancel.ThrowIfCancellationRequested();
                done.SetResult(work());
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                done.SetCanceled(cancel);
            }
            catch (Exception error) // handed to whoever waits for it
            {
                done.SetException(error);
            }
        });
        return isTaken ? done.Task : Task.FromCanceled<T>(new CancellationToken(canceled: true));
    }

    /// <inheritdoc/>
    public void Dispose() => _work.Writer.TryComplete();

    private void Work()
    {
        Niceness.GiveWay();
        while (_work.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            while (_work.Reader.TryRead(out var next)) next();
    }
}
