using Confluent.Kafka;
using TwinGrid.Patients;
using TwinGrid.Testbed;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace TwinGrid.VitalsLog.Tests.Kafka;

public sealed class The_brokers_fail : IAsyncLifetime, IAsyncDisposable
{
    private const int Twins = 20;
    private readonly KafkaBed _bed = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [Theory]
    [InlineData(ErrorCode.RequestTimedOut)]
    [InlineData(ErrorCode.NotEnoughReplicas)]
    [InlineData(ErrorCode.NotEnoughReplicasAfterAppend)]
    [InlineData(ErrorCode.NotLeaderForPartition)]
    [InlineData(ErrorCode.Local_Transport)]
    public async Task a_produce_request_again_and_again_and_everything_is_read_once_and_in_order(ErrorCode error)
    {
        var log = await _bed.Open();
        var sending = Sending(log, packets: 60, () => _bed.Brokers.Fail(KafkaRequest.Produce, [error, error, ErrorCode.NoError, error]));
        _bed.HoldsAll(await _bed.ReadWhile(log, sending));
    }

    [Theory]
    [InlineData(KafkaRequest.Fetch, ErrorCode.RequestTimedOut)]
    [InlineData(KafkaRequest.Fetch, ErrorCode.NotLeaderForPartition)]
    [InlineData(KafkaRequest.Fetch, ErrorCode.Local_Transport)]
    [InlineData(KafkaRequest.ListOffsets, ErrorCode.LeaderNotAvailable)]
    [InlineData(KafkaRequest.Metadata, ErrorCode.Local_Transport)]
    public async Task a_request_of_the_reader_and_everything_is_read_once_and_in_order(KafkaRequest request, ErrorCode error)
    {
        var log = await _bed.Open();
        var sending = Sending(log, packets: 60, () => _bed.Brokers.Fail(request, [error, error, error]));
        _bed.HoldsAll(await _bed.ReadWhile(log, sending));
    }

    [Fact]
    public async Task one_goes_down_and_its_partitions_move_to_the_others_and_back()
    {
        var log = await _bed.Open();
        var sending = Task.Run(async () =>
        {
            for (var round = 0; round < 3; round++)
            {
                var (gone, next) = (1 + round % 3, 1 + (round + 1) % 3);
                await _bed.Send(log, Twins, round * 30, 10);
                _bed.Brokers.Down(gone);
                var through = _bed.Send(log, Twins, round * 30 + 10, 20);
                for (var partition = 0; partition < KafkaBed.Partitions; partition++) _bed.Brokers.Lead(KafkaBed.Topic, partition, next);
                await through;
                _bed.Brokers.Up(gone);
            }
        });
        _bed.HoldsAll(await _bed.ReadWhile(log, sending), repeats: 3 * Twins); // what was written when the connection broke is sent again, and the mock keeps both
    }

    [Fact]
    public async Task to_answer_in_time_and_a_batch_that_is_sent_again_is_known_by_its_sequence()
    {
        var log = await _bed.Open(options => options with { Kafka = _bed.Hurried });
        var sending = Sending(log, packets: 20, () =>
        {
            for (var broker = 1; broker <= KafkaMock.Brokers; broker++) _bed.Brokers.AnswerLate(broker, KafkaRequest.Produce, TimeSpan.FromSeconds(5));
        });
        var read = await _bed.ReadWhile(log, sending);
        _bed.HoldsAll(read, repeats: 100 * Twins); // the mock keeps both; a broker would not, for the producer numbers its batches
    }

    [Theory]
    [InlineData(ErrorCode.OutOfOrderSequenceNumber)]
    [InlineData(ErrorCode.InvalidProducerEpoch)]
    [InlineData(ErrorCode.UnknownProducerId)]
    [InlineData(ErrorCode.ClusterAuthorizationFailed)]
    public async Task to_know_the_producer_and_a_new_one_takes_its_place(ErrorCode error)
    {
        var log = await _bed.Open();
        var sending = Sending(log, packets: 30, () => _bed.Brokers.Fail(KafkaRequest.Produce, error));
        _bed.HoldsAll(await _bed.ReadWhile(log, sending));
    }

