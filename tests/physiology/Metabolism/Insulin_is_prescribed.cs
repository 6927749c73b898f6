using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Physiology.Tests.Metabolism;

/// <summary>A record names the basal insulin of somebody whom no pump tells of.</summary>
public sealed class Insulin_is_prescribed
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
    private static readonly double[] Levels = [.05, .25, .5, .75, .95];

    /// <summary>The rule of clinics (1700 over the daily dose): who needs twice the insulin is moved half as far by a unit.</summary>
    [Fact]
    public void in_type_1_a_unit_moves_glucose_by_as_much_less_as_more_is_needed()
    {
        double Fall(double perDay)
        {
            var twin = Steady(MetabolismKind.Type1, perDay);
            return At(twin, []) - At(twin, [new(Start.AddHours(1), MetabolicEventKind.InsulinBolusIU, 3, TimeSpan.Zero)]);
        }
        (Fall(18) / Fall(36)).ShouldBe(2, .35);
        Fall(36).ShouldBeGreaterThan(5);
    }

    [Theory]
    [InlineData(MetabolismKind.Type1, 30), InlineData(MetabolismKind.Type2, 30), InlineData(MetabolismKind.Type2, 80)]
    public void nothing_runs_off_while_it_is_taken(MetabolismKind kind, double perDay) =>
        At(Steady(kind, perDay), [], hours: 12).ShouldBe(At(Steady(kind, null), [], hours: 12), 12);

    /// <summary>Left away it is missed; without a prescription nothing can be left away by somebody with type 2.</summary>
    [Fact]
    public void in_type_2_a_skipped_day_raises_glucose_the_more_the_larger_the_dose()
    {
        double Rise(double? perDay)
        {
            var twin = Steady(MetabolismKind.Type2, perDay);
            return At(twin, [new(Start.AddHours(1), MetabolicEventKind.InsulinBasalRateIUPerH, 0, TimeSpan.FromHours(24))], hours: 16) - At(twin, [], hours: 16);
        }
        Rise(null).ShouldBe(0, 1e-9);
        Rise(20).ShouldBeInRange(8, 80);
        Rise(60).ShouldBeInRange(Rise(20) + 5, 200);
    }

    /// <summary>A rate that a pump tells is what is given: the prescription is not given beside it.</summary>
    [Theory]
    [InlineData(MetabolismKind.Type1), InlineData(MetabolismKind.Type2)]
    public void a_pump_that_gives_as_much_changes_nothing(MetabolismKind kind)
    {
        MetabolicEvent pump = new(Start.AddHours(1), MetabolicEventKind.InsulinBasalRateIUPerH, 1.25, TimeSpan.Zero);
        var twin = Steady(kind, 30);
        At(twin, [pump], hours: 12).ShouldBe(At(twin, [], hours: 12), .5);
        At(twin, [pump with { Amount = 2.5 }], hours: 12).ShouldBeLessThan(At(twin, [], hours: 12) - 5);
    }

    [Fact]
    public void a_pump_once_told_stands_against_a_changed_prescription()
    {
        var twin = Steady(MetabolismKind.Type1, null);
        twin.Advance(Start.AddHours(1), [new(Start.AddHours(1), MetabolicEventKind.InsulinBasalRateIUPerH, 1, TimeSpan.Zero)]);
        var again = GlucoseTwin.Restore(Person(MetabolismKind.Type1, 70), twin.Save());
        again.Save().Intake.ShouldBe(twin.Save().Intake);
    }

    [Fact]
    public void a_changed_prescription_does_not_move_glucose_by_itself()
    {
        var twin = Steady(MetabolismKind.Type1, 20);
        var again = GlucoseTwin.Restore(Person(MetabolismKind.Type1, 40), twin.Save());
        At(again, [], hours: 6).ShouldBe(At(twin, [], hours: 6), 8);
        again.Save().Mean.ShouldBe(again.Copy().Save().Mean);
    }

    private static MetabolismPatient Person(MetabolismKind kind, double? perDay) => new(kind, 80, 45) { BasalIUPerDay = perDay };

    /// <summary>Somebody whose glucose has stood for an hour.</summary>
    private static GlucoseTwin Steady(MetabolismKind kind, double? perDay)
    {
        var level = kind == MetabolismKind.Type1 ? 125 : 164;
        var twin = GlucoseTwin.Start(Person(kind, perDay), Start, level);
        for (var i = 1; i <= 12; i++)
        {
            twin.Advance(Start + i * Step, []);
            twin.Assimilate(level);
        }
        return twin;
    }

    private static double At(GlucoseTwin twin, MetabolicEvent[] future, int hours = 4) => twin.Forecast(TimeSpan.FromHours(hours), Step, Levels, future).Values[2][^1];
}
