using TwinGrid.Grains.Alerts;
using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;
using TwinGrid.Vitals;
using static TwinGrid.Grains.Tests.Vitals.Recorded;

namespace TwinGrid.Grains.Tests.Alerts;

/// <summary>Each row stands in chart 1 of the Royal College of Physicians' NEWS2 (2017); values on both sides of every boundary.</summary>
public sealed class News2_is_scored
{
    [Theory]
    [InlineData(8, 3), InlineData(9, 1), InlineData(11, 1), InlineData(12, 0), InlineData(20, 0), InlineData(21, 2), InlineData(24, 2), InlineData(25, 3)]
    public void respiration(double perMinute, int points) => Only(new News2Parameters(RespiratoryRate: perMinute), points);

    [Theory]
    [InlineData(91, 3), InlineData(92, 2), InlineData(93, 2), InlineData(94, 1), InlineData(95, 1), InlineData(96, 0), InlineData(100, 0)]
    public void saturation_on_scale_1(double percent, int points)
    {
        Only(new News2Parameters(OxygenSaturation: percent, OnOxygen: false), points);
        News2.Score(new News2Parameters(OxygenSaturation: percent, OnOxygen: true)).ShouldSatisfyAllConditions(
            scored => scored.Oxygenation.ShouldBe(points), scored => scored.Total.ShouldBe(points + 2));
    }

    [Theory]
    [InlineData(83, 3), InlineData(84, 2), InlineData(85, 2), InlineData(86, 1), InlineData(87, 1), InlineData(88, 0), InlineData(92, 0), InlineData(93, 0), InlineData(97, 0), InlineData(100, 0)]
    public void saturation_on_scale_2_and_air(double percent, int points) =>
        Only(new News2Parameters(OxygenSaturation: percent, OnOxygen: false, UsesScale2: true), points);

    [Theory]
    [InlineData(83, 3), InlineData(84, 2), InlineData(85, 2), InlineData(86, 1), InlineData(87, 1), InlineData(88, 0), InlineData(92, 0)]
    [InlineData(93, 1), InlineData(94, 1), InlineData(95, 2), InlineData(96, 2), InlineData(97, 3), InlineData(100, 3)]
    public void saturation_on_scale_2_and_oxygen(double percent, int points)
    {
        var scored = News2.Score(new News2Parameters(OxygenSaturation: percent, OnOxygen: true, UsesScale2: true));
        scored.Oxygenation.ShouldBe(points);
        scored.Total.ShouldBe(points + 2);
        scored.AnySingleThree.ShouldBe(points == 3);
    }

    [Theory]
    [InlineData(true, 2), InlineData(false, 0), InlineData(null, 0)]
    public void air_or_oxygen(bool? onOxygen, int points) => Only(new News2Parameters(OnOxygen: onOxygen), points);

    [Theory]
    [InlineData(90, 3), InlineData(91, 2), InlineData(100, 2), InlineData(101, 1), InlineData(110, 1), InlineData(111, 0), InlineData(219, 0), InlineData(220, 3)]
    public void systolic_pressure(double mmHg, int points) => Only(new News2Parameters(SystolicPressure: mmHg), points);

    [Theory]
    [InlineData(40, 3), InlineData(41, 1), InlineData(50, 1), InlineData(51, 0), InlineData(90, 0), InlineData(91, 1), InlineData(110, 1), InlineData(111, 2)]
    [InlineData(130, 2), InlineData(131, 3)]
    public void pulse(double perMinute, int points) => Only(new News2Parameters(HeartRate: perMinute), points);

    [Theory]
    [InlineData("A", 0), InlineData("C", 3), InlineData("V", 3), InlineData("P", 3), InlineData("U", 3)]
    public void consciousness(string letter, int points) => Only(new News2Parameters(Consciousness: CodedValues.AcvpuNumber(letter)), points);

    [Theory]
    [InlineData(35.0, 3), InlineData(35.1, 1), InlineData(36.0, 1), InlineData(36.1, 0), InlineData(38.0, 0), InlineData(38.1, 1), InlineData(39.0, 1), InlineData(39.1, 2)]
    [InlineData(35.04, 3), InlineData(35.05, 1), InlineData(36.04, 1), InlineData(36.05, 0), InlineData(38.04, 0), InlineData(38.05, 1), InlineData(39.04, 1), InlineData(39.05, 2)]
    public void temperature_to_the_nearest_tenth(double celsius, int points) => Only(new News2Parameters(Temperature: celsius), points);

    [Theory]
    [InlineData(90.4, 0), InlineData(90.5, 1)]
    public void values_between_whole_numbers_to_the_nearest(double perMinute, int points) => Only(new News2Parameters(HeartRate: perMinute), points);

    [Fact]
    public void from_0_when_all_is_well_to_20_when_nothing_is()
    {
        News2.Score(new News2Parameters(16, 98, false, 120, 70, 0, 37)).Total.ShouldBe(0);
        News2.Score(new News2Parameters(30, 80, true, 80, 140, 4, 34)).Total.ShouldBe(20);
    }

