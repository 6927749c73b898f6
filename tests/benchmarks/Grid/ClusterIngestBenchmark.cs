using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;
using TwinGrid.VitalsLog.Kafka;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>
/// <c>ingest-cluster</c>: the same as <c>ingest</c> through a gateway, one silo, the log on Kafka's protocol and PostgreSQL, each a process of its own.
/// </summary>
internal static class ClusterIngestBenchmark
{
    private const int Twins = 20_000;
    private const int Streams = 8;
    private const int UnansweredEach = 256;
    private const int Partitions = 8;
    private const double Paced = 11_000; // the bar is 10,000, and what is sent last must be applied too
    private const string Topic = "twingrid-vitals";

    /// <summary>In this time each twin sends its first packet, and wakes its organs.</summary>
    private static readonly TimeSpan Waking = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12), Length = TimeSpan.FromSeconds(20);

    public static async IAsyncEnumerable<Measurement> Run()
    {
        using var kafka = new KafkaMock();
        kafka.CreateTopic("bare", Partitions);
        var bare = Bare(kafka.BootstrapServers);
        kafka.CreateTopic(Topic, Partitions);
        var postgres = await PostgresServer.Start();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TwinGrid__Cluster"] = "PostgreSql", ["TwinGrid__PostgreSql"] = await postgres.CreateDatabase(), ["TwinGrid__Log"] = "Kafka",
            ["TwinGrid__Kafka__BootstrapServers"] = kafka.BootstrapServers, ["TwinGrid__Partitions"] = Partitions.ToString(CultureInfo.InvariantCulture),
        };
        var silo = await SiloProcess.Start(settings);
        await using var grid = new GridUnderLoad(await GatewayProcess.Start([], settings).Ready(), (silo, silo), (null, postgres));
        await grid.Register(Twins);
        var load = new IngestLoad(grid, Twins, Streams, UnansweredEach);
        await load.Run(Waking, Twins / Waking.TotalSeconds);
        await load.Run(WarmUp, Paced / 2);
        yield return (await load.Run(Length, Paced)).ToMeasurement(
            "at the rate it must bear",
            "gateway and silo, a process each; three pretended brokers of Kafka inside the sender's process, PostgreSQL with synchronous commits for history, snapshots and checkpoints: all on the same cores, PostgreSQL's processor time not counted; beside: one producer with all acknowledgements and one consumer of the same brokers, records of 130 bytes",
            bare);
    }

    /// <summary>Records a second that a plain producer and a plain consumer carry over the same brokers, one after the other.</summary>
    private static Beside Bare(string brokers)
    {
        const int Records = 100_000;
        var record = new byte[130];
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = brokers, Acks = Acks.All, EnableIdempotence = true, LingerMs = new KafkaLogOptions().LingerMs }).Build();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Records; i++) Produce(producer, i, record);
        producer.Flush(TimeSpan.FromMinutes(1));
        var produced = watch.Elapsed.TotalSeconds;
        using var consumer = new ConsumerBuilder<string, byte[]>(new ConsumerConfig { BootstrapServers = brokers, GroupId = "bare", AutoOffsetReset = AutoOffsetReset.Earliest }).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(partition => new TopicPartitionOffset("bare", partition, Offset.Beginning)));
        watch.Restart();
        for (var i = 0; i < Records; i++)
            if (consumer.Consume(TimeSpan.FromSeconds(30)) is null) throw new InvalidOperationException($"Only {i} of {Records} records came.");
        return new() { ["producedPerSecond"] = Math.Round(Records / produced), ["consumedPerSecond"] = Math.Round(Records / watch.Elapsed.TotalSeconds) };
    }

    private static void Produce(IProducer<string, byte[]> producer, int i, byte[] record)
    {
        while (true)
        {
            try
            {
                producer.Produce(new TopicPartition("bare", i % Partitions), new Message<string, byte[]> { Key = "bench", Value = record });
                return;
            }
            catch (ProduceException<string, byte[]> full) when (full.Error.Code == Confluent.Kafka.ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }
}
