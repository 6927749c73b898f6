using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using TwinGrid.Vitals;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace TwinGrid.VitalsLog.Kafka;

/// <summary>The topic as a whole: that it is there and fits, and where its partitions begin and end. Safe for concurrent use.</summary>
internal sealed partial class KafkaTopic : IDisposable
{
    private static readonly TimeSpan OneAnswer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly VitalsLogOptions _options;
    private readonly KafkaLogOptions _kafka;
    private readonly TimeProvider _time;
    private readonly KafkaTalk _talk;
    private readonly ILogger _logger;
    private readonly IConsumer<Null, Null> _client; // one that makes no topic by asking for it
    private readonly IAdminClient _admin;
    private readonly ClientCalls _calls = new();

    public KafkaTopic(VitalsLogOptions options, KafkaLogOptions kafka, TimeProvider time, KafkaTalk talk, ILogger logger)
    {
        (_options, _kafka, _time, _talk, _logger) = (options, kafka, time, talk, logger);
        _client = new ConsumerBuilder<Null, Null>(new ConsumerConfig(kafka.Client()) { GroupId = kafka.GroupId, AllowAutoCreateTopics = false, EnableAutoCommit = false })
            .SetLogHandler((_, message) => talk.Say(message)).SetErrorHandler((_, error) => talk.Say(error)).Build();
        _admin = new DependentAdminClientBuilder(_client.Handle).Build();
    }

    /// <summary>Makes the topic where it is absent and that is allowed, and checks its partitions.</summary>
    /// <exception cref="VitalsLogException">It is not there, does not fit, or no broker answers.</exception>
    public async Task Prepare(CancellationToken cancel)
    {
        var count = await Partitions(cancel);
        if (count == 0 && !_kafka.CreateTopic)
            throw new VitalsLogException($"Kafka has no topic {_kafka.Topic}, and {nameof(KafkaLogOptions.CreateTopic)} is off: make it with {_options.Partitions} partitions.");
        if (count == 0)
        {
            await Make(cancel);
            while ((count = await Partitions(cancel)) == 0) await Task.Delay(Pause, _time, cancel);
        }
        if (count != _options.Partitions)
            throw new VitalsLogException($"The vitals log in Kafka's topic {_kafka.Topic} has {count} partitions, but Partitions is set to {_options.Partitions}: set it to {count}. The number is fixed for the life of a log.");
    }

    /// <summary>Highest offset of a partition; -1 when it is empty.</summary>
    public async Task<long> End(int partition, CancellationToken cancel) => await Offset(partition, OffsetSpec.Latest(), cancel) - 1;

    /// <summary>Why records above an offset cannot be read, now that the brokers said that they do not keep them.</summary>
    public async Task<VitalsLogException> Lost(int partition, long after, CancellationToken cancel)
    {
        var first = await Offset(partition, OffsetSpec.Earliest(), cancel);
        var end = await End(partition, cancel);
        var asked = new LogPosition(partition, after + 1);
        if (first > after + 1)
            return VitalsLogCorruptException.At(asked, $"Record {asked} of the vitals log was deleted before twins applied it: partition {partition} of Kafka's topic {_kafka.Topic} now begins at {first}. "
                + "Its retention (retention.ms, retention.bytes) is too short: lengthen it, and restore the log from a backup.");
        return end < after
            ? VitalsLogCorruptException.At(asked, $"Record {asked} of the vitals log was asked for, but partition {partition} of Kafka's topic {_kafka.Topic} ends at {end}: records that were acknowledged are lost. Put back the log that belongs to the twins.")
            : new VitalsLogException($"Record {asked} of the vitals log could not be read from Kafka just now: it is there, read again.");
    }

    public void Dispose()
    {
        _calls.Close();
        _admin.Dispose();
        _client.Dispose();
    }

    private Task<int> Partitions(CancellationToken cancel) => Asked("opened", async () =>
    {
        var topic = (await Task.Run(() => _admin.GetMetadata(_kafka.Topic, OneAnswer), cancel)).Topics.Single();
        if (topic.Error.Code is ErrorCode.UnknownTopicOrPart) return 0;
        return topic.Error.IsError ? throw new KafkaException(topic.Error) : topic.Partitions.Count;
    }, cancel);

    private Task<long> Offset(int partition, OffsetSpec which, CancellationToken cancel) => Asked("read", async () =>
        (await _admin.ListOffsetsAsync([new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(_kafka.Topic, partition), OffsetSpec = which }], new ListOffsetsOptions { RequestTimeout = OneAnswer }))
        .ResultInfos.Single().TopicPartitionOffsetError.Offset.Value, cancel);

    private async Task Make(CancellationToken cancel)
    {
        var retention = _kafka.RetentionHours is { } hours ? (long)TimeSpan.FromHours(hours).TotalMilliseconds : -1;
        var wanted = new TopicSpecification
        {
            Name = _kafka.Topic,
            NumPartitions = _options.Partitions,
            ReplicationFactor = _kafka.ReplicationFactor,
            Configs = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["cleanup.policy"] = "delete",
                ["min.insync.replicas"] = $"{_kafka.MinInsyncReplicas}",
                ["retention.ms"] = $"{retention}",
                ["retention.bytes"] = "-1",
            },
        };
        try
        {
            await Called(async () =>
            {
                await _admin.CreateTopicsAsync([wanted], new CreateTopicsOptions { RequestTimeout = _kafka.Patience });
                return true;
            }).WaitAsync(cancel);
            LogMade(_kafka.Topic, _options.Partitions);
        }
        catch (CreateTopicsException error) when (error.Results.TrueForAll(result => result.Error.Code is ErrorCode.TopicAlreadyExists))
        {
            return; // another process made it in the same moment
        }
        catch (KafkaException error)
        {
            var reason = (error as CreateTopicsException)?.Results[0].Error.Reason ?? error.Error.Reason;
            throw new VitalsLogException($"Kafka's topic {_kafka.Topic} is absent and could not be made: {reason}. Make it with {_options.Partitions} partitions and turn {nameof(KafkaLogOptions.CreateTopic)} off.", error);
        }
    }

    /// <summary>Asks until there is an answer: leaders move, brokers come back.</summary>
    private async Task<T> Asked<T>(string what, Func<Task<T>> ask, CancellationToken cancel)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return await Called(ask).WaitAsync(cancel);
            }
            catch (KafkaException error)
            {
                if (_time.GetElapsedTime(began) > _kafka.Patience)
                    throw new VitalsLogException($"The vitals log cannot be {what} in Kafka ({_kafka}): {error.Error.Reason}; {_talk.Complaint}", error);
            }
            await Task.Delay(Pause, _time, cancel);
        }
    }

    /// <summary>Asks once; who asked may go away before the answer is there, the client may not.</summary>
    private async Task<T> Called<T>(Func<Task<T>> ask)
    {
        if (!_calls.TryEnter()) throw new VitalsLogException("The vitals log is closed.");
        try
        {
            return await ask();
        }
        finally
        {
            _calls.Leave();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Made Kafka's topic {Topic} with {Partitions} partitions")]
    private partial void LogMade(string topic, int partitions);
}
