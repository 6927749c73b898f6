using CsCheck;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.History;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.Tests;

public abstract class HistoryContract(IStorageUnderTest underTest) : TwinStorageContract(underTest)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Always = DateTimeOffset.MaxValue;
    private static readonly TwinId Ann = TwinId.Parse("ann");

    private IVitalsHistory History => Storage.History;

    private Task<IReadOnlyList<HistoryPoint>> Known(TwinId twin, Signal signal) => History.Read(twin, signal, DateTimeOffset.MinValue, Always, int.MaxValue, default);

    private static LoggedRecord Packet(long sequence, params VitalSign[] samples) => new(new LogPosition(0, sequence), new VitalsPacket(Ann, "monitor", sequence, Noon, samples));

    private static VitalSign Pulse(double value, int second, SampleStatus status = SampleStatus.Final, SampleFlags flags = SampleFlags.None) =>
        new(Signal.HeartRate, value, Noon.AddSeconds(second), status, flags);

    [SkippableFact]
    public async Task samples_are_read_oldest_first_within_the_times_asked_for()
    {
        await History.Write([Packet(1, Pulse(60, 0), Pulse(63, 3)), Packet(2, Pulse(61, 1), Pulse(62, 2, flags: SampleFlags.Impossible), new VitalSign(Signal.Glucose, 100, Noon))], default);
        var read = await History.Read(Ann, Signal.HeartRate, Noon.AddSeconds(1), Noon.AddSeconds(3), 10, default);
        read.ShouldBe([
            new HistoryPoint(Noon.AddSeconds(1), 61, "monitor", SampleStatus.Final, SampleFlags.None),
            new HistoryPoint(Noon.AddSeconds(2), 62, "monitor", SampleStatus.Final, SampleFlags.Impossible)]);
        (await History.Read(Ann, Signal.HeartRate, DateTimeOffset.MinValue, Always, 1, default)).ShouldHaveSingleItem().Value.ShouldBe(60);
        (await Known(TwinId.Parse("bob"), Signal.HeartRate)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task which_signals_are_stored_of_a_time_is_known()
    {
        await History.Write([Packet(1, Pulse(60, 0), Pulse(61, 5) with { Signal = Signal.OxygenSaturation })], default);
        (await History.Signals(Ann, Noon, Noon.AddSeconds(6), default)).ShouldBe([Signal.HeartRate, Signal.OxygenSaturation], ignoreOrder: true);
        (await History.Signals(Ann, Noon, Noon.AddSeconds(5), default)).ShouldBe([Signal.HeartRate]);
        (await History.Signals(TwinId.Parse("bob"), Noon, Noon.AddSeconds(6), default)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task a_packet_written_many_times_has_one_effect()
    {
        var packet = Packet(1, Pulse(60, 0));
        await History.Write([packet, packet], default);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => History.Write([packet], default)));
        (await History.Count(Ann, Signal.HeartRate, default)).ShouldBe(new HistoryCount(1, 0));
    }

    /// <summary>A device that counts wrongly: what is new in the second packet is kept, what is there stands.</summary>
    [SkippableFact]
    public async Task two_packets_of_one_sequence_are_both_kept()
    {
        var oxygen = Pulse(97, 0) with { Signal = Signal.OxygenSaturation };
        await History.Write([Packet(1, Pulse(60, 0))], default);
        await History.Write([Packet(1, Pulse(61, 0), oxygen, Pulse(62, 1, SampleStatus.Corrected, SampleFlags.Impossible)), Packet(1, oxygen with { Value = 20 })], default);
        (await Known(Ann, Signal.HeartRate)).Select(point => (point.Value, point.Status, point.Flags)).ShouldBe([(60, SampleStatus.Final, SampleFlags.None), (62, SampleStatus.Corrected, SampleFlags.Impossible)]);
        (await Known(Ann, Signal.OxygenSaturation)).ShouldHaveSingleItem().Value.ShouldBe(97);
    }

    /// <summary>A packet that goes to and fro in time, with many samples of one instant and a signal twice in it.</summary>
    [SkippableFact]
    public async Task a_packet_of_many_instants_is_kept_whole()
    {
        VitalSign[] samples = [.. Enumerable.Range(0, 40).Select(place => Pulse(60 + place, place % 4) with { Signal = (Signal)(1 + place / 4) }), Pulse(200, 3), Pulse(99, 7)];
        await History.Write([Packet(1, samples)], default);
        foreach (var signal in samples.Select(sample => sample.Signal).Distinct())
            (await Known(Ann, signal)).Select(point => (point.ObservedAt, point.Value)).ShouldBe(
                samples.Where(sample => sample.Signal == signal).DistinctBy(sample => sample.ObservedAt).OrderBy(sample => sample.ObservedAt).Select(sample => (sample.ObservedAt, sample.Value)));
    }

    [SkippableFact]
    public async Task a_packet_that_tells_one_instant_thousands_of_times_is_kept()
    {
        await History.Write([Packet(1, [.. Enumerable.Range(0, 9_000).Select(place => Pulse(60 + place % 100, 0)), Pulse(97, 0) with { Signal = Signal.OxygenSaturation }])], default);
        (await Known(Ann, Signal.HeartRate)).ShouldHaveSingleItem().Value.ShouldBe(60);
        (await Known(Ann, Signal.OxygenSaturation)).ShouldHaveSingleItem().Value.ShouldBe(97);
    }

    [SkippableFact]
    public async Task every_signal_there_is_can_be_kept()
    {
        await History.Write([Packet(1, [.. Enum.GetValues<Signal>().Select(signal => Pulse((int)signal, 0) with { Signal = signal })])], default);
        foreach (var signal in Enum.GetValues<Signal>()) (await Known(Ann, signal)).ShouldHaveSingleItem().Value.ShouldBe((int)signal);
        (await History.Signals(Ann, Noon, Noon.AddSeconds(1), default)).ShouldBe(Enum.GetValues<Signal>(), ignoreOrder: true);
    }

    [SkippableFact]
    public async Task two_devices_and_two_readings_of_one_instant_are_all_known()
    {
        var other = new LoggedRecord(new LogPosition(0, 9), new VitalsPacket(Ann, "watch", 1, Noon, [Pulse(99, 0)]));
        await History.Write([Packet(1, Pulse(60, 0)), Packet(2, Pulse(61, 0)), other], default);
        (await Known(Ann, Signal.HeartRate)).Select(point => point.Value).ShouldBe([60, 61, 99], ignoreOrder: true);
    }

    [SkippableFact]
    public async Task a_corrected_sample_replaces_and_one_entered_in_error_hides_in_either_order_of_arrival()
    {
        await History.Write([Packet(5, Pulse(65, 0, SampleStatus.Corrected)), Packet(6, Pulse(0, 1, SampleStatus.EnteredInError))], default);
        await History.Write([Packet(1, Pulse(60, 0), Pulse(61, 1), Pulse(62, 2))], default);
        (await Known(Ann, Signal.HeartRate)).Select(point => (point.Value, point.Status)).ShouldBe([(65, SampleStatus.Corrected), (62, SampleStatus.Final)]);
        (await History.Count(Ann, Signal.HeartRate, default)).Total.ShouldBe(2);
    }

    [SkippableFact]
    public async Task a_reading_sent_again_after_it_was_taken_back_is_known()
    {
        await History.Write([Packet(3, Pulse(61, 0)), Packet(1, Pulse(60, 0)), Packet(2, Pulse(60, 0, SampleStatus.EnteredInError))], default);
        (await Known(Ann, Signal.HeartRate)).ShouldHaveSingleItem().Value.ShouldBe(61);
    }

    [SkippableFact]
    public async Task every_version_is_kept()
    {
        await History.Write([Packet(1, Pulse(60, 0)), Packet(2, Pulse(65, 0, SampleStatus.Corrected)), Packet(3, Pulse(0, 0, SampleStatus.EnteredInError))], default);
        (await Known(Ann, Signal.HeartRate)).ShouldBeEmpty();
        await UnderTest.Execute($"delete from {UnderTest.Samples.Table} where sequence > 1");
        await Reopen();
        (await Known(Ann, Signal.HeartRate)).ShouldHaveSingleItem().Value.ShouldBe(60);
    }

    [SkippableFact]
    public async Task the_versions_are_read_as_they_came()
    {
        await History.Write([Packet(1, Pulse(60, 0), Pulse(63, 3)), Packet(2, Pulse(65, 0, SampleStatus.Corrected)), Packet(3, Pulse(0, 0, SampleStatus.EnteredInError))], default);
        var versions = await History.ReadVersions(Ann, Signal.HeartRate, Noon, Noon.AddSeconds(3), default);
        versions.OrderBy(version => version.Sequence).ShouldBe([
            new SampleVersion(Noon, Signal.HeartRate, "monitor", 1, 60, SampleStatus.Final, SampleFlags.None, Noon),
            new SampleVersion(Noon, Signal.HeartRate, "monitor", 2, 65, SampleStatus.Corrected, SampleFlags.None, Noon),
            new SampleVersion(Noon, Signal.HeartRate, "monitor", 3, 0, SampleStatus.EnteredInError, SampleFlags.None, Noon)]);
    }

    [SkippableFact]
    public Task any_order_any_repetition_and_any_batching_end_in_the_same_history() => SampleAnyOrder(Gen.Select(Packets, Gen.Int[0, int.MaxValue]), async (packets, seed) =>
    {
        var twin = TwinId.NewRandom();
        var mine = packets.Select(packet => new LoggedRecord(packet.Position, packet.Packet with { TwinId = twin })).ToArray();
        var arrivals = mine.Concat(mine.Where((_, i) => i % 3 == 0)).ToArray();
        var random = new Random(seed);
        random.Shuffle(arrivals);
        await Task.WhenAll(arrivals.Chunk(1 + random.Next(4)).Select(chunk => History.Write(chunk, default)));

        var known = await Known(twin, Signal.HeartRate);
        known.Select(point => point.ObservedAt).ShouldBeInOrder();
        known.OrderBy(point => point.ObservedAt).ThenBy(point => point.DeviceId, StringComparer.Ordinal).Select(point => (point.ObservedAt, point.DeviceId, point.Value)).ShouldBe(Expected(mine));
        (await History.Count(twin, Signal.HeartRate, default)).ShouldBe(new HistoryCount(known.Count, known.Count(point => point.Flags != SampleFlags.None)));
    });

    [SkippableFact]
    public async Task buckets_are_equal_stretches_of_believed_samples_without_empty_ones()
    {
        await History.Write([Packet(1, Pulse(60, 0), Pulse(70, 5), Pulse(80, 20), Pulse(0, 21, flags: SampleFlags.ProbeDisconnected), Pulse(90, 39), Pulse(99, 40))], default);
        (await History.ReadBuckets(Ann, Signal.HeartRate, Noon, Noon.AddSeconds(40), 4, default)).ShouldBe([
            new HistoryBucket(Noon.AddSeconds(5), 65, 60, 70, 2),
            new HistoryBucket(Noon.AddSeconds(25), 80, 80, 80, 1),
            new HistoryBucket(Noon.AddSeconds(35), 90, 90, 90, 1)]);
        (await History.ReadBuckets(Ann, Signal.HeartRate, Noon.AddYears(-100), Noon.AddYears(100), 3, default)).Sum(bucket => bucket.Count).ShouldBe(5);
        (await History.ReadBuckets(Ann, Signal.HeartRate, Noon, Noon, 4, default)).ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task there_are_never_more_buckets_than_asked_for(int points)
    {
        await History.Write([Packet(1, [.. Enumerable.Range(0, 500).Select(second => Pulse(60 + second % 7, second))])], default);
        var buckets = await History.ReadBuckets(Ann, Signal.HeartRate, Noon.AddTicks(-3), Noon.AddSeconds(500), points, default);
        buckets.Count.ShouldBeInRange(1, points);
        buckets.Sum(bucket => bucket.Count).ShouldBe(500);
    }

    [SkippableFact]
    public async Task flagged_samples_are_counted_apart()
    {
        await History.Write([Packet(1, Pulse(60, 0), Pulse(0, 1, flags: SampleFlags.ProbeDisconnected), Pulse(900, 2, flags: SampleFlags.Impossible), Pulse(61, 3, SampleStatus.EnteredInError))], default);
        (await History.Count(Ann, Signal.HeartRate, default)).ShouldBe(new HistoryCount(3, 2));
        (await History.Count(Ann, Signal.Glucose, default)).ShouldBe(new HistoryCount(0, 0));
    }

    [SkippableFact]
    public async Task a_sample_the_database_refuses_harms_no_other()
    {
        await UnderTest.Execute(UnderTest.Refuse(UnderTest.Samples.Table, $"new.{UnderTest.Samples.Flagged} <> 0"));
        await Task.WhenAll(
            History.Write([Packet(1, Pulse(60, 0), Pulse(666, 1, flags: SampleFlags.Impossible), Pulse(62, 2))], default),
            History.Write([Packet(2, Pulse(63, 3))], default),
            Storage.Snapshots.Save("twin", "ann", 0, new byte[] { 1 }, default));
        (await Known(Ann, Signal.HeartRate)).Select(point => point.Value).ShouldBe([60, 62, 63]);
    }

    private static readonly Gen<LoggedRecord[]> Packets =
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 7], Gen.Select(Gen.Int[0, 2], Gen.Int[40, 200], Gen.Enum<SampleStatus>(), Gen.OneOfConst(SampleFlags.None, SampleFlags.Impossible)).Array[1, 4])
            .Array[1, 12]
            .Select(drawn => drawn
                .DistinctBy(packet => (packet.Item1, packet.Item2))
                .Select((packet, offset) => new LoggedRecord(
                    new LogPosition(0, offset),
                    new VitalsPacket(Ann, $"device-{packet.Item1}", packet.Item2, Noon,
                        [.. packet.Item3.DistinctBy(s => s.Item1).Select(s => Pulse(s.Item2, s.Item1, s.Item3, s.Item4))])))
                .ToArray());

    private static IEnumerable<(DateTimeOffset ObservedAt, string Device, double Value)> Expected(LoggedRecord[] packets) =>
        packets.SelectMany(logged => logged.Packet.Samples.Select(sample => (logged.Packet.DeviceId, logged.Packet.Sequence, Sample: sample)))
            .GroupBy(version => (version.Sample.ObservedAt, version.DeviceId))
            .OrderBy(group => group.Key.ObservedAt).ThenBy(group => group.Key.DeviceId, StringComparer.Ordinal)
            .SelectMany(group =>
            {
                var last = group.Where(version => version.Sample.Status != SampleStatus.Final).Select(version => version.Sequence).DefaultIfEmpty(-1).Max();
                return group.Where(version => version.Sequence >= last && version.Sample.Status != SampleStatus.EnteredInError)
                    .OrderBy(version => version.Sequence)
                    .Select(version => (group.Key.ObservedAt, group.Key.DeviceId, version.Sample.Value));
            });

    private static Task SampleAnyOrder(Gen<(LoggedRecord[], int)> gen, Func<LoggedRecord[], int, Task> check) =>
        gen.SampleAsync(drawn => check(drawn.Item1, drawn.Item2), iter: 40, threads: 1);
}
