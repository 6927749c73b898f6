using TwinGrid.Physiology.Circulation;
using Xunit.Abstractions;
using static TwinGrid.Physiology.Tests.Circulation.ReferenceHeart;

namespace TwinGrid.Physiology.Tests.Circulation;

/// <summary>The validation targets of BioGears for a healthy man on a bicycle.</summary>
public sealed class A_person_cycles(ITestOutputHelper output)
{
    [Fact]
    public void output_and_stroke_volume_rise_as_published()
    {
        double[] watts = [0, 45, 90, 190, 430];
        double[] outputs = [1, 2.25, 2.67, 3.36, 3.50], strokes = [1, 1.416, 1.299, 1.364, 1.312];
        var heart = new HeartParameters();
        var beats = Settle(heart, [.. watts.Select(power => Exercise.At(heart, power))]);
        var rest = beats[0];
        for (var i = 1; i < beats.Length; i++)
        {
            var beat = beats[i];
            output.WriteLine($"{watts[i]} W: {beat.Systolic:0}/{beat.Diastolic:0} MAP x{beat.MeanArterial / rest.MeanArterial:0.00} CO x{beat.CardiacOutput / rest.CardiacOutput:0.00} SV x{beat.StrokeVolume / rest.StrokeVolume:0.00} LAP {beat.LeftAtrialMean:0.0}");
            (beat.CardiacOutput / rest.CardiacOutput).ShouldBe(outputs[i], .1 * outputs[i]);
            (beat.StrokeVolume / rest.StrokeVolume).ShouldBe(strokes[i], .1 * strokes[i]);
            (beat.Systolic / rest.Systolic).ShouldBeInRange(1.1, 1.6);
            (beat.MeanArterial / rest.MeanArterial).ShouldBeInRange(1, 1.3);
            (beat.MeanArterial / beat.CardiacOutput).ShouldBeLessThan(rest.MeanArterial / rest.CardiacOutput);
        }
    }

    [Fact]
    public void more_than_anyone_keeps_up_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => Exercise.At(new(), 1000));
}

public sealed class Two_classes_of_bleeding(ITestOutputHelper output)
{
    [Fact]
    public void every_figure_moves_as_the_classes_say()
    {
        var ensemble = new CirculationEnsemble([(new(), new() { Reflex = true }), (new(), new() { Reflex = true, BleedFraction = .2 }), (new(), new() { Reflex = true, BleedFraction = .42 })]);
        ensemble.Advance(600);
        var (rest, second, fourth) = (ensemble.Beat(0), ensemble.Beat(1), ensemble.Beat(2));
        output.WriteLine($"class 2 {second.Systolic:0}/{second.Diastolic:0} {second.HeartRate:0}, class 4 {fourth.Systolic:0}/{fourth.Diastolic:0} {fourth.HeartRate:0} CO {fourth.CardiacOutput:0.0}");
        second.HeartRate.ShouldBeGreaterThan(rest.HeartRate);
        second.Systolic.ShouldBeLessThan(rest.Systolic);
        second.Diastolic.ShouldBeGreaterThan(rest.Diastolic);
        second.CardiacOutput.ShouldBeLessThan(rest.CardiacOutput);
        fourth.HeartRate.ShouldBeGreaterThan(second.HeartRate);
        fourth.Systolic.ShouldBeLessThan(second.Systolic - 20);
        fourth.Diastolic.ShouldBeLessThan(rest.Diastolic);
        fourth.StrokeVolume.ShouldBeLessThan(second.StrokeVolume);
        fourth.CardiacOutput.ShouldBeLessThan(second.CardiacOutput);
    }
}

public sealed class Circulations_beat_in_company
{
    [Fact]
    public void each_beats_to_the_bit_as_it_does_alone()
    {
        CirculationScenario[] scenarios = [new() { Reflex = true, BleedFraction = .2 }, new() { AorticValveAreaCm2 = 1 }, new() { HeartRate = 110, MitralRegurgitantFraction = .05 }];
        var together = new CirculationEnsemble([.. scenarios.Select(scenario => (new HeartParameters(), scenario))]);
        together.Advance(30);
        for (var i = 0; i < scenarios.Length; i++)
        {
            var alone = new CirculationEnsemble([(new(), scenarios[i])]);
            alone.Advance(30);
            together.Beat(i).ShouldBe(alone.Beat(0));
            together.LoopVolume(i).ShouldBe(alone.LoopVolume(0));
        }
    }

    [Fact]
    public void nine_are_too_many() =>
        Should.Throw<ArgumentException>(() => new CirculationEnsemble([.. Enumerable.Repeat((new HeartParameters(), new CirculationScenario()), 9)]));
}
