using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.Patients;
using TwinGrid.Readers;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Api.Admission;

/// <summary>
/// Watches how far the twins are behind the log, partition by partition, and refuses packets of twins that are too far behind: a log that only grows would take
/// them all, but nobody would look at them in time. Safe for concurrent use.
/// </summary>
internal sealed class LagWatch : BackgroundService
{
    /// <summary>A round asks every reader; with many partitions it takes longer, so that gateways never ask more than this many readers a second.</summary>
    private const int ReadersASecond = 64;

    private const int LongestRetrySeconds = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly IGrainFactory _grains;
    private readonly IVitalsLog _log;
    private readonly TimeProvider _time;
    private readonly TimeSpan _bound;
    private readonly Lazy<ReadingLag[]> _lags;

    public LagWatch(IGrainFactory grains, IVitalsLog log, IOptions<AdmissionOptions> options, IMeterFactory meters, TimeProvider time)
    {
        (_grains, _log, _time, _bound) = (grains, log, time, TimeSpan.FromSeconds(options.Value.LagSeconds));
        _lags = new(() => [.. Enumerable.Range(0, log.PartitionCount).Select(_ => new ReadingLag(time))]);
        var meter = meters.Create(PacketMeter.Name);
        meter.CreateObservableGauge("twingrid.lag.records", () => OfEach(lag => lag.Records), "{record}", "Records of a partition that are durable and not with their twins yet");
        meter.CreateObservableGauge("twingrid.lag.time", () => OfEach(lag => lag.Wait.TotalSeconds), "s", "How long a record appended now waits for its twin");
    }

    /// <summary>Null when a packet of the twin may come; else the answer that asks its sender to come back later.</summary>
    public Problem? Objection(TwinId twin)
    {
        var wait = _lags.Value[twin.Partition(_lags.Value.Length)].Wait;
        if (wait <= _bound) return null;
        var retry = (int)Math.Clamp(Math.Ceiling((wait - _bound).TotalSeconds), 1, LongestRetrySeconds);
        return Problem.Of(ProblemKind.Overloaded, $"The twins are {wait.TotalSeconds:F0} s behind what was sent already; nothing was written. Send the packet again later.", retry);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var round = TimeSpan.FromSeconds(Math.Max(1, (double)_lags.Value.Length / ReadersASecond));
        using var timer = new PeriodicTimer(round, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Task.WhenAll(_lags.Value.Select((lag, partition) => Look(lag, partition, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // the gateway stops
        }
    }

    private async Task Look(ReadingLag lag, int partition, CancellationToken stop)
    {
        var reader = Ask(async () => (long?)(await _grains.GetGrain<IPartitionReader>(partition).KeepAlive()).Delivered, stop);
        var end = Ask(async () => (long?)await _log.End(partition, stop), stop);
        if (await end is { } appended) lag.See(await reader, appended);
    }

    /// <summary>Null when no answer comes; a reader that does not answer stands still, and a log that does not refuses packets by itself.</summary>
    private async Task<long?> Ask(Func<Task<long?>> question, CancellationToken stop)
    {
        try
        {
            return await question().WaitAsync(Patience, _time, stop);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private IEnumerable<Measurement<T>> OfEach<T>(Func<ReadingLag, T> figure) where T : struct =>
        _lags.Value.Select((lag, partition) => new Measurement<T>(figure(lag), new KeyValuePair<string, object?>("partition", partition)));
}
