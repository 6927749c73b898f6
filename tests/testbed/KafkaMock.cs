using Confluent.Kafka;
using static TwinGrid.Testbed.KafkaMockNative;

namespace TwinGrid.Testbed;

/// <summary>
/// A Kafka cluster in this process that speaks the protocol on loopback ports and fails as it is told: librdkafka's own mock. Safe for concurrent use.
/// </summary>
/// <remarks>
/// What it cannot do, which matters to what a test may ask of it: it keeps everything in memory and of each partition about the last 5 MB (what is older is deleted, as by
/// retention); a fetch answers with one batch, and with none after the whole time it was allowed to wait; it does not create topics by the admin interface; and it
/// recognises a batch that a producer sends again only from a transactional producer, so after a lost answer a record can stand twice.
/// </remarks>
public sealed class KafkaMock : IDisposable
{
    public const int Brokers = 3;

    private readonly IntPtr _client;
    private readonly IntPtr _cluster;

    /// <summary>Three brokers, 1 to 3.</summary>
    public KafkaMock()
    {
        _client = NewClient();
        _cluster = rd_kafka_mock_cluster_new(_client, Brokers);
        if (_cluster == IntPtr.Zero) throw new InvalidOperationException("librdkafka made no mock cluster.");
        BootstrapServers = Text(rd_kafka_mock_cluster_bootstraps(_cluster));
    }

    /// <summary>host:port of every broker.</summary>
    public string BootstrapServers { get; }

    public void CreateTopic(string topic, int partitions) => Check(rd_kafka_mock_topic_create(_cluster, topic, partitions, Brokers));

    /// <summary>Closes a broker's connections and takes no new ones; its partitions keep it as leader. -1: all brokers.</summary>
    public void Down(int broker) => Check(rd_kafka_mock_broker_set_down(_cluster, broker));

    public void Up(int broker) => Check(rd_kafka_mock_broker_set_up(_cluster, broker));

    /// <summary>Every answer of a broker comes this much later. -1: all brokers.</summary>
    public void Delay(int broker, TimeSpan by) => Check(rd_kafka_mock_broker_set_rtt(_cluster, broker, (int)by.TotalMilliseconds));

    /// <summary>The next requests of a kind fail with these errors and do nothing; <see cref="ErrorCode.Local_Transport"/> closes the connection, <see cref="ErrorCode.NoError"/> lets one pass.</summary>
    public void Fail(KafkaRequest request, params ErrorCode[] errors) =>
        rd_kafka_mock_push_request_errors_array(_cluster, (short)request, (nuint)errors.Length, [.. errors.Select(error => (int)error)]);

    /// <summary>The next requests of a kind to a broker are done, but their answers come later, or never for one who waits less.</summary>
    public void AnswerLate(int broker, KafkaRequest request, TimeSpan by, int times = 1)
    {
        for (var i = 0; i < times; i++) Check(rd_kafka_mock_broker_push_request_error_rtts(_cluster, broker, (short)request, 1, 0, (int)by.TotalMilliseconds));
    }

    /// <summary>Forgets the failures that are still to come.</summary>
    public void StopFailing(KafkaRequest request) => rd_kafka_mock_clear_request_errors(_cluster, (short)request);

    /// <summary>Makes a broker the leader of a partition.</summary>
    public void Lead(string topic, int partition, int broker) => Check(rd_kafka_mock_partition_set_leader(_cluster, topic, partition, broker));

    /// <summary>Makes a broker the coordinator of a consumer group.</summary>
    public void Coordinate(string group, int broker) => Check(rd_kafka_mock_coordinator_set(_cluster, "group", group, broker));

    /// <summary>Deletes the records of a partition below an offset, as retention does.</summary>
    public void DeleteBefore(string topic, int partition, long offset) => Check(rd_kafka_mock_partition_delete_records(_cluster, topic, partition, offset));

    public void Dispose()
    {
        rd_kafka_mock_cluster_destroy(_cluster);
        rd_kafka_destroy(_client);
    }

    private static void Check(int error)
    {
        if (error != 0) throw new KafkaException(new Error((ErrorCode)error));
    }
}
