using TwinGrid.Alerts;
using TwinGrid.Erasure;
using TwinGrid.Keys;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Treatments;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Tests;

/// <summary>What every vitals log promises. Each implementation runs all of it.</summary>
public abstract class VitalsLogContract : IAsyncLifetime
{
    private readonly List<IVitalsLog> _open = [];
    private readonly string _keys = Directory.CreateTempSubdirectory("twingrid-keys-").FullName;
    private PatientKeys? _opened;

    protected const int Partitions = 4;

    /// <summary>Long enough for the slowest machine; a wait that works ends far sooner.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    protected abstract VitalsLogOptions Options { get; }

    protected PatientKeys Keys => _opened ??= new PatientKeys(new KeyOptions { Folder = _keys }, TimeProvider.System);

    public abstract Task InitializeAsync();

    public virtual async Task DisposeAsync()
    {
        foreach (var log in _open) await log.DisposeAsync();
        if (_opened is not null) await _opened.DisposeAsync();
        Directory.Delete(_keys, recursive: true);
    }

    protected async Task<IVitalsLog> Open(Func<VitalsLogOptions, VitalsLogOptions>? change = null)
    {
        var log = VitalsLogRegistration.Make(change is null ? Options : change(Options), Keys, TimeProvider.System);
        await log.Open(CancellationToken.None);
        _open.Add(log);
        return log;
    }

    protected async Task<IVitalsLog> Reopen(IVitalsLog log)
    {
        await log.DisposeAsync();
        _open.Remove(log);
        return await Open();
    }

