using System.Globalization;
using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Testbed;
using TwinGrid.Vitals;
using static TwinGrid.Grains.Tests.Vitals.Recorded;

namespace TwinGrid.Grains.Tests.Alerts;

public sealed class Vitals_are_judged
{
    private readonly Watched _somebody = new();

    [Theory]
    [InlineData(53.9, Severity.High, Direction.Low), InlineData(54, Severity.Medium, Direction.Low), InlineData(69.9, Severity.Medium, Direction.Low), InlineData(70, null, Direction.Low)]
    [InlineData(250, null, Direction.High), InlineData(250.1, Severity.Medium, Direction.High)]
    public void glucose_by_its_limits(double mgPerDl, Severity? severity, Direction direction)
    {
        var raised = _somebody.Says(0, Signal.Glucose, mgPerDl);
        if (severity is null) raised.ShouldBeEmpty();
        else (raised[0].Severity, raised[0].Direction).ShouldBe((severity.Value, direction));
    }

    [Fact]
    public void a_low_finger_stick_clears_when_the_monitor_shows_later_that_it_is_over()
    {
        _somebody.Says(0, Signal.BloodGlucose, 62, "stick").ShouldHaveSingleItem();
        _somebody.Says(10, Signal.Glucose, 95, "cgm").ShouldBeEmpty(); // the stick is fresh, and the better measurement
        _somebody.Says(20, Signal.Glucose, 78, "cgm").ShouldBeEmpty();
        _somebody.Says(25, Signal.Glucose, 110, "cgm").ShouldHaveSingleItem().State.ShouldBe(AlertState.Resolved);
    }

    [Fact]
    public void news2_a_single_three_low_five_medium_seven_high()
    {
        _somebody.Says(0, Signal.RespiratoryRate, 25).ShouldHaveSingleItem().Severity.ShouldBe(Severity.Low);
        _somebody.Says(1, Signal.SystolicPressure, 100).ShouldHaveSingleItem().Severity.ShouldBe(Severity.Medium);
        var high = _somebody.Says(2, Signal.OxygenFlow, 2).ShouldHaveSingleItem();
        (high.Severity, high.Value, high.Unit).ShouldBe((Severity.High, 7, "{score}"));
        high.Reason.ShouldBe(
            "NEWS2 is 7 at 12:02 UTC from Respiratory rate 25 /min (3), Systolic blood pressure 100 mmHg (2), on oxygen (2): "
            + "emergency response within 30 minutes, continuous monitoring.");
        _somebody.Open.ShouldHaveSingleItem();
    }

    [Fact]
    public void news2_four_points_without_a_three_call_nobody() =>
        _somebody.Says("monitor", Of(Signal.RespiratoryRate, 22, 0), Of(Signal.SystolicPressure, 95, 0)).ShouldBeEmpty();

    [Fact]
    public void news2_does_not_flap_on_the_edge_of_a_band()
    {
        for (var minute = 0; minute < 60; minute++) _somebody.Says(minute, Signal.HeartRate, minute % 2 == 0 ? 131 : 130);
        _somebody.Told.ShouldHaveSingleItem();
        for (var minute = 60; minute < 75; minute++) _somebody.Says(minute, Signal.HeartRate, 100);
        _somebody.Told.Select(alert => alert.State).ShouldBe([AlertState.Raised, AlertState.Resolved]);
    }

    [Fact]
    public void news2_a_single_three_that_a_monitor_shows_once_waits_for_the_next()
    {
        for (var minute = 0; minute < 10; minute++) _somebody.Says(minute, Signal.RespiratoryRate, 14).ShouldBeEmpty();
        _somebody.Says(10, Signal.RespiratoryRate, 8).ShouldBeEmpty();
        _somebody.Says(11, Signal.RespiratoryRate, 14).ShouldBeEmpty();
        _somebody.Says(12, Signal.RespiratoryRate, 8).ShouldHaveSingleItem().Severity.ShouldBe(Severity.Low);
    }

    [Fact]
    public void news2_a_spot_check_and_a_score_of_five_do_not_wait()
    {
        _somebody.Says(-60, Signal.RespiratoryRate, 14);
        _somebody.Says(0, Signal.RespiratoryRate, 8).ShouldHaveSingleItem();
        var monitored = new Watched();
        for (var minute = 0; minute < 10; minute++) monitored.Says("monitor", Of(Signal.RespiratoryRate, 14, minute), Of(Signal.SystolicPressure, 120, minute));
        monitored.Says("monitor", Of(Signal.RespiratoryRate, 25, 10), Of(Signal.SystolicPressure, 100, 10)).ShouldHaveSingleItem().Severity.ShouldBe(Severity.Medium);
    }

    [Fact]
    public void news2_a_runner_is_not_ill()
    {
        for (var minute = 0; minute < 30; minute++)
            _somebody.Says("watch", Of(Signal.HeartRate, 70 + Math.Min(75, 10 * minute), minute), Of(Signal.Steps, 150, minute)).ShouldBeEmpty();
        for (var minute = 30; minute < 42; minute++) _somebody.Says("watch", Of(Signal.HeartRate, 145, minute));
        _somebody.Told.ShouldContain(alert => alert.Rule == "news2"); // who stands still and whose heart still races
    }

