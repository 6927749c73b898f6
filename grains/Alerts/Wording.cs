using System.Globalization;
using TwinGrid.Alerts;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Alerts;

/// <summary>How values, rates and times stand in the sentences people read.</summary>
internal static class Wording
{
    /// <summary><c>Glucose (CGM) 62 mg/dL, falling fast by 2.4 mg/dL a minute, at 14:05 UTC</c>.</summary>
    public static string Of(LatestSign sign) =>
        $"{Name(sign.Signal)} {Amount(sign.Signal, sign.Value)}{Going(sign)}, at {Clock(sign.ObservedAt)}";

    public static string Name(Signal signal) => SignalCatalogue.Of(signal).Name;

    public static string Amount(Signal signal, double value)
    {
        var row = SignalCatalogue.Of(signal);
        return row.IsCoded ? CodedValues.Letter(signal, value) : $"{Number(value, row.Decimals)} {Unit(row.Unit)}";
    }

    /// <summary>A UCUM unit as people write it.</summary>
    public static string Unit(string ucum) => ucum switch { "mm[Hg]" => "mmHg", "Cel" => "°C", _ => ucum };

    public static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static string Number(double value, int decimals) => Math.Round(value, decimals).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary><c>40 minutes</c>, <c>3 hours</c>, <c>2 days</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1.5 } => "1 minute",
        { TotalMinutes: < 100 } => $"{span.TotalMinutes:0} minutes",
        { TotalHours: < 48 } => $"{span.TotalHours:0} hours",
        _ => $"{span.TotalDays:0} days",
    };

    private static string Going(LatestSign sign)
    {
        var going = sign.Trend switch
        {
            Trend.FallingFast => "falling fast",
            Trend.Falling => "falling",
            Trend.Steady => "steady",
            Trend.Rising => "rising",
            Trend.RisingFast => "rising fast",
            _ => null,
        };
        if (going is null) return "";
        var rate = sign.Trend != Trend.Steady && sign.ChangePerMinute is { } perMinute
            ? $" by {Number(Math.Abs(perMinute), 1)} {Rate(sign.Signal)}" : "";
        return $", {going}{rate}";
    }

    /// <summary>The unit of a signal's rate: counts per minute are plain numbers before "a minute".</summary>
    public static string Rate(Signal signal) => Unit(SignalCatalogue.Of(signal).Unit) is var unit && unit == "/min" ? "a minute" : $"{unit} a minute";
}
