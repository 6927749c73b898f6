using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinGrid.Grains.Scheduling;
using TwinGrid.Readers;
using TwinGrid.Scheduling;
using TwinGrid.VitalsLog;

namespace TwinGrid.Grains.Readers;

/// <summary>Runs on every silo and calls every partition reader and scheduler shard from time to time: whichever silo dies, another starts them again.</summary>
public sealed partial class ReaderKeeper(
    IGrainFactory grains, IVitalsLog log, ReaderOptions readers, SchedulerOptions schedulers, TimeProvider time, ILogger<ReaderKeeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(readers.KeepAlive, time);
        do
        {
            var calls = Enumerable.Range(0, log.PartitionCount).Select(partition => Call("partition reader", partition, () => grains.GetGrain<IPartitionReader>(partition).KeepAlive()))
                .Concat(Enumerable.Range(0, schedulers.Shards).Select(shard => Call("scheduler shard", shard, () => grains.GetGrain<ISchedulerShard>(shard).KeepAlive())));
            await Task.WhenAll(calls);
        }
        while (await Next(timer, stoppingToken));
    }

    private static async Task<bool> Next(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task Call<T>(string kind, int key, Func<Task<T>> call)
    {
        try
        {
            await call();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNotReached(error, kind, key); // tried again at the next round
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Kind} {Key} could not be reached")]
    private partial void LogNotReached(Exception error, string kind, int key);
}
