using TwinGrid.Alerts;
using TwinGrid.Grains.Vitals;
using TwinGrid.Vitals;
using static TwinGrid.Grains.Tests.Vitals.Recorded;

namespace TwinGrid.Grains.Tests.Vitals;

public sealed class Signs_are_read
{
    private readonly LatestSigns _signs = new();

    [Fact]
    public void event_time_decides_which_is_newest()
    {
        Add(Signal.HeartRate, 80, 10);
        Add(Signal.HeartRate, 70, 5);
        _signs.Newest(Signal.HeartRate)!.Value.Value.ShouldBe(80);
    }

    [Fact]
    public void a_later_word_of_the_same_device_replaces_and_another_device_does_not()
    {
        Add(Signal.HeartRate, 80, 0, sequence: 5);
        Add(Signal.HeartRate, 75, 0, sequence: 6);
        Add(Signal.HeartRate, 99, 0, sequence: 4);
        _signs.Believed(Signal.HeartRate).Select(sign => sign.Value).ShouldBe([75]);
        Add(Signal.HeartRate, 60, 0, sequence: 9, device: "watch");
        _signs.Believed(Signal.HeartRate).Select(sign => sign.Value).ShouldBe([75, 60]);
    }

    [Fact]
    public void entered_in_error_hides()
    {
        Add(Signal.HeartRate, 70, 0);
        Add(Signal.HeartRate, 190, 1, sequence: 2);
        _signs.Add(Of(Signal.HeartRate, 190, 1, SampleStatus.EnteredInError), "monitor", 3);
        _signs.Newest(Signal.HeartRate)!.Value.Value.ShouldBe(70);
    }

    [Theory]
    [InlineData(SampleFlags.ProbeDisconnected), InlineData(SampleFlags.Impossible), InlineData(SampleFlags.FutureDated)]
    public void flagged_samples_are_not_believed(SampleFlags flags)
    {
        Add(Signal.OxygenSaturation, 97, 0);
        _signs.Add(Of(Signal.OxygenSaturation, 0, 1, flags: flags), "monitor", 2);
        _signs.Newest(Signal.OxygenSaturation)!.Value.Value.ShouldBe(97);
        _signs.Believed(Signal.OxygenSaturation).ShouldHaveSingleItem();
    }

    [Fact]
    public void one_device_with_its_probe_off_does_not_hide_another()
    {
        for (var minute = 0; minute < 10; minute++)
        {
            Add(Signal.HeartRate, 70 + minute, minute, device: "watch");
            _signs.Add(Of(Signal.HeartRate, 0, minute + .9, flags: SampleFlags.ProbeDisconnected), "monitor", minute);
        }
        _signs.Newest(Signal.HeartRate)!.Value.Value.ShouldBe(79);
        _signs.Believed(Signal.HeartRate).Count.ShouldBe(10);
    }