    [Fact]
    public void news2_not_for_a_child() => new Watched(People.Aged(10)).Says(0, Signal.HeartRate, 150).ShouldBeEmpty();

    [Theory]
    [InlineData(SampleFlags.ProbeDisconnected), InlineData(SampleFlags.Impossible), InlineData(SampleFlags.FutureDated)]
    public void flagged_values_call_nobody(SampleFlags flag)
    {
        foreach (var signal in (Signal[])[Signal.Glucose, Signal.OxygenSaturation, Signal.HeartRate, Signal.SystolicPressure, Signal.RespiratoryRate])
            for (var minute = 0; minute < 12; minute++) _somebody.Says(minute, signal, 0, flags: flag).ShouldBeEmpty();
    }

    [Fact]
    public void what_is_long_past_calls_nobody()
    {
        _somebody.Says(0, Signal.Glucose, 120);
        _somebody.Says("import", Of(Signal.Glucose, 50, -20)).ShouldBeEmpty();
        var later = new Watched();
        later.Says("cgm", Of(Signal.Glucose, 50, -16), Of(Signal.HeartRate, 70, 0)).ShouldBeEmpty();
    }

    [Fact]
    public void what_is_taken_back_clears()
    {
        _somebody.Says(-5, Signal.Glucose, 100);
        _somebody.Says(0, Signal.Glucose, 50).ShouldHaveSingleItem();
        _somebody.Says("monitor", Of(Signal.Glucose, 50, 0, SampleStatus.EnteredInError)).ShouldHaveSingleItem().State.ShouldBe(AlertState.Resolved);
    }

    [Fact]
    public void glucose_that_falls_by_three_a_minute_for_ten_minutes()
    {
        _somebody.Says(0, Signal.Glucose, 170);
        _somebody.Says(5, Signal.Glucose, 154).ShouldBeEmpty();
        var fast = _somebody.Says(10, Signal.Glucose, 138).ShouldHaveSingleItem();
        (fast.Rule, fast.Direction, fast.Trend).ShouldBe(("rapid-change", Direction.Low, Trend.FallingFast));
        fast.Reason.ShouldBe("Glucose (CGM) 138 mg/dL, falling fast by 3.2 mg/dL a minute, at 12:10 UTC: faster than 3 mg/dL a minute.");
        _somebody.Says(15, Signal.Glucose, 130).ShouldBeEmpty();
    }

    [Fact]
    public void glucose_that_falls_by_less_calls_nobody()
    {
        for (var minute = 0; minute <= 30; minute += 5) _somebody.Says(minute, Signal.Glucose, 170 - 2.5 * minute).ShouldBeEmpty();
    }

    [Fact]
    public void saturation_that_sinks()
    {
        for (var minute = 0; minute <= 12; minute++) _somebody.Says(minute, Signal.OxygenSaturation, 98 - .45 * minute);
        _somebody.Told.ShouldContain(alert => alert.Rule == "rapid-change" && alert.Signal == Signal.OxygenSaturation && alert.Direction == Direction.Low);
    }

    [SkippableFact]
    public void a_night_in_intensive_care_whose_probes_fall_off_calls_nobody_for_the_zeros()
    {
        var rows = File.ReadLines(SharedData.Path("samples", "vitals", "mimic_s00001_numerics_1min.csv")).Skip(1).Select(line => line.Split(',')).ToList();
        (int Column, Signal Signal)[] columns =
            [(1, Signal.HeartRate), (2, Signal.SystolicPressure), (3, Signal.DiastolicPressure), (4, Signal.MeanArterialPressure), (6, Signal.RespiratoryRate), (7, Signal.OxygenSaturation)];
        var zeros = 0;
        foreach (var row in rows)
        {
            var minute = double.Parse(row[0], CultureInfo.InvariantCulture);
            List<VitalSign> samples = [];
            foreach (var (column, signal) in columns)
            {
                if (!double.TryParse(row[column], CultureInfo.InvariantCulture, out var value)) continue;
                var possible = SignalCatalogue.Of(signal);
                var flags = value == 0 ? SampleFlags.ProbeDisconnected
                    : value < possible.PossibleLow || value > possible.PossibleHigh ? SampleFlags.Impossible : SampleFlags.None;
                if (value == 0 && signal == Signal.OxygenSaturation) zeros++;
                samples.Add(Of(signal, value, minute, flags: flags));
            }
            if (samples.Count > 0) _somebody.Says("monitor", [.. samples]);
        }
        zeros.ShouldBe(363);
        _somebody.Told.ShouldNotBeEmpty(); // the patient is ill
        _somebody.Told.ShouldAllBe(alert => !alert.Reason.Contains("saturation 0 ", StringComparison.Ordinal) && alert.Value != 0);
    }
}

