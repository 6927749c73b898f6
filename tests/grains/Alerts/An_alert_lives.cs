using TwinGrid.Alerts;
using TwinGrid.Vitals;
using static TwinGrid.Grains.Tests.Vitals.Recorded;

namespace TwinGrid.Grains.Tests.Alerts;

public sealed class An_alert_lives
{
    private readonly Watched _somebody = new();

    [Fact]
    public void it_is_raised_once_for_a_condition_and_not_for_each_sample()
    {
        _somebody.Says(0, Signal.Glucose, 65).ShouldHaveSingleItem();
        for (var minute = 5; minute <= 30; minute += 5) _somebody.Says(minute, Signal.Glucose, 60).ShouldBeEmpty();
        _somebody.Open.ShouldHaveSingleItem();
    }

    [Fact]
    public void it_says_all_a_person_needs()
    {
        _somebody.Says(-5, Signal.Glucose, 76);
        var alert = _somebody.Says(0, Signal.Glucose, 65).ShouldHaveSingleItem();
        alert.ShouldSatisfyAllConditions(
            a => a.TwinId.ShouldBe(Somebody),
            a => AlertIds.TryGetTwin(a.Id, out var twin).ShouldBeTrue(),
            a => a.Rule.ShouldBe("glucose-limit"),
            a => a.Severity.ShouldBe(Severity.Medium),
            a => (a.Signal, a.Direction).ShouldBe((Signal.Glucose, Direction.Low)),
            a => (a.Value, a.Unit).ShouldBe((65, "mg/dL")),
            a => a.Trend.ShouldBe(Trend.FallingFast),
            a => (a.RaisedAt, a.ObservedAt).ShouldBe((Noon, Noon)),
            a => a.State.ShouldBe(AlertState.Raised),
            a => a.ModelVersion.ShouldBe("glucose-limit/1"),
            a => a.Reason.ShouldBe("Glucose (CGM) 65 mg/dL, falling fast by 2.2 mg/dL a minute, at 12:00 UTC: below 70 mg/dL."),
            a => a.Steps.ShouldBe([new AlertStep(Noon, "raise", "system", null)]));
    }

    [Fact]
    public void worse_is_the_same_alert_worsened()
    {
        var raised = _somebody.Says(0, Signal.Glucose, 65)[0];
        _somebody.Does(1, AlertAction.Acknowledge);
        var worse = _somebody.Says(5, Signal.Glucose, 53).ShouldHaveSingleItem();
        worse.Id.ShouldBe(raised.Id);
        (worse.Severity, worse.State, worse.Value).ShouldBe((Severity.High, AlertState.Raised, 53));
        worse.Steps.Select(step => step.Action).ShouldBe(["raise", "acknowledge", "worsen"]);
        worse.Version.ShouldBe(3);
    }

