using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Forecasting;
using TwinGrid.Physiology.Trends;

namespace TwinGrid.Physiology.Tests.Trends;

public sealed class A_sign_is_on_its_way
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TrendPrior Sign = TrendPrior.OxygenSaturation;
    private static readonly CounterNoise Noise = new(42);

    [Fact]
    public void a_steady_fall_is_seen_with_its_speed()
    {
        var course = Seen(minute => 95 - .3 * (minute + 15) + .5 * Noise.Normal(minute, 0, 0)).ShouldNotBeNull();
        course.PerHour.ShouldBe(-18, 3 * course.PerHourDeviation);
        course.Level.ShouldBe(90.5, 3 * course.LevelDeviation);
        course.Weight.ShouldBe(1);
        var joined = course.Joined(Calm(95), Noon, TrendPrior.OxygenSaturation);
        joined.Values[2][5].ShouldBe(90.5 - 18 * 2 / 3d * (1 - Math.Exp(-.75)), 1);
        joined.Values[2].ShouldBeInOrder(SortDirection.Descending);
        for (var point = 0; point < 12; point++) joined.Values.Select(values => values[point]).ShouldBeInOrder();
        (joined.Values[4][11] - joined.Values[0][11]).ShouldBeGreaterThan(Calm(95).Values[4][11] - Calm(95).Values[0][11] + 3, "nobody knows how long it goes on");
    }

    [Fact]
    public void noise_and_wandering_are_no_course()
    {
        var believed = Enumerable.Range(0, 500).Count(trial => Seen(minute => 96 + .6 * Noise.Normal(minute, trial, 1) + .5 * Math.Sin((minute + trial) / 7d))!.Weight > 0);
        believed.ShouldBeLessThan(15);
        Seen(_ => 97)!.Weight.ShouldBe(0);
        Seen(_ => 97)!.Joined(Calm(97), Noon, TrendPrior.OxygenSaturation).Values.ShouldBe(Calm(97).Values);
    }

    [Fact]
    public void who_always_wanders_so_is_not_on_a_way()
    {
        double Fall(int minute) => 95 - .3 * (minute + 15) + .3 * Noise.Normal(minute, 3, 0);
        double[] calm = [.. Enumerable.Range(0, 144).Select(i => 95 + .3 * Noise.Normal(i, 1, 1))], restless = [.. Enumerable.Range(0, 144).Select(i => 93 + 2 * Math.Cos(i * Math.PI / 2))];
        Seen(Fall, calm)!.Weight.ShouldBe(1);
        Seen(Fall, restless)!.Weight.ShouldBe(0);
    }

    [Fact]
    public void too_few_readings_or_old_ones_tell_nothing()
    {
        CourseUnderWay.Seen([], Noon, [], Sign).ShouldBeNull();
        CourseUnderWay.Seen([.. Enumerable.Range(0, 7).Select(i => (Noon.AddMinutes(-14 + 2 * i), 90d - i))], Noon, [], Sign).ShouldBeNull();
        CourseUnderWay.Seen([.. Enumerable.Range(0, 30).Select(i => (Noon.AddSeconds(-i), 90d - i)).Reverse()], Noon, [], Sign).ShouldBeNull("half a minute is no course");
        CourseUnderWay.Seen([.. Enumerable.Range(0, 30).Select(i => (Noon.AddMinutes(-60 + i), 90d - i))], Noon, [], Sign).ShouldBeNull();
    }

    [Fact]
    public void nothing_rises_above_what_can_be() =>
        Seen(minute => 99 + .3 * (minute + 15))!.Joined(Calm(98), Noon, TrendPrior.OxygenSaturation).Values.ShouldAllBe(course => course.All(value => value <= 100));

    private static CourseUnderWay? Seen(Func<int, double> value, double[]? past = null) => CourseUnderWay.Seen([.. Enumerable.Range(-15, 16).Select(minute => (Noon.AddMinutes(minute), value(minute)))], Noon, past ?? [], Sign);

    private static QuantileCourse Calm(double value) => new(
        Noon.AddMinutes(5), TimeSpan.FromMinutes(5), [.05, .25, .5, .75, .95], [.. new[] { -1.2, -.5, 0, .5, 1.2 }.Select(distance => Enumerable.Repeat(value + distance, 12).ToArray())]);
}
