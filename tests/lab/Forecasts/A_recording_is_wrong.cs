namespace TwinGrid.Lab.Tests.Forecasts;

public sealed class A_recording_is_wrong : IDisposable
{
    private readonly Lab _lab = new();

    [Theory]
    [InlineData("id,time,gl\np,2026-03-02 00:00:00,high\n", "line 2", "gl", "'high' is no number")]
    [InlineData("id,time,gl\np,yesterday,100\n", "line 2", "time", "'yesterday'")]
    [InlineData("id,time,gl\n,2026-03-02 00:00:00,100\n", "line 2", "id", "missing")]
    [InlineData("id,time,gl\np,2026-03-02 00:00:00,-5\n", "line 2", "gl", "-5")]
    [InlineData("id,when,gl\np,2026-03-02 00:00:00,100\n", "line 1", "time", "missing")]
    public void the_place_is_named(string csv, params string[] said)
    {
        var refusal = _lab.Refusal("forecast", "evaluate", "--cgm", _lab.Put("people.csv", csv), "--out", _lab.At("scores.json"));
        foreach (var word in said.Append("people.csv")) refusal.ShouldContain(word);
    }

    [Fact]
    public void nobody_followed_long_enough_is_said() =>
        _lab.Refusal("forecast", "evaluate", "--cgm", _lab.Put("people.csv", Recordings.Of(3, .5)), "--out", _lab.At("scores.json")).ShouldContain("0 people with 240 readings");

    [Fact]
    public void two_files_of_one_data_set_are_refused() =>
        _lab.Refusal("forecast", "evaluate", "--cgm", _lab.Put("hall_a.csv", Recordings.Of(3, 4)), _lab.Put("hall_b.csv", Recordings.Of(3, 4))).ShouldContain("hall");

    [Fact]
    public void a_person_nobody_knows_is_said() =>
        _lab.Refusal("forecast", "run", "--cgm", _lab.Put("people.csv", Recordings.Of(1, 1)), "--person", "nobody").ShouldContain("'nobody'");

    [Fact]
    public void an_unknown_protocol_is_refused() =>
        _lab.Refusal("forecast", "evaluate", "--cgm", _lab.Put("people.csv", Recordings.Of(3, 4)), "--protocol", "guess").ShouldContain("guess");

    public void Dispose() => _lab.Dispose();
}