    [Fact]
    public void every_step_says_who_and_when()
    {
        _somebody.Says(0, Signal.Glucose, 65);
        _somebody.Does(1, AlertAction.Acknowledge, who: "nurse-1");
        _somebody.Does(2, AlertAction.Snooze, untilMinute: 20, who: "nurse-2");
        _somebody.Does(3, AlertAction.Unsnooze, who: "nurse-3");
        _somebody.Does(4, AlertAction.Escalate, who: "nurse-4");
        var id = _somebody.Open[0].Id;
        var resolved = _somebody.Does(5, AlertAction.Resolve, who: "doctor-1").Alert!;
        resolved.Steps.Select(step => (step.At, step.Action, step.Who)).ShouldBe(
        [
            (At(0), "raise", "system"), (At(1), "acknowledge", "nurse-1"), (At(2), "snooze", "nurse-2"), (At(3), "unsnooze", "nurse-3"),
            (At(4), "escalate", "nurse-4"), (At(5), "resolve", "doctor-1"),
        ]);
        resolved.Id.ShouldBe(id);
        _somebody.Open.ShouldBeEmpty();
        _somebody.Told.Select(alert => alert.Version).ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void it_resolves_by_itself_when_the_condition_has_well_cleared_and_not_before()
    {
        var raised = _somebody.Says(0, Signal.Glucose, 65)[0];
        _somebody.Says(5, Signal.Glucose, 72).ShouldBeEmpty();
        _somebody.Says(10, Signal.Glucose, 68).ShouldBeEmpty();
        _somebody.Says(15, Signal.Glucose, 79).ShouldBeEmpty();
        var resolved = _somebody.Says(20, Signal.Glucose, 81).ShouldHaveSingleItem();
        (resolved.Id, resolved.State, resolved.Steps[^1].Who).ShouldBe((raised.Id, AlertState.Resolved, "system"));
    }

    [Fact]
    public void it_stays_when_data_stops_for_silence_proves_no_health()
    {
        _somebody.Says(0, Signal.Glucose, 65);
        _somebody.Passes(16).ShouldNotContain(alert => alert.Rule == "glucose-limit");
        _somebody.Passes(600).ShouldNotContain(alert => alert.Rule == "glucose-limit" && !alert.IsOpen);
        _somebody.Open.ShouldContain(alert => alert.Rule == "glucose-limit");
    }

    [Fact]
    public void resolved_by_a_person_while_the_condition_holds_it_does_not_come_back_at_once()
    {
        var first = _somebody.Says(0, Signal.Glucose, 65)[0];
        _somebody.Does(1, AlertAction.Resolve);
        _somebody.Says(5, Signal.Glucose, 64).ShouldBeEmpty();
        _somebody.IsReloaded();
        _somebody.Says(10, Signal.Glucose, 66).ShouldBeEmpty();
        _somebody.Says(15, Signal.Glucose, 90).ShouldBeEmpty();
        var again = _somebody.Says(20, Signal.Glucose, 66).ShouldHaveSingleItem();
        again.State.ShouldBe(AlertState.Raised);
        string.Equals(again.Id, first.Id, StringComparison.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public void resolved_by_a_person_it_comes_back_when_worse()
    {
        _somebody.Says(0, Signal.Glucose, 65);
        _somebody.Does(1, AlertAction.Resolve);
        _somebody.Says(5, Signal.Glucose, 50).ShouldHaveSingleItem().Severity.ShouldBe(Severity.High);
    }

    [Fact]
    public void a_high_alert_that_nobody_acknowledges_escalates_in_five_minutes()
    {
        _somebody.Says(0, Signal.Glucose, 50);
        _somebody.NextCheck(0).ShouldBe(5);
        _somebody.Passes(4.9).ShouldBeEmpty();
        _somebody.Passes(5).ShouldHaveSingleItem().State.ShouldBe(AlertState.Escalated);
        _somebody.Passes(11).ShouldBeEmpty();
    }

    [Fact]
    public void acknowledged_or_less_than_high_it_does_not_escalate()
    {
        _somebody.Says(0, Signal.Glucose, 50);
        _somebody.Does(1, AlertAction.Acknowledge);
        _somebody.Passes(10).ShouldBeEmpty();
        var other = new Watched();
        other.Says(0, Signal.Glucose, 65);
        other.Passes(14).ShouldBeEmpty();
    }

    [Fact]
    public void commands_that_do_not_fit_are_refused_with_the_reason_and_change_nothing()
    {
        var alert = _somebody.Says(0, Signal.Glucose, 65)[0];
        Refused(_somebody.Does(1, AlertAction.Unsnooze)).ShouldContain("not snoozed");
        Refused(_somebody.Does(1, AlertAction.Snooze)).ShouldContain("until");
        Refused(_somebody.Does(1, AlertAction.Snooze, untilMinute: .5)).ShouldContain("after now");
        Refused(_somebody.Does(1, AlertAction.Snooze, untilMinute: 25 * 60)).ShouldContain("24 hours");
        Refused(_somebody.Does(1, AlertAction.Acknowledge, who: "")).ShouldContain("who");
        _somebody.Open[0].ShouldBe(alert);
        _somebody.Does(2, AlertAction.Acknowledge);
        Refused(_somebody.Does(3, AlertAction.Acknowledge)).ShouldContain("nurse-1");
        _somebody.Does(4, AlertAction.Resolve);
        var late = _somebody.Does(5, AlertAction.Snooze, alert.Id, untilMinute: 30);
        late.Refused.ShouldNotBeNull().ShouldContain("resolved");
        late.Alert!.State.ShouldBe(AlertState.Resolved);
        _somebody.Does(5, AlertAction.Acknowledge, "somebody~nothing").Alert.ShouldBeNull();

        static string Refused(AlertOutcome outcome) => outcome.Refused.ShouldNotBeNull();
    }

    [Fact]
    public void the_same_log_and_the_same_commands_leave_the_same_alerts()
    {
        var one = Run(reloads: false);
        var two = Run(reloads: true);
        two.Select(Told).ShouldBe(one.Select(Told));
        one.Count.ShouldBeGreaterThan(8);

        static object Told(Alert alert) => (alert.Id, alert.Version, alert.State, alert.Severity, alert.Reason, string.Join(';', alert.Steps));

        static List<Alert> Run(bool reloads)
        {
            var person = new Watched();
            double[] glucose = [90, 72, 68, 60, 52, 49, 60, 75, 85, 120, 200, 251, 270, 245, 239, 255];
            for (var i = 0; i < glucose.Length; i++)
            {
                person.Says(i * 5, Signal.Glucose, glucose[i], "cgm");
                person.Says(i * 5, Signal.HeartRate, i > 8 ? 135 : 70);
                if (i == 3) person.Does(i * 5 + 1, AlertAction.Snooze, untilMinute: 60);
                if (reloads) person.IsReloaded();
            }
            person.Passes(200);
            return person.Told;
        }
    }
}
