using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Orleans.Storage;
using TwinGrid.Alerts;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Scheduling;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Grains.Watch;
using TwinGrid.Patients;
using TwinGrid.Scheduling;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Tests.Watch;

public sealed class A_desk_wakes_again(TwinBed bed) : IClassFixture<TwinBed>
{
    /// <summary>Two twins, written by the code of then.</summary>
    private const string RosterOfVersion0_1 =
        "ICABBUELd29yc2Ug6CDowAnggQAAAAAAgFZAAR0xAcGXzgxxU3lzdGVtLkNvbGxlY3Rpb25zLkdlbmVyaWMuTGlzdGAxW1tUd2luR3JpZC5MYXRlc3RTaWduXV0AAyHoCBEDgQAAAAAAgGFAIYAAgLX3" +
        "9X+fCIEAAAAAAAAAAOBBC3dhdGNoCRUJgQAAAAAAAOA/gQAAAAAAAC5A4ODBAQEFIYAAgLX39X+fCIEAAAAAAAAAAOABMcEB4EAJY2FsbSDoIOjAO+CBAAAAAAAAAADBATkD4MEBAQHBAQEtwQHg4OA=";

    private static int _desks = 500;
    private readonly long _key = Interlocked.Increment(ref _desks);

    private IWatchDesk Desk => bed.Grains.GetGrain<IWatchDesk>(_key);

    [Fact]
    public async Task with_its_twins_and_the_alerts_it_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Desk.Enrol(Row($"t{i}", i))));
        await Desk.ReportRows([Row("t3", 1000, version: 2)]);
        await Desk.ReportAlerts([.. Enumerable.Range(0, 600).Select(i => Alert($"old{i}", 2) with { State = AlertState.Resolved, Steps = [new AlertStep(At(i), "resolve", "system", null)] })]);
        await Desk.ReportAlerts([Alert("open", 1)]);
        await Sleep();

        var rows = await Desk.Rows(2);
        (rows.Total, rows.Rows[0].TwinId.Value, rows.Rows[1].TwinId.Value).ShouldBe((200, "t3", "t199"));
        (await Desk.Alert("open")).ShouldNotBeNull();
        (await Desk.Alert("old599")).ShouldNotBeNull();
        (await Desk.Alert("old99")).ShouldBeNull("only the resolved ones of late are kept");
        (await Desk.Alerts(new AlertQuery([], [], null, 1000))).Count.ShouldBe(501);
    }

    [Fact]
    public async Task and_takes_over_what_an_older_version_stored_whole()
    {
        var (roster, alerts) = (new DeskRoster { Rows = Enumerable.Range(0, 50).ToDictionary(i => $"t{i}", i => Row($"t{i}", i), StringComparer.Ordinal) }, new DeskAlerts());
        alerts.Report(Alert("open", 3), out _);
        alerts.Report(Alert("done", 4) with { State = AlertState.Resolved }, out _);
        await Store.WriteStateAsync("roster", GrainId.Create(GrainType.Create("watch-desk"), GrainIdKeyExtensions.CreateIntegerKey(_key)), new GrainState<DeskRoster>(roster));
        await Store.WriteStateAsync("alerts", GrainId.Create(GrainType.Create("watch-desk"), GrainIdKeyExtensions.CreateIntegerKey(_key)), new GrainState<DeskAlerts>(alerts));
        (await Desk.Rows(100)).Total.ShouldBe(50);
        await Desk.ReportAlerts([Alert("open", 4) with { State = AlertState.Resolved }]);
        await Sleep();
        (await Desk.Rows(100)).Total.ShouldBe(50);
        (await Desk.Alert("open"))!.State.ShouldBe(AlertState.Resolved);
        (await Desk.Alert("done")).ShouldNotBeNull();
    }

    [Fact]
    public async Task and_reads_the_very_bytes_that_an_older_version_stored()
    {
        bed.Snapshots.Put("watch-desk.roster", GrainIdKeyExtensions.CreateIntegerKey(_key).ToString()!, Convert.FromBase64String(RosterOfVersion0_1));
        var rows = (await Desk.Rows(10)).Rows;
        rows.Select(row => (row.TwinId.Value, row.Urgency, row.News2, row.OpenAlerts, row.LastObservedAt, row.Version)).ShouldBe(
            [("worse", 90, 7, 1, DateTimeOffset.UnixEpoch, 12), ("calm", 0, null, 0, null, 11)]);
        rows[0].Latest.ShouldBe([new LatestSign(Signal.HeartRate, 140, DateTimeOffset.UnixEpoch, "watch", Trend.Rising, .5, 15)]);
        rows[1].Latest.ShouldBeEmpty();
    }

    [Fact]
    public async Task so_does_a_scheduler_shard_with_its_appointments()
    {
        var wheel = new TimeWheel();
        for (var i = 0; i < 30; i++) wheel.Book(TwinId.Parse($"w{i}"), bed.Clock.Now.AddYears(5));
        await Store.WriteStateAsync("wheel", GrainId.Create(GrainType.Create("scheduler-shard"), GrainIdKeyExtensions.CreateIntegerKey(_key)), new GrainState<TimeWheel>(wheel));
        var shard = bed.Grains.GetGrain<ISchedulerShard>(_key);
        (await shard.KeepAlive()).ShouldBe(30);
        await Task.WhenAll(Enumerable.Range(20, 20).Select(i => shard.Schedule(TwinId.Parse($"w{i}"), bed.Clock.Now.AddYears(4))));
        await shard.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        (await shard.KeepAlive()).ShouldBe(40);
    }

    private IGrainStorage Store => bed.Services.GetRequiredKeyedService<IGrainStorage>(RareState.Store);

    private Task Sleep() => Desk.Cast<IGrainManagementExtension>().DeactivateOnIdle().AsTask();

    private static DateTimeOffset At(int minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute);

    private static TwinRow Row(string twin, double urgency, long version = 1) => new(TwinId.Parse(twin), urgency, null, [], null, 0, null, version, null);

    private static Alert Alert(string id, int version) => new(
        id, TwinId.Parse("someone"), "news2", Severity.High, Signal.None, Direction.High, 7, "1", Trend.Unknown, DateTimeOffset.UnixEpoch, null, AlertState.Raised,
        "NEWS2 is 7.", "news2", null, null, version, []);
}
