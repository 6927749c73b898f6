using TwinGrid.Physiology.Forecasting;
using TwinGrid.Physiology.Respiration;
using Xunit.Abstractions;

namespace TwinGrid.Physiology.Tests.Respiration;

public sealed class A_persons_breathing_is_asked_what_if(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly PersonBreathing Healthy = new(14, 97, Air.Oxygen, 5.2, 74, false, false);

    [Theory]
    [InlineData(97, Air.Oxygen)]
    [InlineData(92, Air.Oxygen)]
    [InlineData(93, .37)]
    [InlineData(85, .60)]
    public void it_breathes_at_the_persons_saturation_with_the_oxygen_it_is_given(double saturation, double oxygen)
    {
        var lung = (Healthy with { SaturationPercent = saturation, InspiredOxygen = oxygen }).Lung();
        var breathing = new LungEnsemble([(lung, new LungScenario { InspiredOxygen = oxygen })]);
        breathing.Advance(60);
        output.WriteLine($"shunt {lung.Shunt:0.000}, SaO2 {breathing.Look(0).SaturationPercent:0.0}, RR {breathing.Look(0).RespiratoryRate:0.0}");
        breathing.Look(0).SaturationPercent.ShouldBe(saturation, 1.5);
    }

    [Theory]
    [InlineData(100, Air.Oxygen, 0)]
    [InlineData(50, 1, .6)]
    public void what_no_shunt_can_show_is_answered_by_the_nearest(double saturation, double oxygen, double shunt) =>
        (Healthy with { SaturationPercent = saturation, InspiredOxygen = oxygen }).Lung().Shunt.ShouldBe(shunt);

    [Fact]
    public void who_needs_more_oxygen_for_the_same_saturation_has_the_larger_shunt() =>
        LungTwin.Calibrate(Healthy with { SaturationPercent = 93, InspiredOxygen = .4 }).Shunt.Value
            .ShouldBeGreaterThan(LungTwin.Calibrate(Healthy with { SaturationPercent = 93 }).Shunt.Value + .05);

    [Theory]
    [InlineData(LungEventKind.Altitude, 3500, LungSign.Saturation, -16, -5)]
    [InlineData(LungEventKind.Altitude, 3500, LungSign.Rate, .3, 8)]
    [InlineData(LungEventKind.InspiredOxygen, .5, LungSign.Saturation, 1, 3.1)]
    [InlineData(LungEventKind.Opioid, .6, LungSign.Rate, -9, -2)]
    [InlineData(LungEventKind.Opioid, .6, LungSign.Saturation, -20, -.3)]
    [InlineData(LungEventKind.Shunt, .4, LungSign.Saturation, -25, -10)]
    [InlineData(LungEventKind.Shunt, .4, LungSign.Rate, .5, 15)]
    public void the_direction_and_the_size_are_right(LungEventKind kind, double amount, LungSign sign, double low, double high)
    {
        var change = Median(Healthy, sign, new LungEvent(kind, 0, amount, 0))[11] - Base(sign);
        output.WriteLine($"{kind} {amount}: {sign} {change:+0.0;-0.0}");
        change.ShouldBeInRange(low, high);
    }

    [Fact]
    public void nothing_changes_before_it_begins_and_oxygen_that_ends_is_over()
    {
        var sick = Healthy with { SaturationPercent = 90 };
        var course = Median(sick, LungSign.Saturation, new LungEvent(LungEventKind.InspiredOxygen, 12.5, .4, 20));
        course[1].ShouldBe(97, 1e-4);
        course[5].ShouldBeGreaterThan(99);
        course[11].ShouldBe(97, .3);
    }

    [Fact]
    public void saturation_is_never_above_a_hundred_and_quantiles_never_cross()
    {
        var with = LungTwin.Calibrate(Healthy with { SaturationPercent = 91 }).Imagine([new(LungEventKind.InspiredOxygen, 0, 1, 0)], Hour).Applied(Around(96), Noon, LungSign.Saturation);
        for (var point = 0; point < 12; point++)
        {
            with.Values[^1][point].ShouldBeLessThanOrEqualTo(100);
            with.Values.Select(course => course[point]).ShouldBeInOrder();
        }
    }

    [Fact]
    public void who_retains_carbon_dioxide_rests_with_it()
    {
        var chronic = (Healthy with { SaturationPercent = 90, RetainsCarbonDioxide = true }).Lung();
        var breathing = new LungEnsemble([(chronic, new())]);
        breathing.Advance(30);
        breathing.Look(0).ArterialCO2.ShouldBe(50, 1);
        breathing.Look(0).SaturationPercent.ShouldBe(90, 1);
    }

    [Fact]
    public void figures_nobody_has_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => LungTwin.Calibrate(Healthy with { CardiacOutput = 0 })).ParamName.ShouldBe("CardiacOutput");

    [Fact]
    public void what_it_costs()
    {
        var twin = LungTwin.Calibrate(Healthy);
        var before = Environment.CpuUsage.UserTime;
        twin.Imagine([new(LungEventKind.Opioid, 0, .4, 0)], Hour);
        output.WriteLine($"an hour of eight lungs: {(Environment.CpuUsage.UserTime - before).TotalMilliseconds:0} ms");
        LungTwin.Calibrate(Healthy);
        output.WriteLine($"and a calibration: {(Environment.CpuUsage.UserTime - before).TotalMilliseconds:0} ms");
        Environment.CpuUsage.UserTime.ShouldBeGreaterThanOrEqualTo(before);
    }

    private static double Base(LungSign sign) => sign == LungSign.Rate ? 14 : 97;

    private static double[] Median(PersonBreathing person, LungSign sign, params LungEvent[] events) =>
        LungTwin.Calibrate(person).Imagine(events, Hour).Applied(Around(Base(sign)), Noon, sign).Values[2];

    private static QuantileCourse Around(double value) => new(
        Noon.AddMinutes(5), TimeSpan.FromMinutes(5), [.05, .25, .5, .75, .95], [.. new[] { -2, -.5, 0, .5, 2 }.Select(distance => Enumerable.Repeat(value + distance, 12).ToArray())]);
}
