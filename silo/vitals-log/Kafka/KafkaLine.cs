using System.Collections.Concurrent;
using Confluent.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace TwinGrid.VitalsLog.Kafka;

/// <summary>One producer and what is under way with it. Once it has failed for good, what is under way fails and it is thrown away. Safe for concurrent use.</summary>
internal sealed class KafkaLine : IDisposable
{
    private readonly ConcurrentDictionary<KafkaAppend, byte> _underWay = new();
    private readonly ClientCalls _calls = new();
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly KafkaLogOptions _options;
    private readonly Action<int, long> _flushed;

    /// <param name="options">Where the brokers are.</param>
    /// <param name="limits">How much may wait.</param>
    /// <param name="flushed">Is told partition and offset of what the brokers acknowledged.</param>
    /// <param name="fatal">Is told that this line can send nothing more, and why.</param>
    /// <param name="log">Takes what librdkafka says.</param>
    public KafkaLine(KafkaLogOptions options, VitalsLogOptions limits, Action<int, long> flushed, Action<KafkaLine, string> fatal, KafkaTalk log)
    {
        (_options, _flushed) = (options, flushed);
        _producer = new ProducerBuilder<byte[], byte[]>(Config(options, limits))
            .SetLogHandler((_, message) => log.Say(message))
            .SetErrorHandler((_, error) =>
            {
                log.Say(error);
                if (error.IsFatal) fatal(this, error.Reason);
            })
            .Build();
    }

    /// <summary>Hands a packet to the producer.</summary>
    /// <returns>False when this line is broken for good: the packet has to go another way.</returns>
    /// <exception cref="VitalsLogBusyException">The producer's queue is full.</exception>
    /// <exception cref="VitalsLogException">The packet cannot be sent.</exception>
    public bool TrySend(KafkaAppend append)
    {
        if (!_calls.TryEnter()) return false;
        _underWay.TryAdd(append, 0);
        try
        {
            _producer.Produce(new TopicPartition(_options.Topic, append.Partition), append.Message, report => Delivered(append, report));
            return true;
        }
        catch (KafkaException error)
        {
            _underWay.TryRemove(append, out _);
            if (error.Error.IsFatal || error.Error.Code is ErrorCode.Local_Fatal) return false;
            throw error.Error.Code == ErrorCode.Local_QueueFull
                ? new VitalsLogBusyException("Too many packets wait for Kafka: nothing was written, come back later.")
                : NotWritten(error.Error);
        }
        finally
        {
            _calls.Leave();
        }
    }

    /// <summary>Waits for what is under way, at most the time for delivery.</summary>
    public void Finish() => _producer.Flush(TimeSpan.FromMilliseconds(_options.DeliveryMs));

    /// <summary>Ends the producer; what is still under way fails with an unknown outcome.</summary>
    public void Dispose()
    {
        _calls.Close();
        _producer.Dispose();
        foreach (var append in _underWay.Keys)
            append.Fail(new VitalsLogException("The vitals log in Kafka was given up before it answered, the packet may or may not stand in it: send it again with the same sequence."));
        _underWay.Clear();
    }

    private void Delivered(KafkaAppend append, DeliveryReport<byte[], byte[]> report)
    {
        _underWay.TryRemove(append, out _);
        if (report.Error.IsError)
        {
            append.Fail(NotWritten(report.Error));
        }
        else
        {
            append.Acknowledge(report.Offset);
            _flushed(append.Partition, report.Offset);
        }
    }

    private VitalsLogException NotWritten(Error error) => new(error.Code switch
    {
        ErrorCode.MsgSizeTooLarge => $"The packet is too large for Kafka: {nameof(KafkaLogOptions.MaxMessageBytes)} is {_options.MaxMessageBytes}, and the topic has a limit of its own, max.message.bytes.",
        ErrorCode.Local_MsgTimedOut => $"No broker acknowledged the packet within {_options.DeliverySeconds:0.#} s, it may or may not stand in the vitals log: send it again with the same sequence.",
        _ => $"The vitals log in Kafka could not be written, the packet may or may not stand in it: {error.Reason}. Send it again with the same sequence.",
    });

    private static ProducerConfig Config(KafkaLogOptions options, VitalsLogOptions limits) => new(options.Client())
    {
        EnableIdempotence = true,
        Acks = Acks.All,
        MaxInFlight = options.MaxInFlight,
        LingerMs = options.LingerMs,
        BatchNumMessages = 10_000,
        BatchSize = options.MaxMessageBytes,
        MessageMaxBytes = options.MaxMessageBytes,
        CompressionType = options.CompressionType,
        MessageTimeoutMs = options.DeliveryMs,
        RequestTimeoutMs = options.RequestTimeoutMs,
        RetryBackoffMs = 50,
        RetryBackoffMaxMs = 1_000,
        QueueBufferingMaxMessages = Math.Clamp(2 * limits.WaitingPackets, 1_000, 10_000_000),
        QueueBufferingMaxKbytes = (int)Math.Clamp((2 * limits.WaitingBytes) >> 10, 1_024, 2_000_000),
        DeliveryReportFields = "none",
        AllowAutoCreateTopics = false,
    };
}
