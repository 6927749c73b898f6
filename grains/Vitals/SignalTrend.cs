using TwinGrid.Alerts;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Vitals;

/// <summary>Where a signal goes: a robust slope over its recent samples, and what slope counts as rising.</summary>
/// <remarks>
/// Glucose: the trend arrows of continuous monitors (Dexcom): steady below 1 mg/dL per minute; fast from 2. The other signals are measured by the bands
/// of NEWS2: rising means crossing one band within 20 minutes, fast within 10 (bands: pulse 20 /min, respiration 4 /min, SpO2 2 %, systolic 10 mmHg,
/// temperature 1 °C; diastolic and mean pressure as systolic).
/// </remarks>
public static class SignalTrend
{
    /// <summary>How far back the slope looks.</summary>
    public static TimeSpan Over { get; } = TimeSpan.FromMinutes(15);

    /// <summary>Samples closer together than this show noise, not a trend: less than one interval of a glucose monitor.</summary>
    public static TimeSpan ShortestSpan { get; } = TimeSpan.FromMinutes(4);

    /// <summary>The slope from which a signal rises or falls (internal unit per minute); twice that is fast. Null for signals without a trend.</summary>
    public static double? RisingPerMinute(Signal signal) => signal switch
    {
        Signal.Glucose or Signal.BloodGlucose => 1,
        Signal.HeartRate => 20 / 20d,
        Signal.RespiratoryRate => 4 / 20d,
        Signal.OxygenSaturation => 2 / 20d,
        Signal.SystolicPressure or Signal.DiastolicPressure or Signal.MeanArterialPressure => 10 / 20d,
        Signal.BodyTemperature => 1 / 20d,
        _ => null,
    };

    /// <summary>The newest believed value with its trend, from samples oldest first. Only samples of the device that sent the newest are compared.</summary>
    internal static LatestSign? Latest(Signal signal, List<KeptSample> samples)
    {
        var last = samples.FindLastIndex(sample => sample.IsBelieved);
        if (last < 0) return null;
        var newest = samples[last];
        Span<(long At, double Value)> run = stackalloc (long, double)[SignalWindow.Capacity];
        var count = 0;
        for (var i = last; i >= 0 && count < run.Length && samples[i].At >= newest.At - Over.Ticks; i--)
            if (samples[i].IsBelieved && string.Equals(samples[i].DeviceId, newest.DeviceId, StringComparison.Ordinal)) run[count++] = (samples[i].At, samples[i].Value);
        run = run[..count];

        var slope = RisingPerMinute(signal) is null ? null : TheilSen.SlopePerMinute(run);
        double? change = SignalCatalogue.Of(signal).IsCoded || count < 2 ? null : newest.Value - run[1].Value;
        var trend = count < 2 || newest.At - run[^1].At < ShortestSpan.Ticks ? Trend.Unknown : Named(signal, slope);
        return new LatestSign(signal, newest.Value, newest.ObservedAt, newest.DeviceId, trend, slope, change);
    }

    private static Trend Named(Signal signal, double? slopePerMinute) => (slopePerMinute / RisingPerMinute(signal)) switch
    {
        null => Trend.Unknown,
        <= -2 => Trend.FallingFast,
        <= -1 => Trend.Falling,
        >= 2 => Trend.RisingFast,
        >= 1 => Trend.Rising,
        _ => Trend.Steady,
    };
}
