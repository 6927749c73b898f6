using TwinGrid.Alerts;
using TwinGrid.Grains.Alerts;
using TwinGrid.Grains.Patients;
using TwinGrid.Grains.Watch;
using TwinGrid.Patients;
using TwinGrid.Vitals;
using static TwinGrid.Grains.Tests.Vitals.Recorded;

namespace TwinGrid.Grains.Tests.Alerts;

public sealed class Alerts_are_ranked
{
    [Fact]
    public void by_severity_and_by_how_long_nobody_took_them_up()
    {
        Alert[] ranked =
        [
            Raised(Severity.High, 0) with { State = AlertState.Escalated },
            Raised(Severity.High, -60),
            Raised(Severity.High, 0),
            Raised(Severity.High, -60) with { State = AlertState.Acknowledged },
            Raised(Severity.Medium, -600),
            Raised(Severity.Medium, 0),
            Raised(Severity.Medium, 0) with { State = AlertState.Acknowledged },
            Raised(Severity.Low, -600),
            Raised(Severity.Low, 0),
            Raised(Severity.Low, 0) with { State = AlertState.Snoozed },
        ];
        var urgencies = ranked.Select(alert => Urgency.Of(alert, Noon)).ToList();
        for (var i = 1; i < ranked.Length; i++) urgencies[i].ShouldBeLessThanOrEqualTo(urgencies[i - 1], $"{i}: {ranked[i].Severity} {ranked[i].State}");
        Urgency.Worst([.. ranked.Reverse()], Noon).ShouldBe(ranked[0]);
        Urgency.Worst([], Noon).ShouldBeNull();
    }

    [Fact]
    public void a_silent_device_after_a_sick_body() =>
        Urgency.Of(Raised(Severity.High, 0) with { Rule = "data-stopped" }, Noon).ShouldBeLessThan(Urgency.Of(Raised(Severity.High, 0), Noon));

    [Fact]
    public void a_resolved_one_not_at_all() => Urgency.Of(Raised(Severity.High, 0) with { State = AlertState.Resolved }, Noon).ShouldBe(0);

    [Fact]
    public void many_small_ones_do_not_outweigh_a_grave_one()
    {
        var many = Enumerable.Repeat(Raised(Severity.Medium, 0), 10).ToList();
        Urgency.Of(many, null, Noon).ShouldBeLessThan(Urgency.Of([Raised(Severity.High, 0)], null, Noon));
        Urgency.Of(many, null, Noon).ShouldBeGreaterThan(Urgency.Of([many[0]], null, Noon));
    }

    [Fact]
    public void among_the_calm_the_higher_score_comes_first()
    {
        Urgency.Of([], new News2Glance(4, false, [], ""), Noon).ShouldBeGreaterThan(Urgency.Of([], new News2Glance(1, false, [], ""), Noon));
        Urgency.Of([], null, Noon).ShouldBe(0);
    }

    private static Alert Raised(Severity severity, double minute) => new(
        $"somebody~{severity}{minute}", Somebody, "news2", severity, Signal.None, Direction.High, 7, "{score}", Trend.Unknown, At(minute), null, AlertState.Raised, "", "", null, null, 1,
        [new AlertStep(At(minute), "raise", "system", null)]);
}

public sealed class An_alert_id
{
    [Fact]
    public void names_its_twin()
    {
        AlertIds.TryGetTwin(AlertIds.Of(Somebody, "news2", Signal.None, Direction.High, null, Noon), out var twin).ShouldBeTrue();
        twin.ShouldBe(Somebody);
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("~"), InlineData("~abc"), InlineData("somebody"), InlineData("somebody~"), InlineData("some body~1")]
    public void what_is_none_is_told(string? text) => AlertIds.TryGetTwin(text, out _).ShouldBeFalse();

    [Fact]
    public void is_the_same_for_the_same_condition_at_the_same_time_and_for_nothing_else()
    {
        string[] ids =
        [
            AlertIds.Of(Somebody, "news2", Signal.None, Direction.High, null, Noon),
            AlertIds.Of(Somebody, "news2", Signal.None, Direction.High, null, Noon.AddTicks(1)),
            AlertIds.Of(Somebody, "news2", Signal.None, Direction.Low, null, Noon),
            AlertIds.Of(Somebody, "news2", Signal.HeartRate, Direction.High, null, Noon),
            AlertIds.Of(Somebody, "news2", Signal.None, Direction.High, "cgm", Noon),
            AlertIds.Of(TwinId.Parse("else"), "news2", Signal.None, Direction.High, null, Noon),
        ];
        ids.Distinct(StringComparer.Ordinal).Count().ShouldBe(ids.Length);
        ids[0].ShouldBe("somebody~" + ids[0][9..]);
        AlertIds.Of(Somebody, "news2", Signal.None, Direction.High, null, Noon.ToOffset(TimeSpan.FromHours(9))).ShouldBe(ids[0]);
    }
}

public sealed class A_twin_stands_in_the_worklist
{
    [Fact]
    public void with_what_a_nurse_needs_at_a_glance()
    {
        var state = new TwinState { Profile = People.Aged(60), AppliedTo = 41 };
        var packet = Packet("monitor", 3, Of(Signal.HeartRate, 135, 0), Of(Signal.RespiratoryRate, 16, -1));
        foreach (var sign in packet.Samples) state.Latest.Add(sign, packet.DeviceId, packet.Sequence);
        state.Devices.Hear(packet);
        state.Alerts.Judge(new TwinCircumstances(Somebody, state.Profile, state.Latest, state.Devices, []), Noon);

        var row = Worklist.RowOf(Somebody, state, Noon);

        row.ShouldSatisfyAllConditions(
            r => r.News2.ShouldBe(3),
            r => r.Latest.Select(sign => sign.Signal).ShouldBe([Signal.HeartRate, Signal.RespiratoryRate]),
            r => r.Worst!.Rule.ShouldBe("news2"),
            r => r.OpenAlerts.ShouldBe(1),
            r => r.LastObservedAt.ShouldBe(Noon),
            r => r.Version.ShouldBe(41),
            r => r.Urgency.ShouldBeGreaterThan(0),
            r => r.ForecastCrossing.ShouldBeNull());
    }

    [Fact]
    public void with_the_time_its_glucose_is_expected_to_cross()
    {
        var course = Enumerable.Range(0, 9).Select(i => 130.0 - 10 * i).ToArray();
        var state = new TwinState
        {
            Forecasts = [new Forecasts.Forecast(Signal.Glucose, Noon, Noon, TimeSpan.FromMinutes(30), [.05, .25, .5, .75, .95], [course, course, course, course, course], "test/1", TimeSpan.Zero, null)],
        };
        Worklist.RowOf(Somebody, state, Noon).ForecastCrossing.ShouldBe(At(180));
        Worklist.RowOf(Somebody, state, At(181)).ForecastCrossing.ShouldBeNull();
    }

    [Fact]
    public void calm_when_nothing_is_known()
    {
        var row = Worklist.RowOf(Somebody, new TwinState(), Noon);
        (row.Urgency, row.News2, row.Worst, row.OpenAlerts, row.LastObservedAt).ShouldBe((0, null, null, 0, null));
    }
}
