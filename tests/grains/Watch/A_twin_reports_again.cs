using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using TwinGrid.Alerts;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Testbed.Processes;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Tests.Watch;

/// <summary>The desk is asked from its own silo, as an embedded gateway asks: what it hands out is not copied on the way.</summary>
public sealed class A_twin_reports_again(TwinBed bed) : IClassFixture<TwinBed>
{
    private static int _desks = 700;
    private readonly long _key = Interlocked.Increment(ref _desks);

    private IWatchDesk Desk => bed.Services.GetRequiredService<IGrainFactory>().GetGrain<IWatchDesk>(_key);

    [Fact]
    public async Task and_what_was_read_before_stays_as_it_was()
    {
        var mark = (await Desk.Events(null, 1, TimeSpan.Zero)).Next;
        await Desk.ReportRows([Row("a", version: 1, urgency: 1, Sign(Signal.HeartRate, 80), Sign(Signal.OxygenSaturation, 97))]);
        TwinRow[] read = [(await Desk.Rows(1)).Rows[0], (await Desk.RowsOf([TwinId.Parse("a")]))[0], (await Desk.Events(mark, 1, TimeSpan.Zero)).Events[0].Twin!];
        await Desk.ReportRows([Row("a", version: 2, urgency: 50, Sign(Signal.HeartRate, 130))]);
        foreach (var row in read)
        {
            (row.Version, row.Urgency).ShouldBe((1, 1));
            row.Latest.ShouldBe([Sign(Signal.HeartRate, 80), Sign(Signal.OxygenSaturation, 97)]);
        }
        (await Desk.Rows(1)).Rows[0].Latest.ShouldBe([Sign(Signal.HeartRate, 130)]);
    }

    [Fact]
    public async Task and_all_that_its_row_says_is_shown_anew()
    {
        var alert = Alert(new AlertStep(At(0), "raise", "system", null));
        var rows = new[]
        {
            Row("a", version: 1, urgency: 0, Sign(Signal.HeartRate, 80)),
            Row("a", version: 2, urgency: 90, Sign(Signal.HeartRate, 130)) with { News2 = 7, Worst = alert, OpenAlerts = 2, LastObservedAt = At(1), ForecastCrossing = At(20) },
            Row("a", version: 3, urgency: 90, Sign(Signal.HeartRate, 131)) with { News2 = 7, Worst = alert with { State = AlertState.Acknowledged }, OpenAlerts = 2, LastObservedAt = At(2) },
            Row("a", version: 4, urgency: 90, Sign(Signal.HeartRate, 131) with { DeviceId = "monitor" }) with { Worst = Alert([.. alert.Steps, new AlertStep(At(2), "acknowledge", "nurse-1", null)]) },
            Row("a", version: 4, urgency: 0),
        };
        foreach (var row in rows)
        {
            await Desk.ReportRows([row]);
            var shown = (await Desk.Rows(1)).Rows.ShouldHaveSingleItem();
            (shown with { Latest = row.Latest }).ShouldBe(row);
            shown.Latest.ShouldBe(row.Latest);
        }
    }

    [Fact]
    public async Task with_signals_that_come_and_go()
    {
        var (heart, breath, oxygen) = (Sign(Signal.HeartRate, 80), Sign(Signal.RespiratoryRate, 14), Sign(Signal.OxygenSaturation, 97));
        LatestSign[][] reports = [[], [heart, oxygen], [heart, breath, oxygen], [breath], [heart with { Value = 81 }, breath with { DeviceId = "belt" }], [], [oxygen]];
        for (var version = 1; version <= reports.Length; version++)
        {
            await Desk.ReportRows([Row("a", version, urgency: 0, reports[version - 1])]);
            (await Desk.Rows(1)).Rows[0].Latest.ShouldBe(reports[version - 1]);
        }
    }

    [Fact]
    public async Task and_its_urgency_moves_it_in_the_worklist()
    {
        await Desk.ReportRows([Row("a", 1, urgency: 10), Row("b", 1, urgency: 20), Row("c", 1, urgency: 30)]);
        await Desk.ReportRows([Row("b", 2, urgency: 40)]);
        (await Order()).ShouldBe(["b", "c", "a"]);
        await Desk.ReportRows([Row("c", 2, urgency: 0)]);
        (await Order()).ShouldBe(["b", "a", "c"]);
        await Desk.ReportRows([Row("a", 2, urgency: 40)]);
        (await Order()).ShouldBe(["a", "b", "c"], "as urgent as another, they stand by id");
        await Desk.ReportRows([Row("c", 3, urgency: 0), Row("b", 3, urgency: 40), Row("a", 3, urgency: 40)]);
        (await Order()).ShouldBe(["a", "b", "c"], "who is as urgent as before stays");
        (await Desk.Rows(1)).Total.ShouldBe(3);
    }

    [Fact]
    public async Task and_an_older_row_that_comes_late_is_not_told()
    {
        await Desk.ReportRows([Row("a", version: 5, urgency: 10, Sign(Signal.HeartRate, 130))]);
        var mark = (await Desk.Events(null, 1, TimeSpan.Zero)).Next;
        await Desk.ReportRows([Row("a", version: 4, urgency: 90, Sign(Signal.HeartRate, 80))]);
        await Desk.Enrol(Row("a", version: 3, urgency: 90));
        (await Desk.Events(mark, 10, TimeSpan.Zero)).Events.ShouldBeEmpty();
        var row = (await Desk.Rows(1)).Rows[0];
        (row.Version, row.Urgency, row.Latest[0].Value).ShouldBe((5, 10, 130));
    }

