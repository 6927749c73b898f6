using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinGrid.HealthRecords;
using TwinGrid.Storage.HealthRecords;

namespace TwinGrid.Grains.HealthRecords;

/// <summary>Has twins told what a process that died had no time to tell them: when a silo starts, and now and then.</summary>
public sealed partial class FeedKeeper(IGrainFactory grains, IRecordStore store, TimeProvider time, ILogger<FeedKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private const int AtOnce = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                LogLater(error);
            }
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Round(CancellationToken stop)
    {
        var after = "";
        while (await store.WithUntold(after, AtOnce, stop) is { Count: > 0 } twins)
        {
            foreach (var twin in twins) await grains.GetGrain<IRecordFeed>(twin.Value).Feed().WaitAsync(stop);
            after = twins[^1].Value;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What came into patients' records could not be told to all of their twins; it is tried again")]
    private partial void LogLater(Exception error);
}
