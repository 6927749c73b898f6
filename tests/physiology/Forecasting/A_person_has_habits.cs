using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Physiology.Tests.Forecasting;

public sealed class A_person_has_habits
{
    [Fact]
    public void breakfast_at_eight_is_expected_at_eight_and_not_in_the_evening()
    {
        var habits = Breakfasts(10);
        habits.At(8 * 60)!.Value.Hour.ShouldBeGreaterThan(20);
        Math.Abs(habits.At(18 * 60)!.Value.Hour).ShouldBeLessThan(1);
        habits.Mean.ShouldBeInRange(100, 110);
    }

    [Fact]
    public void one_day_tells_less_than_ten() =>
        Breakfasts(1).At(8 * 60)!.Value.Hour.ShouldBeLessThan(.7 * Breakfasts(10).At(8 * 60)!.Value.Hour);

    [Fact]
    public void a_time_never_seen_has_none()
    {
        var habits = new DailyHabits();
        for (var minute = 600; minute < 700; minute += 5) habits.Add(minute, 100, 100, 100);
        habits.At(650).ShouldNotBeNull();
        habits.At(60).ShouldBeNull();
    }

    [Fact]
    public void the_day_goes_round_at_midnight()
    {
        var habits = new DailyHabits();
        for (var minute = 0; minute < 60; minute += 5) habits.Add((1410 + minute) % 1440, 150, 160, 170);
        habits.At(1439)!.Value.Hour.ShouldBe(habits.At(1)!.Value.Hour, 1);
    }

    [Fact]
    public void what_is_taken_out_again_leaves_no_trace()
    {
        var habits = Breakfasts(3);
        habits.Add(480, 100, 180, 260);
        habits.Add(480, 100, 180, 260, -1);
        habits.At(480)!.Value.Hour.ShouldBe(Breakfasts(3).At(480)!.Value.Hour, 1e-9);
    }

    [Fact]
    public void they_survive_being_saved_in_400_bytes()
    {
        var habits = Breakfasts(10);
        var saved = habits.Save();
        saved.Length.ShouldBeLessThanOrEqualTo(400);
        var restored = DailyHabits.Restore(saved);
        restored.At(480)!.Value.Hour.ShouldBe(habits.At(480)!.Value.Hour, .1);
        restored.Mean.ShouldBe(habits.Mean, .1);
        restored.Deviation.ShouldBe(habits.Deviation, .1);
        restored.Save().ShouldBe(saved);
    }

    [Fact]
    public void bytes_of_another_layout_are_a_stranger() => DailyHabits.Restore([1, 2, 3]).Count.ShouldBe(0);

    private static DailyHabits Breakfasts(int days)
    {
        var habits = new DailyHabits();
        for (var day = 0; day < days; day++)
            for (var minute = 0; minute < 1440; minute += 5)
                habits.Add(minute, Glucose(minute), Glucose(minute + 30), Glucose(minute + 60));
        return habits;
    }

    private static double Glucose(double minute) => 100 + (minute % 1440 is > 480 and < 720 and var eating ? 60 * Math.Sin((eating - 480) / 240 * Math.PI) : 0);
}