    [Theory]
    [InlineData(0, false, "12 hours"), InlineData(1, false, "4 to 6 hours"), InlineData(4, false, "4 to 6 hours"), InlineData(3, true, "ward review")]
    [InlineData(5, false, "1 hour"), InlineData(6, true, "1 hour"), InlineData(7, false, "30 minutes"), InlineData(20, true, "30 minutes")]
    public void with_the_response_the_college_asks_for(int score, bool anyThree, string within) => News2.Response(score, anyThree).ShouldContain(within);

    private static void Only(News2Parameters parameters, int points)
    {
        var scored = News2.Score(parameters);
        scored.Total.ShouldBe(points);
        scored.AnySingleThree.ShouldBe(points == 3);
    }
}

public sealed class News2_is_glanced_at
{
    private static readonly PatientProfile Adult = People.Aged(60);

    [Theory]
    [InlineData(15, false), InlineData(16, true), InlineData(90, true)]
    public void only_from_sixteen_years_on(int years, bool applies)
    {
        News2.AppliesTo(People.Aged(years), Noon).ShouldBe(applies);
        (News2.Glance(Signs(Of(Signal.HeartRate, 140, 0)), People.Aged(years), Noon) is not null).ShouldBe(applies);
    }

    [Fact]
    public void on_the_sixteenth_birthday_and_not_the_day_before()
    {
        var born = DateOnly.FromDateTime(Noon.UtcDateTime).AddYears(-16);
        News2.AppliesTo(Adult with { BirthDate = born }, Noon).ShouldBeTrue();
        News2.AppliesTo(Adult with { BirthDate = born.AddDays(1) }, Noon).ShouldBeFalse();
    }

    [Fact]
    public void not_in_pregnancy() => News2.AppliesTo(Adult with { Conditions = ["Pregnancy"] }, Noon).ShouldBeFalse();

    [Fact]
    public void not_without_any_of_its_parameters() => News2.Glance(Signs(Of(Signal.Glucose, 40, 0)), Adult, Noon).ShouldBeNull();

    [Fact]
    public void what_is_missing_is_named_and_scores_nothing()
    {
        var glance = News2.Glance(Signs(Of(Signal.RespiratoryRate, 22, 0), Of(Signal.HeartRate, 95, 0)), Adult, Noon)!;
        glance.Score.ShouldBe(3);
        glance.AnySingleThree.ShouldBeFalse();
        glance.Missing.ShouldBe([Signal.OxygenSaturation, Signal.OxygenFlow, Signal.SystolicPressure, Signal.Consciousness, Signal.BodyTemperature], ignoreOrder: true);
    }

    [Fact]
    public void what_is_older_than_twelve_hours_is_missing()
    {
        var signs = Signs(Of(Signal.RespiratoryRate, 25, -12 * 60 - 1), Of(Signal.HeartRate, 131, -12 * 60));
        var glance = News2.Glance(signs, Adult, Noon)!;
        glance.Score.ShouldBe(3);
        glance.Missing.ShouldContain(Signal.RespiratoryRate);
    }

    [Fact]
    public void the_second_scale_is_for_hypercapnic_failure_only()
    {
        var signs = Signs(Of(Signal.OxygenSaturation, 90, 0), Of(Signal.OxygenFlow, 0, 0));
        News2.Glance(signs, Adult, Noon)!.Score.ShouldBe(3);
        News2.Glance(signs, Adult with { Conditions = [PatientProfile.HypercapnicRespiratoryFailure] }, Noon)!.Score.ShouldBe(0);
    }

    [Theory]
    [InlineData(2.0, null, 2), InlineData(0.0, null, 0), InlineData(null, 28.0, 2), InlineData(null, 21.0, 0), InlineData(0.0, 40.0, 2), InlineData(4.0, 21.0, 2)]
    public void oxygen_is_given_when_either_says_so(double? flow, double? inspired, int score)
    {
        var signs = new LatestSigns();
        if (flow is { } f) signs.Add(Of(Signal.OxygenFlow, f, 0), "monitor", 1);
        if (inspired is { } i) signs.Add(Of(Signal.InspiredOxygen, i, 0), "monitor", 1);
        News2.Glance(signs, Adult, Noon)!.Score.ShouldBe(score);
    }

    [Fact]
    public void of_flow_and_fraction_the_newer_word_counts()
    {
        News2.Glance(Signs(Of(Signal.OxygenFlow, 2, -10), Of(Signal.InspiredOxygen, 21, 0)), Adult, Noon)!.Score.ShouldBe(0);
        News2.Glance(Signs(Of(Signal.OxygenFlow, 2, 0), Of(Signal.InspiredOxygen, 21, -10)), Adult, Noon)!.Score.ShouldBe(2);
    }

    private static LatestSigns Signs(params VitalSign[] samples)
    {
        var signs = new LatestSigns();
        foreach (var sample in samples) signs.Add(sample, "monitor", 1);
        return signs;
    }
}