    [Fact]
    public void doses_have_no_latest_value()
    {
        Add(Signal.InsulinBolus, 4, 0);
        Add(Signal.Carbohydrate, 40, 0);
        _signs.Newest().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-2.0, Trend.FallingFast), InlineData(-1.9, Trend.Falling), InlineData(-1.0, Trend.Falling), InlineData(-.9, Trend.Steady), InlineData(0, Trend.Steady)]
    [InlineData(.9, Trend.Steady), InlineData(1.0, Trend.Rising), InlineData(1.9, Trend.Rising), InlineData(2.0, Trend.RisingFast)]
    public void glucose_arrows_turn_at_one_and_two_a_minute(double perMinute, Trend trend)
    {
        for (var minute = 0; minute <= 15; minute += 5) Add(Signal.Glucose, 150 + perMinute * minute, minute);
        var newest = _signs.Newest(Signal.Glucose)!.Value;
        newest.Trend.ShouldBe(trend);
        newest.ChangePerMinute!.Value.ShouldBe(perMinute, 1e-9);
        newest.Change!.Value.ShouldBe(5 * perMinute, 1e-9);
    }

    [Fact]
    public void a_single_outlier_does_not_turn_the_arrow()
    {
        for (var minute = 0; minute <= 15; minute++) Add(Signal.HeartRate, minute == 7 ? 140 : 70, minute);
        _signs.Newest(Signal.HeartRate)!.Value.Trend.ShouldBe(Trend.Steady);
    }

    [Fact]
    public void two_samples_close_together_show_no_trend()
    {
        Add(Signal.HeartRate, 70, 0);
        _signs.Newest(Signal.HeartRate)!.Value.ShouldSatisfyAllConditions(sign => sign.ChangePerMinute.ShouldBeNull(), sign => sign.Change.ShouldBeNull());
        Add(Signal.HeartRate, 80, 1);
        _signs.Newest(Signal.HeartRate)!.Value.ShouldSatisfyAllConditions(
            sign => sign.Trend.ShouldBe(Trend.Unknown), sign => sign.ChangePerMinute.ShouldBe(10), sign => sign.Change.ShouldBe(10));
    }

    [Fact]
    public void devices_are_not_mixed_into_one_trend()
    {
        for (var minute = 0; minute <= 15; minute++) Add(Signal.HeartRate, 60, minute);
        Add(Signal.HeartRate, 100, 15.5, device: "watch");
        _signs.Newest(Signal.HeartRate)!.Value.ShouldSatisfyAllConditions(sign => sign.Trend.ShouldBe(Trend.Unknown), sign => sign.Change.ShouldBeNull());
    }

    [Fact]
    public void a_bedside_monitors_seven_signals_fill_less_than_four_kilobytes()
    {
        Signal[] seven =
        [
            Signal.HeartRate, Signal.RespiratoryRate, Signal.OxygenSaturation, Signal.SystolicPressure, Signal.DiastolicPressure, Signal.MeanArterialPressure,
            Signal.BodyTemperature,
        ];
        for (var seconds = 0; seconds < 7200; seconds += 5)
            foreach (var signal in seven) _signs.Add(new VitalSign(signal, 50.1 + seconds % 7, Noon.AddSeconds(seconds)), "monitor-of-bed-seven", 1_000_000 + seconds);
        Bytes(_signs).Length.ShouldBeLessThan(4096);
        _signs.Believed(Signal.HeartRate).Count.ShouldBeInRange(30, LatestWindow);
    }

    private const int LatestWindow = 32;

    private void Add(Signal signal, double value, double minute, long sequence = 1, string device = "monitor") => _signs.Add(Of(signal, value, minute), device, sequence);
}

public sealed class Devices_are_heard
{
    private readonly DeviceMarks _marks = new();

    [Fact]
    public void the_highest_sequence_and_the_newest_observation_stand()
    {
        _marks.Hear(Packet("cgm", 7, Of(Signal.Glucose, 100, 10)));
        _marks.Hear(Packet("cgm", 5, Of(Signal.Glucose, 100, 5)));
        var mark = _marks.MarkOf("cgm")!;
        (mark.HighestSequence, mark.LastObservedAt, mark.Cadence).ShouldBe((7, At(10), null));
        _marks.MarkOf("watch").ShouldBeNull();
    }

    [Fact]
    public void the_cadence_is_the_usual_interval_whatever_is_late_or_missing()
    {
        int[] minutes = [40, 0, 5, 10, 10, 20, 25, 30, 15];
        foreach (var minute in minutes) _marks.Hear(Packet("cgm", minute, Of(Signal.Glucose, 100, minute)));
        _marks.MarkOf("cgm")!.Cadence.ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void a_device_whose_clock_is_ahead_is_not_listed_before_it_says_something_usable()
    {
        _marks.Hear(Packet("cgm", 1, Of(Signal.Glucose, 100, 90, flags: SampleFlags.FutureDated)));
        _marks.All.ShouldBeEmpty();
    }
}
