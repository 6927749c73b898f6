using TwinGrid.Physiology.Trends;
using static TwinGrid.Physiology.Tests.Trends.Courses;

namespace TwinGrid.Physiology.Tests.Trends;

internal static class Watching
{
    public static readonly double[] Levels = [.05, .25, .50, .75, .95];

    /// <summary>A heart-rate trend that watched a steady person for so long, a reading every <paramref name="every"/>.</summary>
    public static VitalTrend Steady(TimeSpan watched, TimeSpan every, double rate = 70)
    {
        var trend = VitalTrend.Start(TrendPrior.HeartRate);
        var course = new Courses(1);
        for (var after = TimeSpan.Zero; after <= watched; after += every)
            trend.Assimilate(Midnight + after, rate + course.Normal());
        return trend;
    }
}

public sealed class A_person_is_watched_for_the_first_time
{
    [Fact]
    public void nothing_is_known_before_the_first_reading()
    {
        var trend = VitalTrend.Start(TrendPrior.HeartRate);
        trend.At.ShouldBeNull();
        trend.Level.StandardDeviation.ShouldBeGreaterThan(14);
    }

    [Fact]
    public void one_reading_is_nearly_believed()
    {
        var trend = VitalTrend.Start(TrendPrior.HeartRate);
        trend.Assimilate(Midnight, 104);
        trend.At.ShouldBe(Midnight);
        trend.Level.Value.ShouldBe(104, 3);
        trend.Level.StandardDeviation.ShouldBeLessThan(3);
    }

    [Fact]
    public void a_reading_that_is_no_number_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => VitalTrend.Start(TrendPrior.HeartRate).Assimilate(Midnight, double.NaN)).Message.ShouldContain("heart rate");

    [Fact]
    public void a_reading_no_body_shows_changes_nothing()
    {
        var trend = VitalTrend.Start(TrendPrior.HeartRate);
        trend.Assimilate(Midnight, 0);
        trend.At.ShouldBeNull();
    }
}

public sealed class The_pulse_jumps_and_stays
{
    [Theory]
    [InlineData(1, 60), InlineData(30, 4), InlineData(60, 3), InlineData(300, 3), InlineData(3600, 3)]
    public void the_new_level_is_accepted_within_a_few_readings(int seconds, int readings)
    {
        var every = TimeSpan.FromSeconds(seconds);
        var trend = Watching.Steady(TimeSpan.FromSeconds(Math.Max(1800, 40 * seconds)), every);
        for (var i = 1; i <= readings; i++) trend.Assimilate(trend.At!.Value + every, 105);
        trend.Level.Value.ShouldBe(105, 4);
    }
}

public sealed class An_electrode_slips_for_a_moment
{
    [Theory]
    [InlineData(190), InlineData(25)]
    public void a_single_artefact_hardly_moves_the_level(double artefact)
    {
        var trend = Watching.Steady(TimeSpan.FromHours(2), TimeSpan.FromMinutes(1));
        var before = trend.Level.Value;
        trend.Assimilate(trend.At!.Value.AddMinutes(1), artefact);
        trend.Level.Value.ShouldBe(before, 1);
    }

    [Fact]
    public void a_burst_of_half_a_minute_at_one_reading_a_second_is_not_believed()
    {
        var trend = Watching.Steady(TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(1));
        for (var second = 0; second < 30; second++) trend.Assimilate(trend.At!.Value.AddSeconds(1), 180);
        trend.Level.Value.ShouldBe(70, 4);
    }

    [Fact]
    public void artefacts_that_disagree_are_never_believed()
    {
        var trend = Watching.Steady(TimeSpan.FromHours(2), TimeSpan.FromMinutes(1));
        foreach (var artefact in new double[] { 180, 30, 240, 25, 300, 20 }) trend.Assimilate(trend.At!.Value.AddMinutes(1), artefact);
        trend.Level.Value.ShouldBe(70, 4);
    }
}

public sealed class The_pulse_climbs_for_hours
{
    [Fact]
    public void the_slope_shows_it_and_the_forecast_goes_on_for_a_while()
    {
        var trend = Watching.Steady(TimeSpan.FromHours(6), TimeSpan.FromMinutes(1));
        var course = new Courses(2);
        for (var minute = 1; minute <= 180; minute++) trend.Assimilate(trend.At!.Value.AddMinutes(1), 70 + minute * .1 + course.Normal());
        trend.Level.Value.ShouldBe(88, 2);
        trend.SlopePerHour.Value.ShouldBeInRange(2, 9);
        Median(trend, TimeSpan.FromMinutes(20)).ShouldBeInRange(87, 91);
    }

    private static double Median(VitalTrend trend, TimeSpan ahead) => trend.Forecast(trend.At!.Value, ahead, ahead, [.5]).Values[0][^1];
}

public sealed class The_device_is_off_for_a_while
{
    [Fact]
    public void uncertainty_widens_with_the_gap()
    {
        var trend = Watching.Steady(TimeSpan.FromHours(30), TimeSpan.FromMinutes(1));
        double[] widths = [.. new[] { .1, 1, 8, 72 }.Select(hours => Width(trend, TimeSpan.FromHours(hours)))];
        for (var i = 1; i < widths.Length; i++) widths[i].ShouldBeGreaterThan(1.05 * widths[i - 1]);
    }

