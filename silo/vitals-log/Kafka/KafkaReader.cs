using Microsoft.Extensions.Logging;
using TwinGrid.Records;
using TwinGrid.VitalsLog.Records;

namespace TwinGrid.VitalsLog.Kafka;

/// <summary>
/// Reads partitions in order through windows that are filled ahead. Two places of one partition can be followed at a time (the reader that delivers, and one that
/// reads the past), each by a consumer of its own; the second is made when it is first needed. Safe for concurrent use.
/// </summary>
internal sealed class KafkaReader(VitalsLogOptions options, KafkaLogOptions kafka, PartitionEnds ends, TimeProvider time, KafkaMeter meter, KafkaTalk talk, KafkaTopic topic, SealedRecords seals, ILogger logger)
    : IDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly KafkaFeed _first = new(options, kafka, ends, time, meter, talk, logger);
    private readonly Lazy<KafkaFeed> _second = new(() => new KafkaFeed(options, kafka, ends, time, meter, talk, logger));

    /// <inheritdoc cref="IVitalsLog.Read"/>
    public async Task<IReadOnlyList<LoggedRecord>> Read(int partition, long after, int limit, CancellationToken cancel)
    {
        var window = WindowAt(partition, after);
        await window.Turn.WaitAsync(cancel);
        try
        {
            MoveTo(window, after);
            return await seals.Open(partition, await Fetched(window, after, limit, cancel), cancel);
        }
        catch (OffsetLostException)
        {
            throw await topic.Lost(partition, after, cancel);
        }
        finally
        {
            window.Turn.Release();
        }
    }

    /// <inheritdoc cref="IVitalsLog.WaitForMore"/>
    public async Task WaitForMore(int partition, long after, TimeSpan longest, CancellationToken cancel)
    {
        var window = WindowAt(partition, after);
        await window.Turn.WaitAsync(cancel);
        try
        {
            MoveTo(window, after);
        }
        finally
        {
            window.Turn.Release();
        }
        try
        {
            var began = time.GetTimestamp();
            while (true)
            {
                var (records, _, _, changed) = window.Look(after, 1, long.MaxValue);
                var left = longest - time.GetElapsedTime(began);
                if (records.Count > 0 || left <= TimeSpan.Zero || !window.Continues(after, time.GetTimestamp())) return;
                await changed.WaitAsync(left, time, cancel);
            }
        }
        catch (Exception error) when (error is TimeoutException or OffsetLostException or VitalsLogException)
        {
            return; // the caller reads, and sees for itself
        }
    }

    public void Dispose()
    {
        _first.Dispose();
        if (_second.IsValueCreated) _second.Value.Dispose();
    }

    /// <summary>The window that goes on from there, else the one that was asked longest ago.</summary>
    private PartitionWindow WindowAt(int partition, long after)
    {
        var now = time.GetTimestamp();
        var first = _first[partition];
        if (first.Continues(after, now) || first.AskedAt == 0) return first;
        if (_second.IsValueCreated && _second.Value[partition].Continues(after, now)) return _second.Value[partition];
        if (time.GetElapsedTime(first.AskedAt, now) > Idle) return first;
        var second = _second.Value[partition];
        return second.AskedAt <= first.AskedAt ? second : first;
    }

    private void MoveTo(PartitionWindow window, long after)
    {
        if (!window.Continues(after, time.GetTimestamp())) window.Start(after, time.GetTimestamp());
    }

    private async Task<IReadOnlyList<(long Offset, byte[] Envelope)>> Fetched(PartitionWindow window, long after, int limit, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var until = (long?)null;
        while (true)
        {
            var (records, complete, fetched, changed) = window.Look(after, limit, until ?? long.MaxValue);
            if (fetched && until is null) // only now is it known how far the brokers are
            {
                until = ends[window.Partition];
                continue;
            }
            if (complete) return records;
            try
            {
                await changed.WaitAsync(kafka.Patience - time.GetElapsedTime(began) is { Ticks: > 0 } left ? left : TimeSpan.Zero, time, cancel);
            }
            catch (TimeoutException error)
            {
                if (records.Count > 0) return records;
                throw new VitalsLogException($"Partition {window.Partition} of the vitals log was not read from Kafka's topic {kafka.Topic} within {kafka.Patience.TotalSeconds} s: {talk.Complaint}", error);
            }
        }
    }
}
