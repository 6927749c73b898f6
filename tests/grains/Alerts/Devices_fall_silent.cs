using TwinGrid.Alerts;
using TwinGrid.Vitals;
using static TwinGrid.Grains.Tests.Vitals.Recorded;

namespace TwinGrid.Grains.Tests.Alerts;

public sealed class Devices_fall_silent
{
    private readonly Watched _somebody = new();

    [Fact]
    public void it_warns_at_15_minutes_and_is_urgent_at_30()
    {
        for (var minute = -50; minute <= 0; minute += 5) _somebody.Says(minute, Signal.Glucose, 100, "cgm");
        _somebody.NextCheck(0).ShouldBe(15);
        _somebody.Passes(14.9).ShouldBeEmpty();
        var warned = _somebody.Passes(15).ShouldHaveSingleItem();
        (warned.Rule, warned.Severity, warned.DeviceId).ShouldBe(("data-stopped", Severity.Medium, "cgm"));
        warned.Reason.ShouldBe("No data from cgm for 15 minutes (last at 12:00 UTC, usually every 5 minutes).");
        _somebody.NextCheck(15).ShouldBe(30);
        _somebody.Passes(29.9).ShouldBeEmpty();
        var urgent = _somebody.Passes(30).ShouldHaveSingleItem();
        (urgent.Id, urgent.Severity).ShouldBe((warned.Id, Severity.High));
    }

    [Fact]
    public void it_is_over_when_the_device_is_heard_again()
    {
        _somebody.Says(0, Signal.HeartRate, 70);
        _somebody.Passes(20).ShouldHaveSingleItem();
        _somebody.Says(21, Signal.HeartRate, 70).ShouldHaveSingleItem().State.ShouldBe(AlertState.Resolved);
    }

    [Fact]
    public void each_device_has_an_alert_of_its_own()
    {
        _somebody.Says(0, Signal.Glucose, 100, "cgm");
        _somebody.Says(2, Signal.HeartRate, 70, "watch");
        _somebody.Passes(18).Select(alert => alert.DeviceId).ShouldBe(["cgm", "watch"]);
    }

    [Theory]
    [InlineData(1, 15, 30), InlineData(5, 15, 30), InlineData(10, 30, 60), InlineData(60, 180, 360)]
    public void a_device_that_sends_seldom_is_given_three_and_six_of_its_intervals(int cadence, double warn, double urgent)
    {
        for (var i = 12; i >= 0; i--) _somebody.Says(-i * cadence, Signal.SystolicPressure, 120, "cuff");
        _somebody.NextCheck(0).ShouldBe(warn);
        _somebody.Passes(warn - .1).ShouldBeEmpty();
        _somebody.Passes(warn).ShouldHaveSingleItem().Severity.ShouldBe(Severity.Medium);
        _somebody.Passes(urgent - .1).ShouldBeEmpty();
        _somebody.Passes(urgent).ShouldHaveSingleItem().Severity.ShouldBe(Severity.High);
    }

    [Fact]
    public void a_device_that_speaks_zeros_is_not_silent()
    {
        for (var minute = 0; minute <= 60; minute++) _somebody.Says(minute, Signal.HeartRate, 0, flags: SampleFlags.ProbeDisconnected).ShouldBeEmpty();
    }

    [Fact]
    public void a_scale_a_pen_and_a_finger_stick_may_be_silent()
    {
        _somebody.Says(0, Signal.BodyWeight, 60, "scale");
        _somebody.Says(0, Signal.InsulinBolus, 4, "pen");
        _somebody.Says(0, Signal.BloodGlucose, 100, "stick");
        _somebody.Passes(600).ShouldBeEmpty();
        _somebody.NextCheck(600).ShouldBeNull();
    }

    [Fact]
    public void an_import_of_old_records_is_no_device_at_work()
    {
        var imported = new Grains.Vitals.DeviceMarks();
        imported.Hear(Packet("cgm", 1, Of(Signal.Glucose, 100, -600)) with { ReceivedAt = Noon });
        imported.Heard.ToArray().ShouldNotContain(device => device.Watches);
        imported.All.ShouldHaveSingleItem();
    }

    [Fact]
    public void a_future_dated_sample_never_moves_the_mark()
    {
        _somebody.Says(0, Signal.Glucose, 100, "cgm");
        _somebody.Says("cgm", Of(Signal.Glucose, 100, 90, flags: SampleFlags.FutureDated));
        _somebody.Passes(15).ShouldHaveSingleItem().Rule.ShouldBe("data-stopped");
    }

    [Fact]
    public void settled_by_a_person_it_comes_back_when_the_silence_grows_urgent_and_then_not_again()
    {
        _somebody.Says(0, Signal.Glucose, 100, "cgm");
        var first = _somebody.Passes(15)[0];
        _somebody.Does(16, AlertAction.Resolve);
        var urgent = _somebody.Passes(30).ShouldHaveSingleItem();
        string.Equals(urgent.Id, first.Id, StringComparison.Ordinal).ShouldBeFalse();
        _somebody.Does(31, AlertAction.Resolve);
        _somebody.Passes(6000).ShouldBeEmpty();
        _somebody.NextCheck(6000).ShouldBeNull();
    }

    [Fact]
    public void the_id_does_not_depend_on_when_somebody_looked()
    {
        var (early, late) = (new Watched(), new Watched());
        early.Says(0, Signal.Glucose, 100, "cgm");
        late.Says(0, Signal.Glucose, 100, "cgm");
        late.Passes(47)[0].Id.ShouldBe(early.Passes(15)[0].Id);
    }

    [Fact]
    public void what_fell_due_while_a_late_packet_was_judged_is_checked_at_once()
    {
        _somebody.Says(0, Signal.Glucose, 100, "cgm"); // judged as of minute 0, though it is minute 40 by now
        _somebody.NextCheck(40).ShouldBe(15);
        _somebody.Passes(40).ShouldHaveSingleItem().Severity.ShouldBe(Severity.High);
        _somebody.NextCheck(40).ShouldBe(45); // its escalation
    }
}
