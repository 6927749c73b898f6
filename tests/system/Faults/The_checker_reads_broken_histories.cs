using TwinGrid.Faults.Checking;
using TwinGrid.Faults.Histories;

namespace TwinGrid.SystemTests.Faults;

/// <summary>Who watches the watchman: the checker objects to each kind of broken promise, and to nothing else.</summary>
public sealed class The_checker_reads_broken_histories : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ClientHistory _history = new(TimeProvider.System);

    public void Dispose() => _history.Dispose();

    [Fact]
    public void all_is_well()
    {
        Sent(1, Outcome.Acknowledged, 70);
        Sent(2, Outcome.Refused, 71);
        Sent(3, Outcome.Unknown, 72);
        Kinds(Seen(At(1, 70))).ShouldBeEmpty();
        Kinds(Seen(At(1, 70), At(3, 72))).ShouldBeEmpty("what is unknown may be there");
    }

    [Fact]
    public void an_acknowledged_sample_is_lost()
    {
        Sent(1, Outcome.Acknowledged, 70);
        Sent(2, Outcome.Acknowledged, 71);
        Kinds(Seen(At(2, 71))).ShouldBe(["lost"]);
    }

    [Fact]
    public void a_whole_twin_is_lost()
    {
        Sent(1, Outcome.Acknowledged, 70);
        Kinds(SeenGrid.Nothing).ShouldBe(["lost"]);
    }

    [Theory, InlineData(Outcome.Acknowledged), InlineData(Outcome.Unknown)]
    public void a_sample_counts_twice(Outcome outcome)
    {
        Sent(1, outcome, 70);
        Kinds(Seen(At(1, 70), At(1, 70))).ShouldBe(["twice"]);
    }

    [Fact]
    public void a_refused_sample_left_a_trace()
    {
        Sent(1, Outcome.Acknowledged, 70);
        Sent(2, Outcome.Refused, 71);
        Kinds(Seen(At(1, 70), At(2, 71))).ShouldBe(["from nowhere"]);
    }

    [Fact]
    public void a_sample_is_there_that_nobody_sent()
    {
        Sent(1, Outcome.Acknowledged, 70);
        Kinds(Seen(At(1, 70), At(9, 70))).ShouldBe(["from nowhere"]);
    }

    [Fact]
    public void a_value_is_not_the_one_that_was_sent()
    {
        Sent(1, Outcome.Acknowledged, 70);
        Kinds(Seen(At(1, 7))).ShouldBe(["wrong"]);
    }

    [Fact]
    public void a_correction_was_forgotten()
    {
        Sent(1, Outcome.Acknowledged, 70);
        Send(new SentPacket("ann", "monitor", 2, [new SentSample("8867-4", 75, "/min", Noon.AddSeconds(1), "corrected")]), Outcome.Acknowledged);
        Kinds(Seen(At(1, 75)) with { Alerts = [] }).ShouldBeEmpty();
        Kinds(Seen(At(1, 70))).ShouldBe(["wrong"]);
    }

    [Fact]
    public void what_was_entered_in_error_is_shown_on()
    {
        Sent(1, Outcome.Acknowledged, 70);
        Send(new SentPacket("ann", "monitor", 2, [new SentSample("8867-4", 70, "/min", Noon.AddSeconds(1), "entered-in-error")]), Outcome.Acknowledged);
        Kinds(Seen(highest: 2)).ShouldBeEmpty();
        Kinds(Seen(At(1, 70))).ShouldBe(["wrong"]);
    }

    [Fact]
    public void the_history_has_it_but_the_twin_never_heard_of_it()
    {
        Sent(5, Outcome.Acknowledged, 70);
        Kinds(Seen(highest: 4, samples: At(5, 70))).ShouldBe(["not applied"]);
    }

    [Fact]
    public void the_state_is_not_that_of_the_quiet_run()
    {
        Sent(1, Outcome.Acknowledged, 70);
        var seen = Seen(At(1, 70));
        Kinds(seen, seen).ShouldBeEmpty();
        Kinds(seen, With(seen, "other")).ShouldBe(["state"]);
    }

    [Fact]
    public void an_alert_is_missing_doubled_or_too_much()
    {
        SeenAlert low = new("ann~1", "ann", "glucose-limit", "high"), fast = new("ann~2", "ann", "rapid-change", "low");
        var quiet = Seen() with { Alerts = [low, fast] };
        Kinds(quiet, quiet).ShouldBeEmpty();
        Kinds(quiet with { Alerts = [low] }, quiet).ShouldBe(["alert missing"]);
        Kinds(quiet with { Alerts = [low, fast, fast] }, quiet).ShouldBe(["twice"]);
        Kinds(quiet, quiet with { Alerts = [low] }).ShouldBe(["alert extra"]);
        Kinds(quiet with { Alerts = [low with { Severity = "medium" }, fast] }, quiet).ShouldBe(["alert missing", "alert extra"]);
    }

    [Fact]
    public void an_answer_that_came_to_one_of_several_attempts_counts()
    {
        var packet = new SentPacket("ann", "monitor", 1, [new SentSample("8867-4", 70, "/min", Noon.AddSeconds(1))]);
        Send(packet, Outcome.Unknown);
        Send(packet, Outcome.Refused);
        _history.Fates.ShouldHaveSingleItem().Outcome.ShouldBe(Outcome.Unknown, "the first attempt may have been written");
        Send(packet, Outcome.Acknowledged);
        _history.Fates.ShouldHaveSingleItem().Outcome.ShouldBe(Outcome.Acknowledged);
    }

    private void Sent(long sequence, Outcome outcome, double value) =>
        Send(new SentPacket("ann", "monitor", sequence, [new SentSample("8867-4", value, "/min", Noon.AddSeconds(sequence))]), outcome);

    private void Send(SentPacket packet, Outcome outcome)
    {
        _history.Sending(packet);
        _history.Answered(packet, outcome, "");
    }

    private string[] Kinds(SeenGrid seen, SeenGrid? quiet = null) => [.. Checker.Check(_history.Fates, seen, quiet).Select(violation => violation.Kind)];

    private static SeenSample At(long second, double value) => new("8867-4", "monitor", Noon.AddSeconds(second), value, "final");

    private static SeenGrid Seen(params SeenSample[] samples) => Seen(100, samples);

    private static SeenGrid Seen(long highest, params SeenSample[] samples) =>
        new(new Dictionary<string, SeenTwin>(StringComparer.Ordinal) { ["ann"] = new SeenTwin(samples, new Dictionary<string, long>(StringComparer.Ordinal) { ["monitor"] = highest }, HeartWith("hash")) }, []);

    private static SeenGrid With(SeenGrid grid, string heart) => grid with { Twins = grid.Twins.ToDictionary(twin => twin.Key, twin => twin.Value with { State = HeartWith(heart) }, StringComparer.Ordinal) };

    private static Dictionary<string, string> HeartWith(string value) => new(StringComparer.Ordinal) { ["heart"] = $"Rate = 60\nPressure = {value}\n" };
}
