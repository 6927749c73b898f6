using CsCheck;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Tests.Kafka;

public sealed class A_topic_is_read : IAsyncLifetime, IAsyncDisposable
{
    private static readonly int Anns = TwinId.Parse("ann").Partition(KafkaBed.Partitions);
    private readonly KafkaBed _bed = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [Fact]
    public async Task by_a_reader_slower_than_the_brokers_and_nothing_is_left_out()
    {
        var log = await _bed.Open(options => options with { FetchedPackets = 50 });
        var sending = _bed.Send(log, twins: 30, from: 0, packets: 40);
        await sending;
        _bed.HoldsAll(await _bed.ReadWhile(log, sending));
    }

    [Fact]
    public async Task from_any_offset_by_several_at_once_and_each_gets_what_follows_its_own()
    {
        const int records = 300;
        var log = await _bed.Open(options => options with { FetchedPackets = 40 });
        for (var sequence = 0; sequence < records; sequence++) await _bed.SendOne(log, "ann", sequence);
        await Gen.Select(Gen.Int[-1, records - 2], Gen.Int[1, 60]).Array[3].SampleAsync(async asked =>
        {
            var answers = await Task.WhenAll(asked.Select(one => log.Read(Anns, one.Item1, one.Item2, default)));
            for (var i = 0; i < asked.Length; i++)
            {
                answers[i].Count.ShouldBeInRange(1, asked[i].Item2);
                answers[i].Select(record => record.Position.Offset).ShouldBe(Enumerable.Range(asked[i].Item1 + 1, answers[i].Count).Select(offset => (long)offset));
                answers[i].ShouldAllBe(record => record.Packet.Sequence == record.Position.Offset);
            }
        }, iter: 15, threads: 1);
    }

    [Fact]
    public async Task again_from_the_same_place_and_the_same_records_come()
    {
        var log = await _bed.Open();
        for (var sequence = 0; sequence < 20; sequence++) await _bed.SendOne(log, "ann", sequence);
        for (var time = 0; time < 3; time++)
            (await log.Read(Anns, 4, 5, default)).Select(record => record.Packet.Sequence).ShouldBe([5, 6, 7, 8, 9]);
    }

    [Fact]
    public async Task by_another_process_that_waits_and_goes_on_when_a_packet_comes()
    {
        var reader = await _bed.Open();
        var sender = await _bed.Open();
        var wait = reader.WaitForMore(Anns, -1, KafkaBed.Patience, default);
        await _bed.SendOne(sender, "ann", 7);
        await wait.WaitAsync(KafkaBed.Patience);
        (await reader.Read(Anns, -1, 10, default))[0].Packet.Sequence.ShouldBe(7);
    }

    [Fact]
    public async Task too_late_and_what_retention_deleted_is_said_and_never_passed_over()
    {
        var log = await _bed.Open();
        for (var sequence = 0; sequence < 10; sequence++) await _bed.SendOne(log, "ann", sequence);
        _bed.Brokers.DeleteBefore(KafkaBed.Topic, Anns, 6);
        var lost = await Should.ThrowAsync<VitalsLogCorruptException>(() => log.Read(Anns, 2, 10, default));
        lost.Position.ShouldBe(new LogPosition(Anns, 3));
        lost.Message.ShouldContain($"partition {Anns}");
        lost.Message.ShouldContain(KafkaBed.Topic);
        lost.Message.ShouldContain("retention.ms");
        (await log.Read(Anns, 5, 10, default)).Select(record => record.Packet.Sequence).ShouldBe([6, 7, 8, 9]);
    }

    [Fact]
    public async Task above_its_end_and_the_lost_tail_is_said()
    {
        var log = await _bed.Open();
        await _bed.SendOne(log, "ann", 0);
        var lost = await Should.ThrowAsync<VitalsLogCorruptException>(() => log.Read(Anns, 40, 10, default));
        lost.Position.ShouldBe(new LogPosition(Anns, 41));
        lost.Message.ShouldContain("ends at 0");
    }

    [Fact]
    public async Task while_no_broker_answers_and_that_is_said_until_one_does()
    {
        var log = await _bed.Open(options => options with { Kafka = _bed.Hurried });
        await _bed.SendOne(log, "ann", 0);
        _bed.Brokers.Down(-1);
        (await Should.ThrowAsync<VitalsLogException>(() => log.Read(Anns, -1, 10, default))).Message.ShouldContain(KafkaBed.Topic);
        _bed.Brokers.Up(-1);
        (await _bed.ReadWhile(log, Task.CompletedTask))[0].Packet.Sequence.ShouldBe(0);
    }
}
