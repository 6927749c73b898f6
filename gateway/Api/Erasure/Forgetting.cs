using System.Threading.Channels;
using TwinGrid.Erasure;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Erasure;

/// <summary>
/// Has everything in this gateway forget those who were erased, by whichever gateway: as soon as it hears of them, and when it starts all that ever were. What fails is
/// tried again until it is done.
/// </summary>
internal sealed partial class Forgetting(IErasedTwins erased, IEnumerable<IForgetsTwins> forgetters, TimeProvider time, ILogger<Forgetting> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly IForgetsTwins[] _forgetters = [.. forgetters];
    private readonly Channel<TwinId> _heard = Channel.CreateUnbounded<TwinId>();

    /// <summary>Forgets a twin now; how much there was, by place.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Forget(TwinId twin, CancellationToken cancel)
    {
        var removed = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var one in _forgetters)
            if (await one.Forget(twin, cancel) is > 0 and var count) removed[one.What] = removed.GetValueOrDefault(one.What) + count;
        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        erased.Tell(twin => _heard.Writer.TryWrite(twin));
        try
        {
            foreach (var twin in erased.All) await UntilDone(twin, stoppingToken);
            await foreach (var twin in _heard.Reader.ReadAllAsync(stoppingToken)) await UntilDone(twin, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the gateway stops; the next start begins anew
        }
    }

    private async Task UntilDone(TwinId twin, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await Forget(twin, stop);
                return;
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                LogNotForgotten(error, twin.Value);
                await Task.Delay(Pause, time, stop);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "This gateway could not forget all of the erased twin {Twin}; it tries again")]
    private partial void LogNotForgotten(Exception error, string twin);
}
