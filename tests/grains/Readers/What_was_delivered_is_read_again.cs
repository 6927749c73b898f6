using TwinGrid.Grains.Readers;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.Checkpoints;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog;

namespace TwinGrid.Grains.Tests.Readers;

/// <summary>For a twin that lost it: everything since the checkpoint, whatever happens while the log is read.</summary>
public sealed class What_was_delivered_is_read_again : IAsyncDisposable
{
    private const int Checkpoint = 2;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly SlowLog _log = new(Enumerable.Range(1, 12).Select(i => (ITwinRecord)Pulse(i % 3 == 0 ? "bob" : "ann", i)).Logged());
    private readonly Delivered _delivered;

    public What_was_delivered_is_read_again() => _delivered = new Delivered(_log, new Checkpoint(0, Checkpoint, 1));

    private List<LoggedRecord> Records => _log.Records;

    [Fact]
    public async Task once_for_all_twins()
    {
        Deliver(3, 9);
        (await Of("ann")).ShouldBe([4, 5, 7, 8]);
        var reads = _log.Reads;
        (await Of("bob")).ShouldBe([3, 6, 9]);
        (await Of("eve")).ShouldBeEmpty();
        Deliver(10, 11);
        (await Of("ann")).ShouldBe([4, 5, 7, 8, 10, 11]);
        _log.Reads.ShouldBe(reads);
        _delivered.Count.ShouldBe(9);
    }

    [Fact]
    public async Task with_what_is_delivered_meanwhile()
    {
        var disk = new TaskCompletionSource();
        _log.Disk = disk.Task;
        Deliver(3, 6);
        var (ann, bob) = (Of("ann"), Of("bob"));
        Deliver(7, 8);
        disk.SetResult();
        (await ann).ShouldBe([4, 5, 7, 8]);
        (await bob).ShouldBe([3, 6]);
    }

    [Fact]
    public async Task from_the_checkpoint_on_also_where_that_moves()
    {
        Deliver(3, 6);
        (await Of("bob")).ShouldBe([3, 6]);
        Deliver(7, 9);
        _delivered.Forget(6);
        _delivered.Count.ShouldBe(3);
        (await Of("bob")).ShouldBe([9]);
        _delivered.Forget(9);
        (await Of("bob")).ShouldBeEmpty();
    }

    [Fact]
    public async Task but_nothing_of_a_patient_who_was_erased()
    {
        Deliver(3, 9);
        for (var i = 0; i < Records.Count; i++)
            if (Records[i].Record.TwinId.Value == "bob") Records[i] = Records[i] with { Record = new ErasedRecord(TwinId.Parse("bob")) };
        (await Of("bob")).ShouldBeEmpty();
        (await Of("ann")).ShouldBe([4, 5, 7, 8]);
    }

    [Fact]
    public async Task and_a_log_that_has_it_no_more_or_fails_says_so_until_it_is_back()
    {
        Deliver(3, 9);
        var cut = Records.GetRange(5, 7);
        Records.RemoveRange(5, 7);
        (await Should.ThrowAsync<VitalsLogException>(() => Of("ann"))).Message.ShouldContain("nothing behind 5");
        _log.Disk = Task.FromException(new VitalsLogException("away"));
        (await Should.ThrowAsync<VitalsLogException>(() => Of("ann"))).Message.ShouldBe("away");
        _log.Disk = Task.CompletedTask;
        Records.AddRange(cut);
        (await Of("ann")).ShouldBe([4, 5, 7, 8]);
    }

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private void Deliver(int from, int to) => _delivered.Note(Records.GetRange(from - 1, to - from + 1));

    private async Task<IEnumerable<long>> Of(string twin) => (await _delivered.Of(TwinId.Parse(twin))).Select(logged => logged.Position.Offset);

    /// <summary>Gives three records at a time, when its disk answers.</summary>
    private sealed class SlowLog(List<LoggedRecord> records) : IVitalsLog
    {
        public List<LoggedRecord> Records => records;

        public Task Disk { get; set; } = Task.CompletedTask;

        public int Reads { get; private set; }

        public int PartitionCount => 1;

        public async Task<IReadOnlyList<LoggedRecord>> Read(int partition, long afterOffset, int limit, CancellationToken cancel)
        {
            Reads++;
            await Disk;
            return [.. records.Where(logged => logged.Position.Offset > afterOffset).Take(3)];
        }

        public Task Open(CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<LogPosition> Append(ITwinRecord record, CancellationToken cancel) => throw new NotSupportedException();

        public Task<long> End(int partition, CancellationToken cancel) => throw new NotSupportedException();

        public Task WaitForMore(int partition, long afterOffset, TimeSpan longest, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private static VitalsPacket Pulse(string twin, int sequence) => Someone.Packet(twin, "watch", sequence, Noon, new VitalSign(Signal.HeartRate, 70, Noon));
}