public sealed class Forecasts_are_judged
{
    private readonly Watched _somebody = new();

    [Fact]
    public void a_median_that_crosses_calls_with_the_time_and_its_interval()
    {
        _somebody.Forecasts = [Falling(from: 120, perStep: 5, spread: 20)];
        var raised = _somebody.Says(0, Signal.Glucose, 120).ShouldHaveSingleItem();
        (raised.Rule, raised.Severity, raised.Direction).ShouldBe(("forecast-crossing", Severity.Medium, Direction.Low));
        raised.ModelVersion.ShouldBe($"forecast-crossing/2 + {_somebody.Forecasts[0].ModelVersion}");
        raised.ForecastModel.ShouldBe(_somebody.Forecasts[0].ModelVersion);
        raised.ObservedAt!.Value.ShouldBe(At(50), TimeSpan.FromSeconds(1));
        raised.Reason.ShouldBe(
            "Glucose is expected below 70 mg/dL at 12:50 UTC, in 50 minutes (half of the forecast's courses between 12:30 UTC and 13:10 UTC), "
            + "with a probability of at least 50 %. Now: Glucose (CGM) 120 mg/dL, at 12:00 UTC.");
    }

    [Fact]
    public void only_the_lower_quartile_crossing_calls_nobody_but_keeps_an_alert_open()
    {
        var near = Falling(from: 120, perStep: .9, spread: 20);
        _somebody.Forecasts = [near];
        _somebody.Says(0, Signal.Glucose, 120).ShouldBeEmpty();

        _somebody.Forecasts = [Falling(from: 120, perStep: 5, spread: 20)];
        _somebody.Says(5, Signal.Glucose, 120).ShouldHaveSingleItem();
        _somebody.Forecasts = [near with { MadeAt = At(30) }];
        _somebody.Says(10, Signal.Glucose, 120);
        _somebody.Says(30, Signal.Glucose, 120).ShouldBeEmpty();
        _somebody.Open.ShouldHaveSingleItem();
    }

    [Fact]
    public void upwards_too()
    {
        _somebody.Forecasts = [Falling(from: 200, perStep: -5, spread: 20)];
        var raised = _somebody.Says(0, Signal.Glucose, 200).ShouldHaveSingleItem();
        (raised.Severity, raised.Direction, raised.ObservedAt).ShouldBe((Severity.Low, Direction.High, At(50)));
    }

    [Fact]
    public void a_declined_one_calls_nobody()
    {
        _somebody.Forecasts = [Forecast.Decline(Signal.Glucose, Noon, "test", null, "too old")];
        _somebody.Says(0, Signal.Glucose, 120).ShouldBeEmpty();
    }

    [Fact]
    public void an_alert_stays_when_no_forecast_can_be_made_any_more()
    {
        _somebody.Forecasts = [Falling(from: 120, perStep: 5, spread: 20)];
        var raised = _somebody.Says(0, Signal.Glucose, 120)[0];
        _somebody.Passes(16);
        _somebody.Forecasts = [Forecast.Decline(Signal.Glucose, At(17), "test", null, "too old")];
        _somebody.Passes(17);
        _somebody.Passes(100);
        _somebody.Open.ShouldContain(raised);
    }

    [Fact]
    public void what_is_crossed_already_is_left_to_the_measured_value()
    {
        _somebody.Forecasts = [Falling(from: 65, perStep: 1, spread: 20)];
        _somebody.Says(0, Signal.Glucose, 65).ShouldHaveSingleItem().Rule.ShouldBe("glucose-limit");
    }

    [Fact]
    public void one_that_wavers_calls_once_and_clears_after_a_quarter_of_an_hour()
    {
        var (low, well) = (Falling(from: 120, perStep: 5, spread: 5), Falling(from: 120, perStep: 0, spread: 5));
        for (var minute = 0; minute < 60; minute += 5)
        {
            _somebody.Forecasts = [(minute % 10 == 0 ? low : well) with { MadeAt = At(minute) }];
            _somebody.Says(minute, Signal.Glucose, 120);
        }
        _somebody.Told.ShouldHaveSingleItem();
        for (var minute = 60; minute <= 80; minute += 5)
        {
            _somebody.Forecasts = [well with { MadeAt = At(minute) }];
            _somebody.Says(minute, Signal.Glucose, 120);
        }
        _somebody.Told[^1].State.ShouldBe(AlertState.Resolved);
    }

    /// <summary>Straight courses; the quartiles lie <paramref name="spread"/> from the median.</summary>
    private static Forecast Falling(double from, double perStep, double spread)
    {
        double[] offsets = [-2.5 * spread, -spread, 0, spread, 2.5 * spread];
        return new Forecast(
            Signal.Glucose, Noon, Noon, Forecast.StandardStep, [.. Forecast.StandardLevels],
            [.. offsets.Select(offset => Enumerable.Range(0, 49).Select(i => from - perStep * i + offset).ToArray())], "test/1", TimeSpan.Zero, null);
    }
}
