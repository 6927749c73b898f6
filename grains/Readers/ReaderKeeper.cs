using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinGrid.Erasure;
using TwinGrid.Grains.Reach;
using TwinGrid.Grains.Scheduling;
using TwinGrid.Readers;
using TwinGrid.Scheduling;
using TwinGrid.VitalsLog;

namespace TwinGrid.Grains.Readers;

/// <summary>
/// Runs on every silo and calls every partition reader and scheduler shard, and the desk of erasures: from time to time, and at once when a silo leaves, so that another starts what it held.
/// </summary>
public sealed partial class ReaderKeeper(
    IGrainFactory grains, IClusterMembershipService members, IVitalsLog log, LostSilos lost, ReaderOptions readers, SchedulerOptions schedulers, TimeProvider time, ILogger<ReaderKeeper> logger)
    : BackgroundService
{
    /// <summary>Rounds in quick succession after a silo began to leave: what it still holds at the first is free at a later one.</summary>
    private const int QuickRounds = 20;

    private int _quickRounds;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var watching = WatchSilos(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var calls = Enumerable.Range(0, log.PartitionCount).Select(partition => Call("partition reader", partition, () => grains.GetGrain<IPartitionReader>(partition).KeepAlive()))
                .Concat(Enumerable.Range(0, schedulers.Shards).Select(shard => Call("scheduler shard", shard, () => grains.GetGrain<ISchedulerShard>(shard).KeepAlive())))
                .Append(Call("erasure desk", 0, () => grains.GetGrain<IErasureDesk>(0).KeepAlive()));
            await Task.WhenAll(calls).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await NextRound(stoppingToken);
        }
        await watching;
    }

    /// <summary>Waits for the time of the next round, in steps short enough that a silo's leaving is answered soon.</summary>
    private async Task NextRound(CancellationToken stop)
    {
        var step = readers.KeepAlive / QuickRounds;
        for (var waited = TimeSpan.Zero; waited < readers.KeepAlive && !stop.IsCancellationRequested; waited += step)
        {
            await Task.Delay(step, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Volatile.Read(ref _quickRounds) == 0) continue;
            Interlocked.Decrement(ref _quickRounds);
            return;
        }
    }

    private async Task WatchSilos(CancellationToken stop)
    {
        try
        {
            var leaving = new HashSet<SiloAddress>();
            await foreach (var snapshot in members.MembershipUpdates.WithCancellation(stop))
            {
                var news = snapshot.Members.Where(member => member.Value.Status is SiloStatus.ShuttingDown or SiloStatus.Stopping or SiloStatus.Dead).Select(member => member.Key);
                var before = leaving.Count;
                leaving.UnionWith(news);
                if (leaving.Count > before) Interlocked.Exchange(ref _quickRounds, QuickRounds);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return; // this silo stops
        }
    }

    private async Task Call<T>(string kind, int key, Func<Task<T>> call)
    {
        try
        {
            await lost.Answer(call());
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNotReached(error, kind, key); // tried again at the next round
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Kind} {Key} could not be reached")]
    private partial void LogNotReached(Exception error, string kind, int key);
}
