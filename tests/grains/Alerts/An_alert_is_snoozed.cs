using TwinGrid.Alerts;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Alerts;

public sealed class An_alert_is_snoozed
{
    private readonly Watched _somebody = new();

    public An_alert_is_snoozed()
    {
        _somebody.Says(0, Signal.Glucose, 65);
        _somebody.Does(1, AlertAction.Snooze, untilMinute: 31).Alert!.State.ShouldBe(AlertState.Snoozed);
    }

    [Fact]
    public void it_is_silent_until_the_end_and_then_calls_again_by_itself()
    {
        _somebody.NextCheck(1).ShouldBe(15); // the silence check of the monitor
        for (var minute = 5; minute <= 30; minute += 5) _somebody.Says(minute, Signal.Glucose, 64).ShouldBeEmpty();
        _somebody.NextCheck(30).ShouldBe(31);
        var awake = _somebody.Passes(31).ShouldHaveSingleItem();
        (awake.State, awake.SnoozedUntil, awake.Steps[^1].Action).ShouldBe((AlertState.Raised, null, "unsnooze"));
    }

    [Fact]
    public void worsening_breaks_through()
    {
        var worse = _somebody.Says(5, Signal.Glucose, 50).ShouldHaveSingleItem();
        (worse.State, worse.Severity, worse.SnoozedUntil).ShouldBe((AlertState.Raised, Severity.High, null));
    }

    [Fact]
    public void once_broken_through_the_snooze_is_no_more()
    {
        _somebody.Says(5, Signal.Glucose, 50);
        _somebody.Says(10, Signal.Glucose, 90).ShouldHaveSingleItem().State.ShouldBe(AlertState.Resolved);
        _somebody.Says(15, Signal.Glucose, 69).ShouldHaveSingleItem().State.ShouldBe(AlertState.Raised);
    }

    [Fact]
    public void it_can_be_cancelled()
    {
        var awake = _somebody.Does(2, AlertAction.Unsnooze).Alert!;
        (awake.State, awake.SnoozedUntil).ShouldBe((AlertState.Raised, null));
    }

    [Fact]
    public void it_can_be_made_longer()
    {
        _somebody.Does(2, AlertAction.Snooze, untilMinute: 60);
        for (var minute = 5; minute <= 55; minute += 5) _somebody.Says(minute, Signal.Glucose, 64).ShouldBeEmpty();
        _somebody.Passes(60).ShouldHaveSingleItem().State.ShouldBe(AlertState.Raised);
    }

    [Fact]
    public void the_other_direction_the_other_rules_and_the_other_signals_still_call()
    {
        _somebody.Says(5, Signal.BloodGlucose, 60).ShouldHaveSingleItem().State.ShouldBe(AlertState.Raised);
        _somebody.Says(6, Signal.HeartRate, 140).ShouldHaveSingleItem().Rule.ShouldBe("news2");
        _somebody.Says(8, Signal.Glucose, 260).ShouldContain(alert => alert.Direction == Direction.High && alert.State == AlertState.Raised);
    }

    [Fact]
    public void coming_back_within_the_snooze_it_is_shown_but_does_not_call()
    {
        _somebody.Says(5, Signal.Glucose, 90).ShouldHaveSingleItem().State.ShouldBe(AlertState.Resolved);
        _somebody.IsReloaded();
        var back = _somebody.Says(10, Signal.Glucose, 66).ShouldHaveSingleItem();
        back.State.ShouldBe(AlertState.Snoozed);
        back.Steps[^1].Who.ShouldBe("nurse-1");
        for (var minute = 15; minute <= 30; minute += 5) _somebody.Says(minute, Signal.Glucose, 66).ShouldBeEmpty();
        _somebody.Passes(31).ShouldHaveSingleItem().State.ShouldBe(AlertState.Raised);
    }

    [Fact]
    public void coming_back_worse_within_the_snooze_it_calls()
    {
        _somebody.Says(5, Signal.Glucose, 90);
        _somebody.Says(10, Signal.Glucose, 50).ShouldHaveSingleItem().State.ShouldBe(AlertState.Raised);
    }

    [Fact]
    public void coming_back_after_the_snooze_it_calls()
    {
        _somebody.Says(5, Signal.Glucose, 90);
        _somebody.Says(20, Signal.Glucose, 95);
        _somebody.Says(32, Signal.Glucose, 66).ShouldHaveSingleItem().State.ShouldBe(AlertState.Raised);
    }
}