    [Fact]
    public async Task and_who_follows_the_desk_sees_the_newest_of_each_once()
    {
        var mark = (await Desk.Events(null, 1, TimeSpan.Zero)).Next;
        await Desk.ReportRows([Row("a", 1, 0), Row("b", 1, 0), Row("c", 1, 0), Row("a", 2, 0)]);
        var first = await Desk.Events(mark, 2, TimeSpan.Zero);
        Told(first).ShouldBe([("b", 1), ("c", 1)]);
        var second = await Desk.Events(first.Next, 2, TimeSpan.Zero);
        Told(second).ShouldBe([("a", 2)]);
        await Desk.ReportRows([Row("b", 2, 0)]);
        var third = await Desk.Events(second.Next, 2, TimeSpan.Zero);
        Told(third).ShouldBe([("b", 2)]);
        Told(await Desk.Events(mark, 10, TimeSpan.Zero)).ShouldBe([("c", 1), ("a", 2), ("b", 2)]);
        new[] { first, second, third }.ShouldAllBe(page => !page.Missed);
        third.Events[0].Sequence.ShouldBe(mark.Sequence + 5);
    }

    [Fact]
    public async Task after_it_was_erased_as_one_that_was_never_there()
    {
        var mark = (await Desk.Events(null, 1, TimeSpan.Zero)).Next;
        await Desk.ReportRows([Row("a", version: 5, urgency: 10), Row("b", 1, 0)]);
        (await Desk.Erase(TwinId.Parse("a"))).ShouldBe(1);
        (await Desk.Erase(TwinId.Parse("a"))).ShouldBe(0);
        (await Order()).ShouldBe(["b"]);
        Told(await Desk.Events(mark, 10, TimeSpan.Zero)).ShouldBe([("b", 1)]);
        await Sleep();
        (await Saved("a")).ShouldBeNull();
        await Desk.ReportRows([Row("a", version: 1, urgency: 10)]);
        (await Order()).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task and_after_two_minutes_its_newest_row_is_saved_once()
    {
        await Desk.ReportRows([Row("a", version: 1, urgency: 1, Sign(Signal.HeartRate, 80))]);
        bed.Clock.Now += TimeSpan.FromSeconds(119);
        await Desk.ReportRows([Row("a", version: 2, urgency: 2, Sign(Signal.HeartRate, 90))]);
        (await Saved("a")).ShouldBeNull();
        bed.Clock.Now += TimeSpan.FromSeconds(1);
        await Eventually.Holds(async () => await Saved("a") is not null, TimeSpan.FromMinutes(1), () => "The row is not saved.");
        var (row, writes) = (await Saved("a"))!.Value;
        (row.Version, row.Urgency, row.Latest[0].Value, writes).ShouldBe((2, 2, 90, 1));
        await Desk.ReportRows([Row("a", version: 3, urgency: 3, Sign(Signal.HeartRate, 95))]);
        await Desk.ReportRows([Row("a", version: 4, urgency: 3, Sign(Signal.HeartRate, 96))]);
        await Sleep();
        (row, writes) = (await Saved("a"))!.Value;
        (row.Version, row.Latest[0].Value, writes).ShouldBe((4, 96, 2));
        (await Desk.Rows(1)).Rows[0].Latest[0].Value.ShouldBe(96);
        await Sleep();
        (await Saved("a"))!.Value.Writes.ShouldBe(2, "nothing changed");
    }

    [Fact]
    public async Task and_once_it_is_enrolled_anew_nothing_waits_to_be_saved()
    {
        await Desk.Enrol(Row("a", version: 1, urgency: 0));
        await Desk.ReportRows([Row("a", version: 2, urgency: 0)]);
        await Desk.Enrol(Row("a", version: 3, urgency: 0));
        (await Saved("a"))!.Value.ShouldSatisfyAllConditions(saved => saved.Row.Version.ShouldBe(3), saved => saved.Writes.ShouldBe(2));
        await Sleep();
        (await Saved("a"))!.Value.Writes.ShouldBe(2);
    }

    private async Task<IEnumerable<string>> Order() => (await Desk.Rows(10)).Rows.Select(row => row.TwinId.Value);

    private static IEnumerable<(string Twin, long Version)> Told(EventPage page) => page.Events.Select(happened => (happened.Twin!.TwinId.Value, happened.Twin.Version));

    private Task Sleep() => bed.Lose(Desk);

    private async Task<(TwinRow Row, long Writes)?> Saved(string twin) => await bed.Snapshots.Load($"desk-row/{_key}", twin, CancellationToken.None) is { } saved
        ? (bed.Services.GetRequiredService<Serializer<TwinRow>>().Deserialize(saved.State)!, saved.Version)
        : null;

    private static DateTimeOffset At(int minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute);

    private static LatestSign Sign(Signal signal, double value) => new(signal, value, At(0), "watch", Trend.Steady, null, null);

    private static TwinRow Row(string twin, long version, double urgency, params LatestSign[] latest) => new(TwinId.Parse(twin), urgency, null, latest, null, 0, null, version, null);

    private static Alert Alert(params AlertStep[] steps) => new(
        "one", TwinId.Parse("a"), "news2", Severity.High, Signal.None, Direction.High, 7, "1", Trend.Unknown, DateTimeOffset.UnixEpoch, null, AlertState.Raised,
        "NEWS2 is 7.", "news2", null, null, 1, steps);
}
