using TwinGrid.Physiology.Circulation;
using static TwinGrid.Physiology.Tests.Circulation.ReferenceHeart;

namespace TwinGrid.Physiology.Tests.Circulation;

public sealed class A_narrow_aortic_valve
{
    [Fact]
    public void gorlins_area_is_close_to_the_true_one()
    {
        double[] areas = [.5, .7, .9, 1.1, 1.3, 1.5, 1.7, 2];
        var beats = Settle(new(), [.. areas.Select(area => new CirculationScenario { AorticValveAreaCm2 = area })]);
        foreach (var (area, beat) in areas.Zip(beats)) (beat.GorlinArea / area).ShouldBeInRange(1, 1.1);
    }

    [Fact]
    public void its_replacement_takes_the_gradient_away()
    {
        var beats = Settle(new(),
            new() { AorticValveAreaCm2 = .7, LvContractility = 1.4 }, new() { AorticValveAreaCm2 = 1.8, LvContractility = 1.4 });
        (beats[1].AorticGradientMean / beats[0].AorticGradientMean).ShouldBeLessThan(.35);
        (beats[0].LvSystolic - beats[1].LvSystolic).ShouldBeInRange(80, 88);
    }
}

public sealed class A_failing_heart_with_an_assist_pump
{
    [Fact]
    public void flow_rises_with_speed_until_the_valve_stays_shut()
    {
        double[] speeds = [7000, 7500, 8000, 8500, 9000, 9500, 10000, 13000];
        var beats = Settle(new(), [.. speeds.Select(rpm => new CirculationScenario { LvContractility = .25, StressedVolumeFactor = 1.25, LvadRpm = rpm })]);
        for (var i = 1; i < beats.Length; i++) beats[i].PumpFlow.ShouldBeGreaterThan(beats[i - 1].PumpFlow);
        beats[2].AorticGradientMean.ShouldBeGreaterThan(0);
        beats[6].AorticGradientMean.ShouldBe(0);
        beats[2].Suction.ShouldBeFalse();
    }

    [Fact]
    public void a_pump_too_fast_for_an_empty_heart_is_flagged()
    {
        var beats = Settle(new(), new() { StressedVolumeFactor = .6, LvadRpm = 14000 }, new() { StressedVolumeFactor = .6 });
        beats[0].Suction.ShouldBeTrue();
        beats[1].Suction.ShouldBeFalse();
    }
}

public sealed class A_slow_heart_is_paced
{
    [Fact]
    public void pacing_from_45_to_70_gives_a_litre_more()
    {
        var beats = Settle(new(), new() { HeartRate = 45 }, new() { HeartRate = 45, PacedRate = 70 }, new() { HeartRate = 80, PacedRate = 70 });
        (beats[1].CardiacOutput - beats[0].CardiacOutput).ShouldBe(1.10, .02);
        beats[2].HeartRate.ShouldBe(80, 1e-9);
    }

    [Fact]
    public void atria_that_beat_against_closed_valves_cost_output()
    {
        var beats = Settle(new(), new() { PacedRate = 90, AvDelaySeconds = .06 }, new() { PacedRate = 90, AvDelaySeconds = .55 });
        beats[0].CardiacOutput.ShouldBeGreaterThan(beats[1].CardiacOutput);
    }
}

public sealed class A_narrow_coronary_artery
{
    [Fact]
    public void a_stent_brings_the_reserve_back()
    {
        var narrow = new CoronaryStenosis(60, 20);
        narrow.FractionalFlowReserve.ShouldBe(.609, .002);
        narrow.FractionalFlowReserve.ShouldBeLessThanOrEqualTo(CoronaryStenosis.TreatedAtOrBelow);
        narrow.Stented().FractionalFlowReserve.ShouldBeGreaterThanOrEqualTo(.95);
    }
}
