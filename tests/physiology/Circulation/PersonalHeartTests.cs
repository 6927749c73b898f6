using TwinGrid.Physiology.Circulation;
using Xunit.Abstractions;

namespace TwinGrid.Physiology.Tests.Circulation;

public sealed class A_circulation_is_fitted_to_a_person(ITestOutputHelper output)
{
    [Theory]
    [InlineData(70, 118, 76, 40, 178, 77, false)]
    [InlineData(62, 112, 70, 28, 165, 58, true)]
    [InlineData(78, 158, 92, 67, 172, 95, false)]
    [InlineData(72, 165, 70, 81, 158, 62, true)]
    [InlineData(48, 115, 65, 24, 184, 74, false)]
    [InlineData(98, 104, 68, 55, 170, 70, true)]
    [InlineData(84, 138, 88, 45, 175, 130, false)]
    public void it_rests_at_the_persons_pressures(double rate, double systolic, double diastolic, double age, double height, double weight, bool female)
    {
        var person = new PersonAtRest(rate, systolic, diastolic, age, height, weight, female);
        var before = Environment.CpuUsage.UserTime;
        var fitted = PersonalHeart.Fit(person);
        output.WriteLine($"misfit {fitted.MisfitMmHg:0.00}, CO {fitted.Beat.CardiacOutput:0.00} of {person.ExpectedOutput:0.00}, EF {fitted.Beat.EjectionFraction:0.00}, EDV {fitted.Beat.EndDiastolicVolume:0}, LAP {fitted.Beat.LeftAtrialMean:0.0}, R {fitted.Heart.Rsys:0.00}, C {fitted.Heart.Csat:0.00}, V {fitted.Heart.StressedVolume:0}, blood {fitted.Heart.BloodVolume:0}, {(Environment.CpuUsage.UserTime - before).TotalMilliseconds:0} ms");
        fitted.Beat.Systolic.ShouldBe(systolic, PersonalHeart.GoodMisfitMmHg);
        fitted.Beat.Diastolic.ShouldBe(diastolic, PersonalHeart.GoodMisfitMmHg);
        fitted.Beat.HeartRate.ShouldBe(rate, 1e-9);
        fitted.Beat.CardiacOutput.ShouldBe(person.ExpectedOutput, .05 * person.ExpectedOutput);
        fitted.Beat.EjectionFraction.ShouldBe(.60, .01);
        fitted.Heart.BloodVolume.ShouldBe(person.BloodVolume);
    }

    [Fact]
    public void a_weak_heart_seen_by_echo_is_a_weak_heart_here()
    {
        var healthy = PersonalHeart.Fit(new(82, 112, 72, 68, 172, 78, false));
        var failing = PersonalHeart.Fit(new(82, 112, 72, 68, 172, 78, false) { EjectionFraction = .30 });
        failing.MisfitMmHg.ShouldBeLessThan(PersonalHeart.GoodMisfitMmHg);
        failing.Beat.EjectionFraction.ShouldBe(.30, .01);
        failing.Heart.ElvS.ShouldBeLessThan(.5 * healthy.Heart.ElvS);
        failing.Beat.LeftAtrialMean.ShouldBeGreaterThan(healthy.Beat.LeftAtrialMean + 3);
    }

    [Fact]
    public void stiff_arteries_show_in_the_capacity_and_narrow_ones_in_the_resistance()
    {
        var young = PersonalHeart.Fit(new(70, 120, 78, 40, 175, 75, false)).Heart;
        var stiff = PersonalHeart.Fit(new(70, 165, 70, 40, 175, 75, false)).Heart;
        var narrow = PersonalHeart.Fit(new(70, 160, 105, 40, 175, 75, false)).Heart;
        stiff.Csat.ShouldBeLessThan(.6 * young.Csat);
        narrow.Rsys.ShouldBeGreaterThan(1.25 * young.Rsys);
    }

    [Fact]
    public void blood_volumes_are_nadlers()
    {
        new PersonAtRest(70, 120, 80, 40, 180, 80, false).BloodVolume.ShouldBe(5319, 1);
        new PersonAtRest(70, 120, 80, 40, 165, 60, true).BloodVolume.ShouldBe(3768, 1);
    }

    [Fact]
    public void figures_that_no_person_at_rest_has_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => PersonalHeart.Fit(new(70, 80, 78, 40, 175, 75, false))).ParamName.ShouldBe("Diastolic");
}
