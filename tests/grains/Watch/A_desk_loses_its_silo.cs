using TwinGrid.Alerts;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Tests.Watch;

public sealed class A_desk_loses_its_silo(TwinBed bed) : IClassFixture<TwinBed>
{
    [Fact]
    public async Task who_followed_it_is_told_every_alert_again_by_its_successor()
    {
        var desk = bed.Grains.GetGrain<IWatchDesk>(202);
        var mark = (await desk.Events(null, 10, TimeSpan.Zero)).Next;
        await desk.ReportAlerts([Alert("b"), Alert("c"), Alert("d") with { State = AlertState.Resolved }]);
        bed.Clock.Now += TimeSpan.FromSeconds(1);
        await bed.Lose(desk);
        var page = await desk.Events(mark, 10, TimeSpan.Zero);
        page.Missed.ShouldBeTrue();
        page.Events.Select(happened => happened.Alert?.Id).OfType<string>().ShouldBe(["b", "c", "d"]);
    }

    private static Alert Alert(string id) => new(
        id, TwinId.Parse("someone"), "news2", Severity.High, Signal.None, Direction.High, 7, "1", Trend.Unknown, DateTimeOffset.UnixEpoch, null, AlertState.Raised,
        "NEWS2 is 7.", "news2", null, null, 1, []);
}
