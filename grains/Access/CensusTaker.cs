using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinGrid.Access;

namespace TwinGrid.Grains.Access;

/// <summary>Has the census of care teams taken when a silo starts; where it was taken before, that costs one question.</summary>
public sealed partial class CensusTaker(IGrainFactory grains, TimeProvider time, ILogger<CensusTaker> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await grains.GetGrain<ICareTeamCensus>(0).Step().WaitAsync(stoppingToken)) return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return; // the silo stops; the next one goes on
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                LogLater(error);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lists of care teams could not be completed from earlier consents; it is tried again")]
    private partial void LogLater(Exception error);
}
