namespace TwinGrid.Lab.Tests.Hearts;

/// <summary>Bands that two other engines span.</summary>
public sealed class A_person_bleeds : IDisposable
{
    private readonly Lab _lab = new();

    [Theory, InlineData(""), InlineData(", \"durationS\": 200")]
    public void the_reflexes_hold_the_pressure(string duration)
    {
        var rest = After($$"""{"reflex": true{{duration}}}""");
        foreach (var (lost, pressureFall, rateRise) in new[] { (.1, (-9.0, -3.0), (4.0, 14.0)), (.2, (-18, -8), (14, 30)), (.3, (-30, -18), (35, 50)) })
        {
            var bled = After($$"""{"reflex": true, "bleedFraction": {{lost}}{{duration}}}""");
            (bled["MAP"][0] - rest["MAP"][0]).ShouldBeInRange(pressureFall.Item1, pressureFall.Item2);
            (bled["HR"][0] - rest["HR"][0]).ShouldBeInRange(rateRise.Item1, rateRise.Item2);
        }
        var held = After($$"""{"reflex": true, "bleedFraction": 0.2{{duration}}}""");
        (held["SV"][0] / rest["SV"][0] - 1).ShouldBeInRange(-.5, -.3);
        var unheld = After($$"""{"bleedFraction": 0.2{{duration}}}""");
        (rest["MAP"][0] - unheld["MAP"][0]).ShouldBeGreaterThan(3 * (rest["MAP"][0] - held["MAP"][0]));
    }

    [Fact]
    public void a_time_too_short_to_settle_is_said()
    {
        After("""{"reflex": true, "bleedFraction": 0.3, "durationS": 60}""");
        _lab.Errors.ShouldContain("is not settled");
    }

    [Fact]
    public void a_pump_that_is_too_fast_is_said()
    {
        After("""{"stressedVolumeFactor": 0.6, "lvadRpm": 14000}""");
        _lab.Errors.ShouldContain("sucks the ventricle empty");
    }

    [Fact]
    public void the_row_bears_the_name_that_is_given() => After("""{"name": "rest, lying"}""").Texts("scenario").ShouldBe(["rest, lying"]);

    private ResultTable After(string scenario) => _lab.Table("simulate", "circulation", "--scenario", _lab.Put("scenario.json", scenario));

    public void Dispose() => _lab.Dispose();
}
