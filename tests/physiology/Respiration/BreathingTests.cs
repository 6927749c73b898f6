using TwinGrid.Physiology.Circulation;
using TwinGrid.Physiology.Respiration;
using Xunit.Abstractions;

namespace TwinGrid.Physiology.Tests.Respiration;

internal static class Breathing
{
    /// <summary>Breathing half an hour into each scenario.</summary>
    public static LungFigures[] After(ITestOutputHelper output, params LungScenario[] scenarios)
    {
        var ensemble = new LungEnsemble([.. scenarios.Select(scenario => (new LungParameters(), scenario))]);
        ensemble.Advance(40);
        LungFigures[] figures = [.. Enumerable.Range(0, scenarios.Length).Select(ensemble.Look)];
        foreach (var figure in figures) output.WriteLine(figure.ToString());
        return figures;
    }
}

public sealed class A_person_rests_at_sea_level(ITestOutputHelper output)
{
    /// <summary>The resting targets of the BioGears validation (standard male).</summary>
    [Fact]
    public void every_figure_is_in_its_range()
    {
        var rest = Breathing.After(output, new LungScenario())[0];
        rest.RespiratoryRate.ShouldBeInRange(13, 19);
        rest.TidalVolume.ShouldBe(540, 27);
        rest.Ventilation.ShouldBe(7, .7);
        rest.AlveolarVentilation.ShouldBe(6.16, .31);
        rest.ArterialO2.ShouldBeInRange(85, 100);
        rest.ArterialCO2.ShouldBeInRange(37, 43);
        rest.SaturationPercent.ShouldBeInRange(96, 100);
        (rest.AlveolarO2 - rest.ArterialO2).ShouldBeInRange(5, 14);
        rest.VenousO2.ShouldBeInRange(37, 44);
    }

    [Fact]
    public void rest_is_a_steady_state()
    {
        var ensemble = new LungEnsemble([(new(), new())]);
        var before = ensemble.Look(0);
        ensemble.Advance(240);
        var after = ensemble.Look(0);
        after.ArterialCO2.ShouldBe(before.ArterialCO2, 1e-4);
        after.ArterialO2.ShouldBe(before.ArterialO2, 1e-3);
        after.RespiratoryRate.ShouldBe(14, 1e-4);
    }

    [Theory]
    [InlineData(12, 99), InlineData(18, 95), InlineData(22, 90)]
    public void the_model_takes_the_persons_own_rate_and_saturation(double rate, double saturation)
    {
        var ensemble = new LungEnsemble([(new LungParameters { RespiratoryRate = rate }.WithSaturation(Math.Min(saturation, 97.9)), new())]);
        ensemble.Advance(60);
        ensemble.Look(0).RespiratoryRate.ShouldBe(rate, .01);
        ensemble.Look(0).SaturationPercent.ShouldBe(Math.Min(saturation, 97.9), .05);
    }

    [Fact]
    public void a_shorter_step_changes_nothing()
    {
        var coarse = new LungEnsemble([(new(), new() { AltitudeM = 4000 })]);
        var fine = new LungEnsemble([(new(), new() { AltitudeM = 4000 })]);
        coarse.Advance(3);
        fine.Advance(3, LungEnsemble.StandardStep / 8);
        coarse.Look(0).ArterialO2.ShouldBe(fine.Look(0).ArterialO2, 1e-3);
        coarse.Look(0).ArterialCO2.ShouldBe(fine.Look(0).ArterialCO2, 1e-3);
    }
}

/// <summary>Lowlanders within an hour: about 90 % at 3000 m; 80 ± 4 % with PaCO2 near 35 at 4300 m (acute Pikes Peak studies).</summary>
public sealed class A_person_goes_up_a_mountain(ITestOutputHelper output)
{
    [Fact]
    public void saturation_falls_and_breathing_rises_as_published()
    {
        var heights = Breathing.After(output, new LungScenario(), new() { AltitudeM = 1500 }, new() { AltitudeM = 3000 }, new() { AltitudeM = 4300 }, new() { AltitudeM = 5500 });
        for (var i = 1; i < heights.Length; i++)
        {
            heights[i].SaturationPercent.ShouldBeLessThan(heights[i - 1].SaturationPercent);
            heights[i].RespiratoryRate.ShouldBeGreaterThan(heights[i - 1].RespiratoryRate);
            heights[i].ArterialCO2.ShouldBeLessThan(heights[i - 1].ArterialCO2);
        }
        heights[2].SaturationPercent.ShouldBeInRange(87, 93);
        heights[3].SaturationPercent.ShouldBeInRange(76, 85);
        heights[3].ArterialCO2.ShouldBeInRange(32, 37);
    }

    [Fact]
    public void oxygen_brings_the_saturation_back()
    {
        var figures = Breathing.After(output, new() { AltitudeM = 4300 }, new LungScenario { AltitudeM = 4300, InspiredOxygen = .4 });
        figures[1].SaturationPercent.ShouldBeGreaterThan(97);
        figures[1].Ventilation.ShouldBeLessThan(figures[0].Ventilation);
    }
}