    [SkippableFact]
    public async Task an_empty_partition_has_no_end_and_no_records()
    {
        var log = await Open();
        log.PartitionCount.ShouldBe(Partitions);
        (await log.End(0, default)).ShouldBe(-1);
        (await log.Read(0, -1, 10, default)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task a_packet_is_read_as_it_was_appended_with_its_times_in_utc()
    {
        var log = await Open();
        var observed = new DateTimeOffset(2026, 3, 1, 23, 59, 59, 999, TimeSpan.FromHours(5)).AddTicks(7);
        var packet = Packets.Of("ann", 41,
            new VitalSign(Signal.Glucose, 123.456, observed),
            new VitalSign(Signal.OxygenSaturation, 0, observed.AddYears(-60), SampleStatus.Corrected, SampleFlags.ProbeDisconnected),
            new VitalSign(Signal.HeartRate, double.MaxValue, DateTimeOffset.MaxValue, SampleStatus.EnteredInError, SampleFlags.Impossible | SampleFlags.FutureDated)) with
        { DeviceId = "Gerät ⌚ 'x\"", ReceivedAt = observed };

        var position = await log.Append(packet, default);

        var read = (await log.Read(position.Partition, -1, 10, default)).ShouldHaveSingleItem();
        read.Position.ShouldBe(position);
        read.Packet.ShouldBe(packet);
        read.Packet.ReceivedAt.Offset.ShouldBe(TimeSpan.Zero);
        read.Packet.Samples.ShouldAllBe(sample => sample.ObservedAt.Offset == TimeSpan.Zero);
    }

    public static TheoryData<ITwinRecord> OtherRecords()
    {
        var (ann, at) = (TwinId.Parse("ann"), new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(7));
        return
        [
            new ProfileRecord(ann, at, new PatientProfile(new DateOnly(1950, 2, 28), Sex.Female, 163.5, 58, ["pregnancy", "hypertension"], DiabetesType.Type2, [new("metoprolol", 47.5, at.AddDays(7)), new("insulin-basal", null, null)])),
            new ProfileRecord(ann, at, new PatientProfile(new DateOnly(1900, 1, 1), Sex.Unknown, 20, .2, [], DiabetesType.None)),
            new NightRecord(ann, at, at.AddHours(-3)),
            new CommandRecord(ann, at, new AlertCommand("ann~1f", AlertAction.Snooze, "Nurse Sato", at.AddHours(1), "asleep")),
            new CommandRecord(ann, at, new AlertCommand("ann~1f", AlertAction.Acknowledge, "Dr Mori", null, null)),
            new ClockRecord(ann, at),
            new TreatmentEntryRecord(ann, at, new TreatmentEntry("d1", TreatmentKind.Dose, at.AddHours(-2), "docetaxel", 135, 1, By: "Dr Mori")),
            new TreatmentEntryRecord(ann, at, new TreatmentEntry("g1", TreatmentKind.Genotype, at, "CYP2D6", Text: "*1/*4", IsRetracted: true)),
        ];
    }

    [SkippableTheory, MemberData(nameof(OtherRecords))]
    public async Task whatever_else_changes_a_twin_stands_among_its_packets_and_is_read_as_it_was_appended(ITwinRecord record)
    {
        var log = await Open();
        await log.Append(Packets.Of("ann", 1), default);
        var position = await log.Append(record, default);
        await log.Append(Packets.Of("ann", 2), default);
        log = await Reopen(log);
        var read = await log.Read(position.Partition, -1, 10, default);
        read[1].Position.ShouldBe(position);
        read[1].Record.ShouldBe(record);
        read.Select(logged => (logged.Record as VitalsPacket)?.Sequence).ShouldBe([1, null, 2]);
    }

    [SkippableFact]
    public async Task what_is_read_as_soon_as_it_is_flushed_is_what_is_read_after_a_restart_from_wherever_a_reader_begins()
    {
        var log = await Open();
        var at = new DateTimeOffset(2026, 3, 1, 8, 30, 0, TimeSpan.Zero).AddTicks(3);
        VitalsPacket Plain(long sequence) => Packets.Of("ann", sequence, new VitalSign(Signal.HeartRate, 71.25 + sequence, at), new VitalSign(Signal.OxygenSaturation, double.NaN, at.AddHours(-1), SampleStatus.Corrected, SampleFlags.Impossible));
        ITwinRecord[] records =
        [
            Plain(0), Plain(1), Plain(2) with { ReceivedAt = at.ToOffset(TimeSpan.FromHours(9)) }, Plain(3), new ClockRecord(TwinId.Parse("ann"), at), Plain(4) with { DeviceId = "Gerät ⌚" }, Plain(5),
            Packets.Of("ann", 6, new VitalSign(Signal.HeartRate, 71, at.ToOffset(TimeSpan.FromHours(-7)))), Plain(7), Packets.Of("ann", 8, new VitalSign(Signal.HeartRate, double.NegativeZero, at)), Plain(9), Plain(10),
        ];
        foreach (var record in records) await log.Append(record, default);
        var partition = TwinId.Parse("ann").Partition(Partitions);
        var early = new List<(long After, int Limit, string Read)>();
        foreach (var (after, limit) in ((long, int)[])[(-1, 100), (-1, 2), (1, 100), (0, 1), (3, 100), (-1, 100), (7, 100), (8, 1), (8, 100), (9, 100), (5, 2), (-1, 100)]) early.Add((after, limit, await Said(after, limit)));
        log = await Reopen(log);
        foreach (var (after, limit, read) in early)
            (await Said(after, limit)).ShouldStartWith(read);

        // a log may give fewer than it was asked for, and never none or others
        async Task<string> Said(long after, int limit)
        {
            var read = await log.Read(partition, after, limit, default);
            read.Count.ShouldBeInRange(1, limit);
            return string.Concat(read.Select(logged => $"{logged.Position} {logged.Record} {(logged.Record is VitalsPacket packet ? string.Join(' ', packet.Samples.Select(sample => $"{sample} {BitConverter.DoubleToInt64Bits(sample.Value):x}")) : "")}\n"));
        }
    }

    [SkippableFact]
    public async Task a_twins_packets_stand_in_its_partition_in_the_order_of_their_acknowledgement()
    {
        var log = await Open();
        for (var sequence = 0; sequence < 20; sequence++)
            (await log.Append(Packets.Of("ann", sequence), default)).ShouldBe(new LogPosition(TwinId.Parse("ann").Partition(Partitions), sequence));
        var read = await log.Read(TwinId.Parse("ann").Partition(Partitions), 4, 10, default);
        read.Select(record => record.Packet.Sequence).ShouldBe([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
        read.Select(record => record.Position.Offset).ShouldBe([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    }

    [SkippableFact]
    public async Task many_at_once_get_offsets_without_gap_or_repeat_and_each_packet_once()
    {
        var log = await Open();
        var appended = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async i =>
        {
            var packet = Packets.Of($"twin-{i % 50}", i);
            return (Position: await log.Append(packet, default), packet.Sequence);
        }));
        for (var partition = 0; partition < Partitions; partition++)
        {
            var read = await log.Read(partition, -1, 2000, default);
            read.Select(record => record.Position.Offset).ShouldBe(Enumerable.Range(0, read.Count).Select(i => (long)i));
            read.Select(record => (record.Position, record.Packet.Sequence)).ShouldBe(appended.Where(a => a.Position.Partition == partition).OrderBy(a => a.Position.Offset));
            (await log.End(partition, default)).ShouldBe(read.Count - 1);
        }
    }

    [SkippableFact]
    public async Task what_was_acknowledged_is_there_when_the_log_is_opened_again()
    {
        var log = await Open();
        var first = await log.Append(Packets.Of("ann", 1), default);
        log = await Reopen(log);
        (await log.End(first.Partition, default)).ShouldBe(first.Offset);
        (await log.Append(Packets.Of("ann", 2), default)).Offset.ShouldBe(first.Offset + 1);
        (await log.Read(first.Partition, -1, 10, default)).Select(record => record.Packet.Sequence).ShouldBe([1, 2]);
    }

    [SkippableFact]
    public async Task another_partition_count_is_refused_by_name()
    {
        var log = await Open();
        await log.DisposeAsync();
        var refused = await Should.ThrowAsync<VitalsLogException>(() => Open(options => options with { Partitions = Partitions + 1 }));
        refused.Message.ShouldContain($"{Partitions} partitions");
        refused.Message.ShouldContain("Partitions is set to 5");
    }

    [SkippableFact]
    public async Task a_partition_that_does_not_exist_cannot_be_read()
    {
        var log = await Open();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => log.Read(Partitions, -1, 1, default));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => log.End(-1, default));
    }

    [SkippableFact]
    public async Task a_waiting_reader_goes_on_when_a_packet_comes()
    {
        var log = await Open();
        var partition = TwinId.Parse("ann").Partition(Partitions);
        var wait = log.WaitForMore(partition, -1, Patience, default);
        wait.IsCompleted.ShouldBeFalse();
        await log.Append(Packets.Of("ann", 1), default);
        await wait.WaitAsync(Patience);
        await log.WaitForMore(partition, -1, Patience, default).WaitAsync(Patience);
    }

    [SkippableFact]
    public async Task a_waiting_reader_goes_on_when_its_time_is_over_and_stops_when_cancelled()
    {
        var log = await Open();
        await log.WaitForMore(0, -1, TimeSpan.FromMilliseconds(20), default).WaitAsync(Patience);
        using var cancel = new CancellationTokenSource();
        var wait = log.WaitForMore(0, -1, Patience, cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(wait);
    }

    [SkippableFact]
    public async Task too_many_waiting_packets_are_refused_and_none_of_them_is_written()
    {
        var log = await Open(options => options with { WaitingPackets = 3, PacketsPerFlush = 1 });
        var appends = Enumerable.Range(0, 500).Select(i => log.Append(Packets.Of("ann", i), default).AsTask()).ToList();
        await Should.ThrowAsync<VitalsLogBusyException>(() => Task.WhenAll(appends));
        var written = await log.Read(TwinId.Parse("ann").Partition(Partitions), -1, 1000, default);
        written.Count.ShouldBe(appends.Count(append => append.IsCompletedSuccessfully));
        await log.Append(Packets.Of("ann", 500), default);
    }

    [SkippableFact]
    public async Task a_packet_too_heavy_for_the_queue_is_refused_and_the_next_small_one_taken()
    {
        var log = await Open(options => options with { WaitingBytes = 1000 });
        var heavy = Packets.Of("ann", 1, [.. Enumerable.Range(0, 500).Select(i => new VitalSign(Signal.HeartRate, i, Packets.Noon.AddSeconds(i)))]);
        await Should.ThrowAsync<VitalsLogBusyException>(async () => await log.Append(heavy, default));
        (await log.Append(Packets.Of("ann", 2), default)).Offset.ShouldBe(0);
    }

    [SkippableFact]
    public async Task a_flipped_byte_is_said_and_what_stands_before_it_is_read()
    {
        var log = await Open();
        var partition = TwinId.Parse("ann").Partition(Partitions);
        for (var sequence = 0; sequence < 5; sequence++) await log.Append(Packets.Of("ann", sequence), default);
        await FlipAByte(partition, 3);
        log = await Reopen(log);
        (await log.Read(partition, -1, 10, default)).Select(record => record.Packet.Sequence).ShouldBe([0, 1, 2]);
        var damage = await Should.ThrowAsync<VitalsLogCorruptException>(() => log.Read(partition, 2, 10, default));
        damage.Position.ShouldBe(new LogPosition(partition, 3));
        damage.Message.ShouldContain($"{partition}:3");
        damage.Message.ShouldContain("checksum");
    }

    [SkippableFact]
    public async Task what_was_written_of_an_erased_patient_is_passed_by_and_the_others_are_read()
    {
        var log = await Open();
        var partition = TwinId.Parse("ann").Partition(Partitions);
        var beside = Enumerable.Range(0, 1000).Select(number => $"beside-{number}").First(name => TwinId.Parse(name).Partition(Partitions) == partition);
        for (var sequence = 0; sequence < 3; sequence++)
        {
            await log.Append(Packets.Of("ann", sequence), default);
            await log.Append(Packets.Of(beside, sequence), default);
        }
        await Keys.Destroy(TwinId.Parse("ann"), default);
        await Should.ThrowAsync<PatientErasedException>(async () => await log.Append(Packets.Of("ann", 3), default));
        for (var time = 0; time < 2; time++)
        {
            var read = await log.Read(partition, -1, 10, default);
            read.Select(logged => logged.Position.Offset).ShouldBe([0, 1, 2, 3, 4, 5]);
            read.Select(logged => logged.Record is ErasedRecord).ShouldBe([true, false, true, false, true, false]);
            read.Where(logged => logged.Record is VitalsPacket).Select(logged => logged.Packet.Sequence).ShouldBe([0, 1, 2]);
            log = await Reopen(log);
        }
        (await log.Append(Packets.Of(beside, 3), default)).Offset.ShouldBe(6);
    }

    [SkippableFact]
    public async Task a_closed_log_takes_no_packet()
    {
        var log = await Open();
        await log.DisposeAsync();
        await Should.ThrowAsync<VitalsLogException>(async () => await log.Append(Packets.Of("ann", 1), default));
    }

    /// <summary>Damages the stored bytes of a record.</summary>
    protected abstract Task FlipAByte(int partition, long offset);
}
