using TwinGrid.Alerts;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Tests.Watch;

public sealed class A_desk_is_followed(TwinBed bed) : IClassFixture<TwinBed>
{
    private static int _desks = 100;
    private readonly IWatchDesk _desk = bed.Grains.GetGrain<IWatchDesk>(Interlocked.Increment(ref _desks));

    [Fact]
    public async Task from_now_on_by_who_comes_new()
    {
        await _desk.ReportAlerts([Alert("a", 1)]);
        var start = await _desk.Events(null, 100, TimeSpan.Zero);
        start.Events.ShouldBeEmpty();
        var next = _desk.Events(start.Next, 100, TimeSpan.FromSeconds(20));
        await _desk.ReportAlerts([Alert("b", 1)]);
        (await next).Events.ShouldHaveSingleItem().Alert.ShouldNotBeNull().Id.ShouldBe("b");
    }

    [Fact]
    public async Task without_a_gap_by_who_comes_back()
    {
        var mark = (await _desk.Events(null, 1, TimeSpan.Zero)).Next;
        for (var i = 0; i < 30; i++) await _desk.ReportAlerts([Alert($"a{i}", 1)]);
        var seen = new List<string>();
        for (var page = await _desk.Events(mark, 7, TimeSpan.Zero); page.Events.Count > 0; page = await _desk.Events(page.Next, 7, TimeSpan.Zero))
        {
            page.Missed.ShouldBeFalse();
            seen.AddRange(page.Events.Select(e => e.Alert!.Id));
        }
        seen.ShouldBe(Enumerable.Range(0, 30).Select(i => $"a{i}"));
    }

    [Fact]
    public async Task and_a_reader_that_lags_is_told_that_it_missed_some()
    {
        var mark = (await _desk.Events(null, 1, TimeSpan.Zero)).Next;
        foreach (var some in Enumerable.Range(0, 5000).Chunk(500)) await _desk.ReportAlerts([.. some.Select(i => Alert($"a{i}", 1))]);
        var page = await _desk.Events(mark, 10_000, TimeSpan.Zero);
        page.Missed.ShouldBeTrue();
        page.Events[^1].Alert!.Id.ShouldBe("a4999");
        (await _desk.Events(page.Next, 10, TimeSpan.Zero)).Missed.ShouldBeFalse("once told, it goes on");
    }

    [Fact]
    public async Task a_mark_of_a_desk_that_was_lost_says_missed()
    {
        await _desk.ReportAlerts([Alert("a", 1)]);
        var page = await _desk.Events(new EventMark(Epoch: 1, Sequence: 12), 10, TimeSpan.Zero);
        page.Missed.ShouldBeTrue();
    }

    [Fact]
    public async Task an_older_version_of_an_alert_changes_nothing()
    {
        await _desk.ReportAlerts([Alert("a", 3) with { State = AlertState.Acknowledged }]);
        await _desk.ReportAlerts([Alert("a", 2)]);
        (await _desk.Alert("a")).ShouldNotBeNull().State.ShouldBe(AlertState.Acknowledged);
        (await _desk.Alerts(new AlertQuery([], [], null, 100))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task rows_come_most_urgent_first()
    {
        await _desk.ReportRows([Row("calm", 1), Row("worst", 90), Row("watch", 30)]);
        (await _desk.Rows(2)).ShouldSatisfyAllConditions(
            page => page.Total.ShouldBe(3),
            page => page.Rows.Select(row => row.TwinId.Value).ShouldBe(["worst", "watch"]));
    }

    private static TwinRow Row(string twin, double urgency) => new(TwinId.Parse(twin), urgency, null, [], null, 0, null, 1, null);

    private static Alert Alert(string id, int version) => new(
        id, TwinId.Parse("someone"), "news2", Severity.High, Signal.None, Direction.High, 7, "1", Trend.Unknown, DateTimeOffset.UnixEpoch, null, AlertState.Raised,
        "NEWS2 is 7.", "news2", null, null, version, []);
}
