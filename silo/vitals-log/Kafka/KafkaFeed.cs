using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace TwinGrid.VitalsLog.Kafka;

/// <summary>
/// One consumer on a thread of its own that fills a window for each partition that is asked for. Partitions are assigned by hand, with their offset: no group
/// hands them out, none is committed. Leadership changes and lost brokers are librdkafka's to ride out; a consumer that failed for good is replaced.
/// </summary>
internal sealed partial class KafkaFeed : IDisposable
{
    private const int RecordsAtOnce = 2_000;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromSeconds(60);

    private readonly KafkaLogOptions _options;
    private readonly PartitionEnds _ends;
    private readonly TimeProvider _time;
    private readonly KafkaMeter _meter;
    private readonly KafkaTalk _talk;
    private readonly ILogger _logger;
    private readonly PartitionWindow[] _windows;
    private readonly Fetch?[] _fetches;
    private readonly Thread _thread;
    private volatile bool _stopped;

    public KafkaFeed(VitalsLogOptions options, KafkaLogOptions kafka, PartitionEnds ends, TimeProvider time, KafkaMeter meter, KafkaTalk talk, ILogger logger)
    {
        (_options, _ends, _time, _meter, _talk, _logger) = (kafka, ends, time, meter, talk, logger);
        _windows = [.. Enumerable.Range(0, options.Partitions).Select(partition => new PartitionWindow(partition, options.FetchedPackets, options.FetchedBytes))];
        _fetches = new Fetch?[options.Partitions];
        _thread = new Thread(Run) { IsBackground = true, Name = "TwinGrid.VitalsLog.Kafka" };
        _thread.Start();
    }

    public PartitionWindow this[int partition] => _windows[partition];

    public void Dispose()
    {
        _stopped = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_stopped)
        {
            try
            {
                Array.Clear(_fetches);
                using var consumer = Consumer();
                while (!_stopped) Step(consumer);
                consumer.Close();
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                if (_stopped) return;
                _meter.ConsumerReplaced();
                LogReplaced(error);
                Thread.Yield();
            }
        }
    }

    private void Step(IConsumer<byte[], byte[]> consumer)
    {
        foreach (var window in _windows) Follow(consumer, window);
        var wait = Poll;
        for (var taken = 0; taken < RecordsAtOnce && !_stopped; taken++)
        {
            if (Next(consumer, wait) is not { } result) break;
            Take(consumer, result);
            wait = TimeSpan.Zero;
        }
        foreach (var fetch in _fetches)
            if (fetch is { Fresh: true }) Publish(consumer, fetch);
    }

    /// <summary>Lets the consumer fetch what a window wants, and no more than it can hold.</summary>
    private void Follow(IConsumer<byte[], byte[]> consumer, PartitionWindow window)
    {
        var fetch = _fetches[window.Partition];
        if (fetch is not null && _time.GetElapsedTime(window.AskedAt) > ForgottenAfter) window.Stop();
        var wish = window.Wish();
        if (fetch is not null && fetch.Move != wish?.Move)
        {
            if (fetch.Paused) consumer.Resume([fetch.Place]); // else it would be paused still when it is assigned again
            consumer.IncrementalUnassign([fetch.Place]);
            fetch = _fetches[window.Partition] = null;
        }
        if (fetch is null && wish is var (move, offset))
        {
            fetch = _fetches[window.Partition] = new Fetch(new TopicPartition(_options.Topic, window.Partition), window, move);
            consumer.IncrementalAssign([new TopicPartitionOffset(fetch.Place, offset)]);
        }
        if (fetch is null) return;
        if (!fetch.Paused && window.IsFull) consumer.Pause([fetch.Place]);
        else if (fetch.Paused && window.HasRoom) consumer.Resume([fetch.Place]);
        else return;
        fetch.Paused = !fetch.Paused;
    }

    private ConsumeResult<byte[], byte[]>? Next(IConsumer<byte[], byte[]> consumer, TimeSpan wait)
    {
        try
        {
            return consumer.Consume(wait);
        }
        catch (ConsumeException error) when (!error.Error.IsFatal && error.ConsumerRecord is { } record && _fetches[record.Partition] is { } fetch)
        {
            Fail(fetch, error.Error);
            return null;
        }
        catch (ConsumeException error) when (!error.Error.IsFatal)
        {
            _talk.Say(error.Error);
            return null;
        }
    }

    private void Take(IConsumer<byte[], byte[]> consumer, ConsumeResult<byte[], byte[]> result)
    {
        if (_fetches[result.Partition] is not { } fetch) return;
        fetch.Fresh = true;
        if (result.IsPartitionEOF)
        {
            fetch.Window.AtEnd(fetch.Move, result.Offset);
            _ends.Raise(result.Partition, result.Offset - 1);
            return;
        }
        if (fetch.Window.Add(fetch.Move, result.Offset, result.Message.Value ?? []) is { } gap)
        {
            _meter.Gap();
            LogGap(_options.Topic, result.Partition, gap, result.Offset - 1);
        }
        if (!fetch.Paused && fetch.Window.IsFull)
        {
            consumer.Pause([fetch.Place]);
            fetch.Paused = true;
        }
    }

    /// <summary>Tells those who wait, once for all that came together.</summary>
    private void Publish(IConsumer<byte[], byte[]> consumer, Fetch fetch)
    {
        fetch.Fresh = false;
        if (consumer.GetWatermarkOffsets(fetch.Place).High is { IsSpecial: false } high) _ends.Raise(fetch.Place.Partition, high - 1);
        fetch.Window.Signal();
    }

    private void Fail(Fetch fetch, Error error)
    {
        _talk.Say(error);
        fetch.Window.Fail(fetch.Move, error.Code is ErrorCode.OffsetOutOfRange or ErrorCode.Local_AutoOffsetReset
            ? new OffsetLostException()
            : new VitalsLogException($"Partition {fetch.Window.Partition} of the vitals log cannot be read from Kafka's topic {_options.Topic}: {error.Reason}"));
    }

    private IConsumer<byte[], byte[]> Consumer() => new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig(_options.Client())
    {
        GroupId = _options.GroupId,
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        EnablePartitionEof = true,
        AutoOffsetReset = AutoOffsetReset.Error,
        IsolationLevel = IsolationLevel.ReadUncommitted,
        AllowAutoCreateTopics = false,
        FetchMinBytes = 1,
        FetchWaitMaxMs = 100,
        FetchErrorBackoffMs = 50,
        FetchQueueBackoffMs = 10,
        MaxPartitionFetchBytes = Math.Max(1 << 20, _options.MaxMessageBytes),
        QueuedMinMessages = 5_000,
        QueuedMaxMessagesKbytes = 16_384,
    }).SetLogHandler((_, message) => _talk.Say(message)).SetErrorHandler((_, error) => _talk.Say(error)).Build();

    [LoggerMessage(Level = LogLevel.Error, Message = "The Kafka consumer failed for good and is replaced")]
    private partial void LogReplaced(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Offsets {From} to {To} of partition {Partition} of topic {Topic} hold no record")]
    private partial void LogGap(string topic, int partition, long from, long to);

    /// <summary>What the consumer was told of a window.</summary>
    private sealed class Fetch(TopicPartition place, PartitionWindow window, int move)
    {
        public TopicPartition Place { get; } = place;

        public PartitionWindow Window { get; } = window;

        public int Move { get; } = move;

        public bool Paused { get; set; }

        /// <summary>Something came that those who wait were not told yet.</summary>
        public bool Fresh { get; set; }
    }
}

/// <summary>The offset asked for is outside what the brokers keep.</summary>
internal sealed class OffsetLostException : Exception;
