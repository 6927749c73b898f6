using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using TwinGrid.Durability;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Kafka;

/// <summary>
/// Appends by an idempotent producer with all acknowledgements; what may wait is bounded. A producer that failed for good is replaced by a new one: packets
/// under way with the old one fail with an unknown outcome, later ones go on. Safe for concurrent use.
/// </summary>
internal sealed partial class KafkaAppender : IDisposable
{
    private const int Attempts = 3;

    private readonly Lock _gate = new();
    private readonly VitalsLogOptions _limits;
    private readonly KafkaMeter _meter;
    private readonly CommitMeter _commits;
    private readonly ILogger _logger;
    private readonly Func<Action<KafkaLine, string>, KafkaLine> _newLine;
    private volatile KafkaLine? _line;
    private int _waiting;
    private long _waitingBytes;

    public KafkaAppender(VitalsLogOptions options, KafkaLogOptions kafka, Action<int, long> flushed, KafkaMeter meter, KafkaTalk talk, ILogger logger)
    {
        (_limits, _meter, _logger) = (options, meter, logger);
        _commits = new CommitMeter("TwinGrid.VitalsLog", () => Volatile.Read(ref _waiting));
        _newLine = fatal => new KafkaLine(kafka, options, flushed, fatal, talk);
        _line = _newLine(Replace);
    }

    /// <summary>Sends a sealed packet; completes when all in-sync replicas have it.</summary>
    public Task<LogPosition> Append(int partition, TwinId twin, byte[] envelope)
    {
        if (_line is null) throw new VitalsLogException("The vitals log is closed.");
        var append = new KafkaAppend(partition, Encoding.UTF8.GetBytes(twin.Value), envelope, Ended);
        var fits = Interlocked.Increment(ref _waiting) <= _limits.WaitingPackets & Interlocked.Add(ref _waitingBytes, append.Bytes) <= _limits.WaitingBytes;
        try
        {
            if (!fits) throw new VitalsLogBusyException("Too many packets wait for the vitals log: nothing was written, come back later.");
            Send(append);
        }
        catch (VitalsLogException error)
        {
            append.Fail(error);
        }
        return append.Done;
    }

    /// <summary>Takes no more packets, waits for those under way and ends.</summary>
    public void Dispose()
    {
        KafkaLine? last;
        lock (_gate) (last, _line) = (_line, null);
        last?.Finish();
        last?.Dispose();
        _commits.Dispose();
    }

    private void Send(KafkaAppend append)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var line = _line ?? throw new VitalsLogException("The vitals log is closed.");
            if (line.TrySend(append)) return;
            Replace(line, "the producer can send nothing more");
        }
        throw new VitalsLogException("No Kafka producer could be made that works: nothing was written.");
    }

    /// <summary>Called on the thread of the broken producer, which must not wait for its own end.</summary>
    private void Replace(KafkaLine broken, string reason)
    {
        lock (_gate)
        {
            if (_line != broken) return;
            _line = _newLine(Replace);
        }
        _meter.ProducerReplaced();
        LogReplaced(reason);
        _ = Task.Run(broken.Dispose);
    }

    private void Ended(KafkaAppend append)
    {
        Interlocked.Decrement(ref _waiting);
        Interlocked.Add(ref _waitingBytes, -append.Bytes);
        if (append.Stands) _commits.Committed(Stopwatch.GetElapsedTime(append.Began), 1);
        else if (append.Done.Exception?.InnerException is VitalsLogBusyException) _commits.Refused();
        else _commits.Failed(Stopwatch.GetElapsedTime(append.Began));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The Kafka producer failed for good and is replaced: {Reason}")]
    private partial void LogReplaced(string reason);
}