/// <summary>Iso-shunt lines of Nunn's Applied Respiratory Physiology.</summary>
public sealed class Blood_passes_the_lung_without_air(ITestOutputHelper output)
{
    [Fact]
    public void a_shunt_of_forty_percent_lowers_saturation_and_oxygen_hardly_helps()
    {
        var figures = Breathing.After(output, new LungScenario(), new() { Shunt = .1 }, new() { Shunt = .4 }, new() { Shunt = .4, InspiredOxygen = 1 });
        figures[1].SaturationPercent.ShouldBeInRange(93, 97);
        figures[2].SaturationPercent.ShouldBeInRange(78, 87);
        figures[2].ArterialO2.ShouldBeInRange(42, 53);
        figures[2].RespiratoryRate.ShouldBeGreaterThan(figures[0].RespiratoryRate + .5);
        figures[3].ArterialO2.ShouldBeInRange(55, 80);
    }
}

/// <summary>Reynolds, Milhorn, Holloman, J Appl Physiol 33:47, 1972: 5 % carbon dioxide makes ventilation two to three and a half times as large.</summary>
public sealed class A_person_breathes_carbon_dioxide(ITestOutputHelper output)
{
    [Fact]
    public void five_percent_drives_ventilation_two_to_three_and_a_half_fold()
    {
        var figures = Breathing.After(output, new LungScenario(), new() { InspiredCarbonDioxide = .03 }, new() { InspiredCarbonDioxide = .05 });
        (figures[2].Ventilation / figures[0].Ventilation).ShouldBeInRange(2, 3.5);
        (figures[1].Ventilation / figures[0].Ventilation).ShouldBeInRange(1.2, 2);
        (figures[2].ArterialCO2 - figures[0].ArterialCO2).ShouldBeInRange(4, 10);
        figures[2].RespiratoryRate.ShouldBeInRange(16, 24);
        figures[2].SaturationPercent.ShouldBeGreaterThanOrEqualTo(figures[0].SaturationPercent);
    }
}

public sealed class A_person_is_given_an_opioid(ITestOutputHelper output)
{
    [Fact]
    public void rate_falls_more_than_tidal_volume_and_carbon_dioxide_rises()
    {
        var figures = Breathing.After(output, new LungScenario(), new() { OpioidDepression = .5 }, new() { OpioidDepression = .9 });
        (figures[1].ArterialCO2 - figures[0].ArterialCO2).ShouldBeInRange(2, 7);
        (figures[1].RespiratoryRate / figures[0].RespiratoryRate).ShouldBeInRange(.7, .9);
        figures[1].SaturationPercent.ShouldBeLessThan(figures[0].SaturationPercent);
        figures[2].RespiratoryRate.ShouldBeLessThan(10);
        figures[2].SaturationPercent.ShouldBeLessThan(95);
        figures[2].ArterialCO2.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void the_saturation_falls_far_deeper_where_little_oxygen_is_left_in_the_air()
    {
        var figures = Breathing.After(output, new() { OpioidDepression = .9 }, new LungScenario { OpioidDepression = .9, AltitudeM = 2500 });
        figures[1].SaturationPercent.ShouldBeLessThan(figures[0].SaturationPercent - 8);
    }
}

/// <summary>Farmery &amp; Roe, Br J Anaesth 76:284, 1996: without breath a healthy adult on air is below 85 % in one to two minutes, on oxygen only after many.</summary>
public sealed class A_person_stops_breathing(ITestOutputHelper output)
{
    [Fact]
    public void oxygen_breathed_before_buys_minutes()
    {
        var ensemble = new LungEnsemble([(new(), new()), (new(), new() { InspiredOxygen = 1 })]);
        ensemble.Advance(5);
        ensemble.Change(0, new() { OpioidDepression = 1 });
        ensemble.Change(1, new() { OpioidDepression = 1 });
        double[] minutes = [0, 0];
        for (var step = 0; step < 2000; step++)
        {
            ensemble.Advance(.01);
            for (var member = 0; member < 2; member++)
                if (ensemble.Look(member).SaturationPercent >= 85) minutes[member] += .01;
        }
        output.WriteLine($"{minutes[0]:0.0} min on air, {minutes[1]:0.0} min on oxygen; {ensemble.Look(0)}");
        minutes[0].ShouldBeInRange(.5, 2.5);
        minutes[1].ShouldBeInRange(4, 12);
        ensemble.Look(0).RespiratoryRate.ShouldBe(0);
        double.IsFinite(ensemble.Look(0).ArterialCO2).ShouldBeTrue();
        ensemble.Look(0).SaturationPercent.ShouldBeInRange(0, 30);
    }
}

public sealed class The_heart_pumps_less(ITestOutputHelper output)
{
    [Fact]
    public void venous_oxygen_falls_with_the_output_of_a_bleeding_circulation()
    {
        var hearts = new CirculationEnsemble([(new(), new() { Reflex = true }), (new(), new() { Reflex = true, BleedFraction = .25 })]);
        hearts.Advance(480);
        var lungs = new LungEnsemble([(new(), new() { CardiacOutput = hearts.Beat(0).CardiacOutput }), (new(), new() { CardiacOutput = hearts.Beat(1).CardiacOutput })]);
        lungs.Advance(30);
        output.WriteLine($"{lungs.Look(0)}\n{lungs.Look(1)}");
        lungs.Look(1).VenousO2.ShouldBeLessThan(lungs.Look(0).VenousO2 - 5);
        lungs.Look(1).ArterialO2.ShouldBeLessThan(lungs.Look(0).ArterialO2);
    }

    [Fact]
    public void exercise_breathes_in_proportion_to_what_is_burnt()
    {
        var figures = Breathing.After(output, new LungScenario(), new() { Metabolism = 2, CardiacOutput = 8 });
        (figures[1].Ventilation / figures[0].Ventilation).ShouldBeInRange(1.5, 2.2);
        figures[1].SaturationPercent.ShouldBeGreaterThan(94);
    }
}
