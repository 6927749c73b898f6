using TwinGrid.Grains.Readers;
using TwinGrid.Readers;

namespace TwinGrid.Silo;

/// <summary>
/// Leads a silo out of the grid when its process is asked to stop: its readers stop reading and move their checkpoints first, while every twin they delivered to is
/// still here to be saved; then the silo leaves, and its twins go to sleep and wake elsewhere. Says in the log how long it took.
/// </summary>
/// <remarks>Nothing depends on it: what a drain does not finish is read again from the log.</remarks>
public sealed partial class SiloDrain(IGrainFactory grains, ReaderMeter readers, ILocalSiloDetails silo, TimeProvider time, ILogger<SiloDrain> logger) : IHostedLifecycleService
{
    private long _began;
    private int _activations;
    private int _handedOver;
    private TimeSpan _handOver;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _began = time.GetTimestamp();
        return Task.CompletedTask;
    }

    /// <summary>Runs before the silo stops: it was added after it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        try
        {
            _activations = (await grains.GetGrain<IManagementGrain>(0).GetRuntimeStatistics([silo.SiloAddress], cancellationToken)).Sum(statistics => statistics.ActivationCount);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNotCounted(error);
        }
        await Task.WhenAll(readers.Partitions.Select(partition => HandOver(partition, cancellationToken)));
        _handOver = time.GetElapsedTime(began);
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        LogDrained(time.GetElapsedTime(_began).TotalSeconds, _activations, _handedOver, _handOver.TotalSeconds);
        return Task.CompletedTask;
    }

    private async Task HandOver(int partition, CancellationToken cancel)
    {
        try
        {
            await grains.GetGrain<IPartitionReader>(partition).HandOver().WaitAsync(cancel);
            Interlocked.Increment(ref _handedOver);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNotHandedOver(error, partition); // the next reader begins at the last checkpoint
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The silo drained in {Seconds:F2} s: {Activations} activations left it, {Readers} readers stand at their checkpoints (after {HandOver:F2} s)")]
    private partial void LogDrained(double seconds, int activations, int readers, double handOver);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reader of partition {Partition} could not move its checkpoint on its way out; what follows the last one is read again elsewhere")]
    private partial void LogNotHandedOver(Exception error, int partition);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The silo's activations could not be counted on its way out")]
    private partial void LogNotCounted(Exception error);
}
