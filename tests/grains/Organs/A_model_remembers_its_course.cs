using TwinGrid.Grains.Organs;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Organs;

public sealed class A_model_remembers_its_course(TwinBed bed) : IClassFixture<TwinBed>
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Ten = TimeSpan.FromMinutes(10);

    [Fact]
    public void the_first_word_of_a_step_stands_and_a_gap_is_nothing()
    {
        var ring = new CourseRing(Ten);
        foreach (var (minute, value) in new[] { (1, 71d), (8, 99), (12, 72), (41, 75), (15, 99) }) ring.Note(Noon.AddMinutes(minute), value);
        var (start, values) = ring.Between(Noon.AddHours(-1), Noon.AddHours(1));
        start.ShouldBe(Noon);
        values.ShouldBe([71, 72, double.NaN, double.NaN, 75]);
        ring.Between(Noon.AddMinutes(5), Noon.AddMinutes(19)).Values.ShouldBe([72]);
        ring.Between(Noon.AddHours(2), Noon.AddHours(3)).Values.ShouldBeEmpty();
    }

    [Fact]
    public void a_day_is_kept_however_long_the_gap()
    {
        var ring = new CourseRing(Ten);
        for (var i = 0; i < 1000; i++) ring.Note(Noon.AddMinutes(10 * i), i);
        var (start, values) = ring.Between(Noon, DateTimeOffset.MaxValue.AddDays(-1));
        (start, values.Length, values[0], values[^1]).ShouldBe((Noon.AddMinutes(10 * 856), 144, 856, 999));
        ring.Note(Noon.AddYears(1), 5);
        values = ring.Between(Noon, Noon.AddYears(2)).Values;
        values.Length.ShouldBe(144);
        values.Count(double.IsFinite).ShouldBe(1);
    }

    [Fact]
    public async Task that_of_the_heart_rate_runs_up_to_the_newest_sample_and_survives_sleep()
    {
        var id = TwinId.NewRandom().Value;
        await bed.Twin(id).IsRegistered(Someone.WithType1);
        var packets = Enumerable.Range(0, 181).Select(i => Someone.Packet(id, "watch", i, Noon.AddMinutes(i - 180), new VitalSign(Signal.HeartRate, 60 + (i / 6d), Noon.AddMinutes(i - 180))));
        await bed.Twin(id).Observe(new RecordDelivery(-1, packets.Logged()));

        var course = await bed.Twin(id).Course(Signal.HeartRate, Noon.AddHours(-6), Noon);
        course.ModelVersion.ShouldStartWith("vital-trend");
        (course.Start, course.Step, course.Values.Length).ShouldBe((Noon.AddHours(-3), TimeSpan.FromMinutes(15), 13));
        course.Values[^1].ShouldBe(90, 1.5);
        course.Values[4].ShouldBe(70, 1.5);

        await bed.Twin(id).Flush(181);
        await bed.PutAllToSleep();
        (await bed.Twin(id).Course(Signal.HeartRate, Noon.AddHours(-6), Noon)).Values.ShouldBe(course.Values);
    }

    [Fact]
    public async Task a_signal_nobody_follows_has_none()
    {
        var id = TwinId.NewRandom().Value;
        await bed.Twin(id).IsRegistered(Someone.WithType1);
        (await bed.Twin(id).Course(Signal.HeartRate, Noon.AddHours(-6), Noon)).Values.ShouldBeEmpty();
        (await bed.Twin(id).Course(Signal.Steps, Noon.AddHours(-6), Noon)).Values.ShouldBeEmpty();
    }
}
