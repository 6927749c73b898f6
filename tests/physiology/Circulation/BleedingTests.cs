using TwinGrid.Physiology.Circulation;
using Xunit.Abstractions;

namespace TwinGrid.Physiology.Tests.Circulation;

public sealed class A_person_bleeds(ITestOutputHelper output)
{
    [Fact]
    public void the_reflexes_hold_the_pressure_as_two_other_engines_found()
    {
        var beats = AfterBleeding(
            new() { Reflex = true }, new() { Reflex = true, BleedFraction = .1 }, new() { Reflex = true, BleedFraction = .2 },
            new() { Reflex = true, BleedFraction = .3 }, new() { BleedFraction = .2 });
        var (rest, ten, twenty, thirty, unheld) = (beats[0], beats[1], beats[2], beats[3], beats[4]);
        foreach (var beat in beats) output.WriteLine($"MAP {beat.MeanArterial:0.0} HR {beat.HeartRate:0.0} SV {beat.StrokeVolume:0.0} CO {beat.CardiacOutput:0.00} RAP {beat.RightAtrialMean:0.00}");

        (ten.MeanArterial - rest.MeanArterial).ShouldBeInRange(-9, -3);
        (ten.HeartRate - rest.HeartRate).ShouldBeInRange(4, 14);
        (twenty.MeanArterial - rest.MeanArterial).ShouldBeInRange(-18, -8);
        (twenty.HeartRate - rest.HeartRate).ShouldBeInRange(14, 30);
        (twenty.StrokeVolume / rest.StrokeVolume - 1).ShouldBeInRange(-.5, -.3);
        (thirty.MeanArterial - rest.MeanArterial).ShouldBeInRange(-30, -18);
        (thirty.HeartRate - rest.HeartRate).ShouldBeInRange(35, 50);
        (rest.MeanArterial - unheld.MeanArterial).ShouldBeGreaterThan(3 * (rest.MeanArterial - twenty.MeanArterial));
    }

    [Fact]
    public void rest_is_unchanged_by_the_reflexes()
    {
        var beat = AfterBleeding(new CirculationScenario { Reflex = true })[0];
        beat.MeanArterial.ShouldBe(97.3, .1);
        beat.HeartRate.ShouldBe(70, .1);
    }

    [Fact]
    public void blood_given_back_brings_the_rest_back()
    {
        var ensemble = new CirculationEnsemble([(new(), new() { Reflex = true })]);
        ensemble.Advance(30);
        var rest = ensemble.Beat(0);
        ensemble.Give(0, -5);
        ensemble.Advance(120);
        var bled = ensemble.Beat(0);
        bled.HeartRate.ShouldBeGreaterThan(rest.HeartRate + 5);
        bled.CardiacOutput.ShouldBeLessThan(rest.CardiacOutput);
        ensemble.Give(0, 5);
        ensemble.Advance(120);
        ensemble.Give(0, 0);
        ensemble.Advance(120);
        ensemble.Beat(0).MeanArterial.ShouldBe(rest.MeanArterial, .2);
        ensemble.Beat(0).HeartRate.ShouldBe(rest.HeartRate, .3);
    }

    [Fact]
    public void blood_is_conserved_over_an_hour_of_beats()
    {
        var ensemble = new CirculationEnsemble([(new(), new()), (new(), new() { Reflex = true }), (new(), new() { Reflex = true, BleedFraction = .2 })]);
        double[] before = [.. Enumerable.Range(0, 3).Select(ensemble.LoopVolume)];
        ensemble.Advance(3600);
        ensemble.LoopVolume(0).ShouldBe(before[0], 1e-6 * before[0]);
        ensemble.LoopVolume(1).ShouldBe(before[1], 1e-6 * before[1]);
        ensemble.LoopVolume(2).ShouldBe(before[2] - .2 * new HeartParameters().BloodVolume, 1e-6 * before[2]);
    }

    private static BeatFigures[] AfterBleeding(params CirculationScenario[] scenarios)
    {
        var ensemble = new CirculationEnsemble([.. scenarios.Select(scenario => (new HeartParameters(), scenario))]);
        ensemble.Advance(900);
        return [.. Enumerable.Range(0, scenarios.Length).Select(ensemble.Beat)];
    }
}

public sealed class The_left_ventricle_weakens
{
    /// <summary>BioGears' validation targets for an acute loss of 45 % contractility.</summary>
    [Fact]
    public void the_reflexes_answer_in_the_right_directions()
    {
        var ensemble = new CirculationEnsemble([(new(), new() { Reflex = true }), (new(), new() { Reflex = true, LvContractility = .55 })]);
        ensemble.Advance(300);
        var (rest, weak) = (ensemble.Beat(0), ensemble.Beat(1));
        weak.HeartRate.ShouldBeGreaterThan(rest.HeartRate);
        weak.EjectionFraction.ShouldBeLessThan(rest.EjectionFraction - .1);
        weak.StrokeVolume.ShouldBeLessThan(rest.StrokeVolume);
        weak.CardiacOutput.ShouldBeLessThan(rest.CardiacOutput);
        weak.LeftAtrialMean.ShouldBeGreaterThan(rest.LeftAtrialMean);
        weak.Systolic.ShouldBeLessThan(rest.Systolic);
    }

    [Fact]
    public void fluid_around_the_heart_fills_the_veins_and_lowers_the_output()
    {
        var ensemble = new CirculationEnsemble([(new(), new() { Reflex = true }), (new(), new() { Reflex = true, PericardialPressure = 5 })]);
        ensemble.Advance(300);
        var (rest, pressed) = (ensemble.Beat(0), ensemble.Beat(1));
        pressed.Systolic.ShouldBeLessThan(rest.Systolic);
        pressed.StrokeVolume.ShouldBeLessThan(rest.StrokeVolume);
        pressed.RightAtrialMean.ShouldBeGreaterThan(rest.RightAtrialMean);
    }
}

public sealed class A_circulation_that_no_body_has
{
    [Fact]
    public void it_is_reported_and_its_neighbours_live_on()
    {
        var ensemble = new CirculationEnsemble([(new(), new()), (new() { Csas = 1e-9 }, new())]);
        ensemble.Advance(20);
        Should.Throw<ArithmeticException>(() => ensemble.Beat(1)).Message.ShouldContain("member 1");
        ensemble.Beat(0).MeanArterial.ShouldBeGreaterThan(60);
    }
}
