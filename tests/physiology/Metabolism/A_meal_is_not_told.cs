using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;
using Xunit.Abstractions;

namespace TwinGrid.Physiology.Tests.Metabolism;

public sealed class A_meal_is_not_told(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<MetabolismKind, int> People { get; } = new()
    {
        { MetabolismKind.Type1, 40 }, { MetabolismKind.Type1, 15 }, { MetabolismKind.Type1, 9 }, { MetabolismKind.Healthy, 45 }, { MetabolismKind.Type2, 45 },
    };

    [Theory, MemberData(nameof(People))]
    public void sixty_grams_are_seen_within_three_quarters_of_an_hour_and_few_are_seen_that_were_not_eaten(MetabolismKind kind, int age)
    {
        var people = Enumerable.Range(0, 20).Select(i => VirtualEater.Draw(kind, age, new CounterNoise((ulong)i))).ToArray();
        var quietSensor = ContinuousSensor.Guardian with { Lambda = ContinuousSensor.Guardian.Lambda / 2, Xi = ContinuousSensor.Guardian.Xi / 2 }; // as exact as sensors are today
        var report = new UntoldMealTrial(quietSensor).Run(people, seed: 5);
        output.WriteLine($"{kind} of {age}: {string.Join(", ", new[] { 30, 60, 90 }.Select(g => $"{g} g {report.SeenShare(g):0.00} after {report.MedianDelayMin(g):0} min"))}; "
            + $"false {report.FalsePerToldDay:0.00} a told day, {report.FalsePerQuietDay:0.00} a quiet day");
        report.MedianDelayMin(60)!.Value.ShouldBeLessThanOrEqualTo(kind == MetabolismKind.Type2 ? 45 : 35); // from the first bite on; type 2 absorbs slowly
        report.SeenShare(60).ShouldBeGreaterThan(0.6);
        report.SeenShare(90).ShouldBeGreaterThan(0.8);
        report.FalsePerQuietDay.ShouldBeLessThan(1);
        report.FalsePerToldDay.ShouldBeLessThan(1);
    }

    [Theory]
    [InlineData(MetabolismKind.Healthy)]
    [InlineData(MetabolismKind.Type1)]
    public void its_time_and_size_are_about_right_and_the_seeing_survives_sleep(MetabolismKind kind)
    {
        const int EatenMin = 2160; // a day and a half to know how quiet the person is
        var person = VirtualEater.Draw(kind, 40, new CounterNoise(3));
        var course = person.Live(new() { DurationMin = EatenMin + 60, MealsG = new Dictionary<int, double> { [EatenMin] = 60 } });
        var twin = GlucoseTwin.Start(person.Patient, Noon, course[0].SensorGlucose);
        foreach (var sample in course.Skip(1))
        {
            twin.Advance(Noon.AddMinutes(sample.Minute), []);
            twin.Assimilate(sample.SensorGlucose);
            twin = GlucoseTwin.Restore(person.Patient, twin.Save());
        }
        var meal = twin.UntoldMeals.ShouldHaveSingleItem();
        meal.At.ShouldBe(Noon.AddMinutes(EatenMin), TimeSpan.FromMinutes(20));
        meal.CarbohydrateG.ShouldBeInRange(25, 100);
        meal.SeenAt.ShouldBeInRange(meal.At, Noon.AddMinutes(EatenMin + 40));
    }

    [Fact]
    public void one_that_is_told_afterwards_is_no_longer_called_untold()
    {
        var person = VirtualEater.Draw(MetabolismKind.Healthy, 40, new CounterNoise(4));
        var twin = GlucoseTwin.Start(person.Patient, Noon, 92);
        foreach (var sample in person.Live(new() { DurationMin = 630, MealsG = new Dictionary<int, double> { [600] = 75 } }).Skip(1))
        {
            twin.Advance(Noon.AddMinutes(sample.Minute), []);
            twin.Assimilate(sample.SensorGlucose);
        }
        twin.UntoldMeals.ShouldHaveSingleItem();
        twin.Advance(twin.At, [new(Noon.AddMinutes(605), MetabolicEventKind.CarbohydrateG, 75, TimeSpan.Zero)]);
        twin.UntoldMeals.ShouldBeEmpty();
    }
}
