using Confluent.Kafka;
using TwinGrid.Testbed;
using TwinGrid.VitalsLog.Kafka;

namespace TwinGrid.VitalsLog.Tests.Kafka;

[Collection(KafkaCollection.Name)]
public sealed class The_log_in_Kafka(KafkaMock kafka) : VitalsLogContract
{
    private string _topic = $"vitals-{Guid.NewGuid():n}";

    protected override VitalsLogOptions Options => new()
    {
        Kind = VitalsLogKind.Kafka,
        Kafka = new KafkaLogOptions { BootstrapServers = kafka.BootstrapServers, Topic = _topic, CreateTopic = false, MaxInFlight = 1 },
        Partitions = Partitions,
    };

    public override Task InitializeAsync()
    {
        kafka.CreateTopic(_topic, Partitions);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task takes_packets_from_many_processes_and_every_one_reads_them_all()
    {
        var logs = new List<IVitalsLog>();
        for (var i = 0; i < 3; i++) logs.Add(await Open());
        var appended = await Task.WhenAll(Enumerable.Range(0, 900).Select(async i =>
        {
            var packet = Packets.Of($"twin-{i % 40}", i);
            return (Position: await logs[i % 3].Append(packet, default), packet.Sequence);
        }));
        for (var partition = 0; partition < Partitions; partition++)
        {
            var read = await logs[partition % 3].Read(partition, -1, 2000, default);
            read.Select(record => (record.Position, record.Packet.Sequence)).ShouldBe(appended.Where(a => a.Position.Partition == partition).OrderBy(a => a.Position.Offset));
        }
    }

    /// <summary>A topic cannot be damaged from outside, so a damaged copy of it takes its place.</summary>
    protected override async Task FlipAByte(int partition, long offset)
    {
        var copy = $"vitals-{Guid.NewGuid():n}";
        kafka.CreateTopic(copy, Partitions);
        using var from = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = "copy", EnablePartitionEof = true }).Build();
        using var to = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        from.Assign(new TopicPartitionOffset(_topic, partition, 0));
        while (from.Consume(Patience) is { IsPartitionEOF: false } record)
        {
            if (record.Offset == offset) record.Message.Value[^2] ^= 4;
            await to.ProduceAsync(new TopicPartition(copy, partition), record.Message);
        }
        from.Close();
        _topic = copy;
    }
}
