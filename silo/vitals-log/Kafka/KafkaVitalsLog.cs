using Microsoft.Extensions.Logging;
using TwinGrid.Keys;
using TwinGrid.Records;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog.Records;

namespace TwinGrid.VitalsLog.Kafka;

/// <summary>
/// The log in a topic of Kafka, or of Azure Event Hubs by its Kafka endpoint: partitions by twin id, an idempotent producer with all acknowledgements, partitions read
/// from explicit offsets. What was acknowledged stands on all in-sync replicas.
/// </summary>
public sealed class KafkaVitalsLog : IVitalsLog
{
    private readonly VitalsLogOptions _options;
    private readonly KafkaLogOptions _kafka;
    private readonly SealedRecords _seals;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KafkaTalk _talk;
    private readonly KafkaMeter _meter = new();
    private readonly PartitionEnds _ends;
    private KafkaTopic? _topic;
    private KafkaAppender? _appender;
    private KafkaReader? _reader;
    private KafkaCheckpoints? _checkpoints;
    private int _closed;

    /// <exception cref="VitalsLogException">A setting is wrong or missing; the message names it.</exception>
    public KafkaVitalsLog(VitalsLogOptions options, PatientKeys keys, TimeProvider time, ILogger logger)
    {
        if (options.Partitions is < 1 or > 4096) throw new VitalsLogException($"Partitions is {options.Partitions}, but must be from 1 to 4096.");
        var kafka = options.Kafka ?? throw new VitalsLogException("Kafka is missing: the log needs to know its brokers.");
        if (kafka.Problem() is { } problem) throw new VitalsLogException($"Kafka:{problem}");
        (_options, _kafka, _time, _logger) = (options, kafka.Resolved(), time, logger);
        _seals = new SealedRecords(keys, options.Partitions);
        _talk = new KafkaTalk(logger);
        _ends = new PartitionEnds(options.Partitions, time);
    }

    public int PartitionCount => _options.Partitions;

    public async Task Open(CancellationToken cancel)
    {
        if (_topic is not null) throw new VitalsLogException("The vitals log is open already.");
        await _seals.Prepare(cancel);
        _topic = new KafkaTopic(_options, _kafka, _time, _talk, _logger);
        await _topic.Prepare(cancel);
        _checkpoints = new KafkaCheckpoints(_kafka, _time, _meter, _talk, _logger);
        _reader = new KafkaReader(_options, _kafka, _ends, _time, _meter, _talk, _topic, _seals, _logger);
        _appender = new KafkaAppender(_options, _kafka, _ends.Raise, _meter, _talk, _logger);
    }

    public async ValueTask<LogPosition> Append(ITwinRecord record, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var appender = _appender ?? throw new VitalsLogException("The vitals log is not open.");
        var partition = record.TwinId.Partition(PartitionCount);
        var appended = await _seals.Seal(record, partition, (Appender: appender, Partition: partition), static (log, record, envelope) => log.Appender.Append(log.Partition, record.TwinId, envelope), cancel);
        return await appended.WaitAsync(cancel);
    }

    public Task<IReadOnlyList<LoggedRecord>> Read(int partition, long afterOffset, int limit, CancellationToken cancel)
    {
        Check(partition);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Opened(_reader).Read(partition, afterOffset, limit, cancel);
    }

    public async Task<long> End(int partition, CancellationToken cancel)
    {
        Check(partition);
        var end = await Opened(_topic).End(partition, cancel);
        _ends.Raise(partition, end);
        return end;
    }

    public Task WaitForMore(int partition, long afterOffset, TimeSpan longest, CancellationToken cancel)
    {
        Check(partition);
        return Opened(_reader).WaitForMore(partition, afterOffset, longest, cancel);
    }

    public void NoteCheckpoint(int partition, long offset)
    {
        Check(partition);
        Opened(_checkpoints).Note(partition, offset);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        await Task.Run(() => _appender?.Dispose()); // it waits for what is under way
        if (_checkpoints is not null) await _checkpoints.DisposeAsync();
        await Task.Run(() => _reader?.Dispose());
        await Task.Run(() => _topic?.Dispose());
        _meter.Dispose();
    }

    private static T Opened<T>(T? part) where T : class => part ?? throw new VitalsLogException("The vitals log is not open.");

    private void Check(int partition)
    {
        if ((uint)partition >= (uint)PartitionCount) throw new ArgumentOutOfRangeException(nameof(partition), partition, $"The log has partitions 0 to {PartitionCount - 1}.");
    }
}