    [Fact]
    public async Task to_know_the_producer_time_and_again_while_many_send_and_each_that_was_replaced_ends_under_none_who_uses_it()
    {
        var log = await _bed.Open();
        var sending = Task.Run(async () =>
        {
            for (var round = 0; round < 25; round++)
            {
                _bed.Brokers.Fail(KafkaRequest.Produce, ErrorCode.InvalidProducerEpoch);
                await _bed.Send(log, twins: 200, round * 5, packets: 5);
            }
        });
        _bed.HoldsAll(await _bed.ReadWhile(log, sending));
    }

    [Fact]
    public async Task all_at_once_and_appends_fail_with_a_sentence_until_they_are_back()
    {
        var log = await _bed.Open(options => options with { WaitingPackets = 5, Kafka = _bed.Hurried });
        var first = await _bed.SendOne(log, "ann", 0);
        _bed.Brokers.Down(-1);
        var waiting = Enumerable.Range(0, 5).Select(i => log.Append(Packets.Of("ben", i), default).AsTask()).ToList();
        await Should.ThrowAsync<VitalsLogBusyException>(async () => await log.Append(Packets.Of("ben", 5), default));
        foreach (var append in waiting) (await Should.ThrowAsync<VitalsLogException>(append)).Message.ShouldContain("may or may not stand");
        (await Should.ThrowAsync<VitalsLogException>(() => log.End(0, default))).Message.ShouldContain(KafkaBed.Topic);

        _bed.Brokers.Up(-1);
        var second = await _bed.SendOne(log, "ann", 1);
        var read = await log.Read(first.Partition, -1, 10, default);
        read.Single(record => record.Position == first).Packet.Sequence.ShouldBe(0);
        read.Single(record => record.Position == second).Packet.Sequence.ShouldBe(1);
    }

    [Fact]
    public async Task while_the_group_coordinator_moves_and_the_checkpoint_is_noted_all_the_same()
    {
        var log = await _bed.Open();
        var position = await _bed.SendOne(log, "ann", 0);
        _bed.Brokers.Coordinate(KafkaBed.Group, 1);
        log.NoteCheckpoint(position.Partition, 0);
        await Noted(position.Partition, 1);

        _bed.Brokers.Fail(KafkaRequest.FindCoordinator, ErrorCode.GroupCoordinatorNotAvailable, ErrorCode.GroupCoordinatorNotAvailable);
        _bed.Brokers.Fail(KafkaRequest.OffsetCommit, ErrorCode.NotCoordinatorForGroup, ErrorCode.GroupLoadInProgress);
        _bed.Brokers.Coordinate(KafkaBed.Group, 2);
        _bed.Brokers.Down(1);
        for (var partition = 0; partition < KafkaBed.Partitions; partition++) _bed.Brokers.Lead(KafkaBed.Topic, partition, 3);
        position = await _bed.SendOne(log, "ann", 1);
        log.NoteCheckpoint(position.Partition, position.Offset);
        await Noted(position.Partition, position.Offset + 1);
        (await log.Read(position.Partition, -1, 10, default)).Select(record => record.Packet.Sequence).Distinct().ShouldBe([0, 1]);
    }

    [Fact]
    public async Task and_a_group_that_takes_no_checkpoint_harms_nobody()
    {
        var log = await _bed.Open();
        _bed.Brokers.Fail(KafkaRequest.OffsetCommit, [.. Enumerable.Repeat(ErrorCode.GroupAuthorizationFailed, 50)]);
        for (var sequence = 0; sequence < 50; sequence++)
        {
            var position = await _bed.SendOne(log, "ann", sequence);
            log.NoteCheckpoint(position.Partition, position.Offset);
        }
        (await log.Read(TwinId.Parse("ann").Partition(KafkaBed.Partitions), -1, 100, default)).Count.ShouldBe(50);
    }

    /// <summary>Twins send in three parts; the trouble begins in the middle of each.</summary>
    private Task Sending(IVitalsLog log, int packets, Action trouble) => Task.Run(async () =>
    {
        for (var part = 0; part < 3; part++)
        {
            var sending = _bed.Send(log, Twins, part * packets, packets);
            trouble();
            await sending;
        }
    });

    private async Task Noted(int partition, long next)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await Committed(partition) != next)
        {
            TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(KafkaBed.Patience);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private async Task<long> Committed(int partition)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _bed.Brokers.BootstrapServers }).Build();
        try
        {
            var group = await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(KafkaBed.Group, [new TopicPartition(KafkaBed.Topic, partition)])]);
            return group[0].Partitions[0].Offset;
        }
        catch (KafkaException)
        {
            return -1; // the coordinator still moves
        }
    }
}
