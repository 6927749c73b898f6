using TwinGrid.Grains.Patients;
using TwinGrid.Grains.Scheduling;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Scheduling;

public sealed class The_night_is_for_learning : IAsyncLifetime
{
    private readonly TwinBed _bed = new();
    private readonly string _id = TwinId.NewRandom().Value;
    private long _sequence;

    public async Task InitializeAsync()
    {
        await _bed.InitializeAsync();
        await _bed.KeepReading();
        await _bed.Twin(_id).Register(Someone.WithType1);
    }

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task the_scheduler_wakes_a_sleeping_twin_in_its_quiet_hours_and_its_organs_learn()
    {
        await Hear();
        await _bed.PutAllToSleep();
        (await LearnedNight()).ShouldBeNull();

        _bed.Clock.Now = new DateTimeOffset(2026, 3, 2, 5, 0, 1, TimeSpan.Zero);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await LearnedNight() is null) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        (await LearnedNight()).ShouldBe(QuietHours.Usual.Last(TwinId.Parse(_id), _bed.Clock.Now));
    }

    [Fact]
    public async Task a_night_is_done_once_also_over_sleep_and_one_that_was_missed_is_done_later()
    {
        await Hear();
        _bed.Clock.Now = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero); // the grid was away all night
        await TimePasses();
        var night = await LearnedNight();
        night.ShouldBe(QuietHours.Usual.Last(TwinId.Parse(_id), _bed.Clock.Now));

        var reads = _bed.History.Reads;
        await Hear();
        await _bed.PutAllToSleep();
        await TimePasses();
        await _bed.Log.Append(new NightRecord(TwinId.Parse(_id), _bed.Clock.Now, night!.Value), CancellationToken.None); // a twin that died before it came to the night asks again
        await _bed.Drain();
        _bed.History.Reads.ShouldBe(reads);
        (await LearnedNight()).ShouldBe(night);
    }

    [Fact]
    public async Task a_twin_that_heard_nothing_since_is_left_to_sleep()
    {
        await Hear();
        _bed.Clock.Now = _bed.Clock.Now.AddDays(1);
        await TimePasses();
        var night = await LearnedNight();
        _bed.Clock.Now = _bed.Clock.Now.AddDays(3);
        await TimePasses();
        (await LearnedNight()).ShouldBe(night.ShouldNotBeNull());
    }

    [Fact]
    public void twins_are_spread_evenly_over_the_quiet_hours_and_each_keeps_its_moment()
    {
        var noon = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        var twins = Enumerable.Range(0, 2000).Select(i => TwinId.Parse($"twin-{i}")).ToArray();
        var quarters = twins.CountBy(twin => (int)(QuietHours.Usual.Last(twin, noon) - noon.AddHours(-11)).TotalHours).ToDictionary();
        quarters.Keys.Order().ShouldBe([0, 1, 2, 3]);
        quarters.Values.ShouldAllBe(count => count > 400 && count < 600);
        twins.ShouldAllBe(twin => QuietHours.Usual.Last(twin, noon.AddDays(1)) - QuietHours.Usual.Last(twin, noon) == TimeSpan.FromDays(1));
    }

    [Fact]
    public void after_an_outage_nights_begin_at_their_pace_and_every_twin_has_its_turn()
    {
        var (pace, morning) = (new NightPace(new SchedulerOptions { NightsPerSecond = 50 }), new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        var calls = new PriorityQueue<int, DateTimeOffset>(Enumerable.Range(0, 1000).Select(twin => (twin, morning.AddMilliseconds(twin % 100))));
        var began = new List<DateTimeOffset>();
        while (calls.TryDequeue(out var twin, out var now))
        {
            if (pace.Begin(now) is { } later) calls.Enqueue(twin, later);
            else began.Add(now);
        }
        began.CountBy(at => (int)(at - morning).TotalSeconds).ShouldAllBe(second => second.Value <= 51);
        (began[^1] - morning).TotalSeconds.ShouldBeInRange(19, 25);
        pace.Begin(morning.AddDays(1)).ShouldBeNull("on an ordinary night nobody waits");
    }

    [Fact]
    public void a_missed_night_is_due_at_once_and_a_new_twin_waits_for_its_first()
    {
        var night = new DateTimeOffset(2026, 3, 2, 2, 0, 0, TimeSpan.Zero);
        var book = new NightBook();
        book.Hear(5, night.AddHours(7));
        book.IsDue(night).ShouldBeFalse();
        book.Next(night).ShouldBe(night.AddDays(1));
        book.Next(night.AddDays(2)).ShouldBe(night.AddDays(2));
        book.Done(night.AddDays(2), 6);
        book.Next(night.AddDays(2)).ShouldBeNull("nothing new was heard");
        book.Hear(7, night.AddDays(2.5));
        book.Next(night.AddDays(2)).ShouldBe(night.AddDays(3));
    }

    private IOrgan Organ => _bed.Grains.GetGrain<IOrgan>(GrainId.Create(OrganCatalogue.Metabolism, _id));

    private async Task<DateTimeOffset?> LearnedNight() => (await Organ.Glance()).LearnedNight;

    /// <summary>The scheduler calls, and what the twin writes to the log comes back to it.</summary>
    private async Task TimePasses()
    {
        await _bed.Twin(_id).CheckTime();
        await _bed.Drain();
    }

    private async Task Hear()
    {
        var at = _bed.Clock.Now.AddMinutes(-1);
        await _bed.Log.Append(Someone.Packet(_id, "cgm", ++_sequence, _bed.Clock.Now, new VitalSign(Signal.Glucose, 120, at)), CancellationToken.None);
        await _bed.Drain();
    }
}