    [Fact]
    public void after_a_week_the_first_reading_is_believed_again()
    {
        var trend = Watching.Steady(TimeSpan.FromHours(30), TimeSpan.FromMinutes(1));
        trend.Assimilate(trend.At!.Value.AddDays(7), 84);
        trend.Level.Value.ShouldBe(84, 3);
    }

    private static double Width(VitalTrend trend, TimeSpan ahead)
    {
        var course = trend.Forecast(trend.At!.Value, ahead, ahead, Watching.Levels);
        return course.Values[^1][0] - course.Values[0][0];
    }
}

public sealed class Readings_arrive_out_of_order
{
    [Fact]
    public void time_does_not_go_back()
    {
        var trend = Watching.Steady(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        var newest = trend.At;
        trend.Assimilate(newest!.Value.AddMinutes(-10), 74);
        trend.At.ShouldBe(newest);
    }

    [Fact]
    public void an_old_reading_of_a_restless_person_counts_less_than_one_of_now()
    {
        var now = VitalTrend.Start(TrendPrior.HeartRate);
        var course = new Courses(4);
        for (var minute = 0; minute < 600; minute++) now.Assimilate(Midnight.AddMinutes(minute), course.Next(Midnight.AddMinutes(minute), TimeSpan.FromMinutes(1)));
        var late = now.Copy();
        var before = now.Level.Value;
        now.Assimilate(now.At!.Value, before + 4);
        late.Assimilate(late.At!.Value.AddMinutes(-20), before + 4);
        (now.Level.Value - before).ShouldBeGreaterThan(2 * (late.Level.Value - before));
        (late.Level.Value - before).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void two_devices_at_one_instant_sharpen_the_estimate()
    {
        var trend = Watching.Steady(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        var before = trend.Level.StandardDeviation;
        trend.Assimilate(trend.At!.Value, 70);
        trend.Level.StandardDeviation.ShouldBeLessThan(before);
    }
}

public sealed class A_trend_is_saved_and_restored
{
    [Fact]
    public void it_goes_on_to_the_bit()
    {
        var course = new Courses(7);
        var through = VitalTrend.Start(TrendPrior.HeartRate);
        var interrupted = VitalTrend.Start(TrendPrior.HeartRate);
        for (var minute = 0; minute < 3000; minute++)
        {
            var at = Midnight.AddMinutes(minute);
            var value = course.Next(at, TimeSpan.FromMinutes(1)) + (minute % 500 == 499 ? 90 : 0);
            through.Assimilate(at, value);
            if (minute % 41 == 0) interrupted = VitalTrend.Restore(TrendPrior.HeartRate, interrupted.Save());
            interrupted.Assimilate(at, value);
        }
        interrupted.Save().Values.ShouldBe(through.Save().Values);
        interrupted.At.ShouldBe(through.At);
        Fan(interrupted).ShouldBe(Fan(through));
    }

    [Fact]
    public void a_copy_goes_its_own_way()
    {
        var trend = Watching.Steady(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        var before = trend.Save().Values;
        trend.Copy().Assimilate(trend.At!.Value.AddMinutes(1), 100);
        trend.Save().Values.ShouldBe(before);
    }

    [Fact]
    public void it_is_small() => Watching.Steady(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)).Save().Values.Length.ShouldBeLessThan(100);

    [Fact]
    public void a_state_of_another_model_is_refused() =>
        Should.Throw<ArgumentException>(() => VitalTrend.Restore(TrendPrior.HeartRate, new("vital-trend/0", [1, 2]))).Message.ShouldContain("vital-trend/0");

    [Fact]
    public void a_state_of_the_first_version_goes_on_with_what_it_knew()
    {
        var trend = Watching.Steady(TimeSpan.FromHours(30), TimeSpan.FromMinutes(1), 84);
        // The first version had no bounds of wild readings (two numbers, after 50), and eight forecasts under way instead of ten.
        var now = trend.Save().Values;
        var restored = VitalTrend.Restore(TrendPrior.HeartRate, new("vital-trend/1", [.. now[..50], .. now[52..^6]]));
        restored.Level.ShouldBe(trend.Level);
        restored.Resting.ShouldBe(trend.Resting);
        restored.At.ShouldBe(trend.At);
        Fan(restored).ShouldBe(Fan(trend));
        restored.Assimilate(trend.At!.Value.AddMinutes(1), 84);
        restored.Save().Version.ShouldBe("vital-trend/2");
    }

    [Fact]
    public void a_damaged_state_is_refused()
    {
        var state = Watching.Steady(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)).Save();
        state.Values[5] = double.NaN;
        Should.Throw<ArgumentException>(() => VitalTrend.Restore(TrendPrior.HeartRate, state));
    }

    private static double[] Fan(VitalTrend trend) =>
        [.. trend.Forecast(trend.At!.Value, TimeSpan.FromHours(24), TimeSpan.FromMinutes(5), Watching.Levels).Values.SelectMany(course => course)];
}
