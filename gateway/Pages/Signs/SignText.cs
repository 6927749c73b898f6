using System.Globalization;
using TwinGrid.Alerts;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Pages.Signs;

/// <summary>How values, units, trends and ages are written for people.</summary>
public static class SignText
{
    /// <summary>A UCUM unit as people write it.</summary>
    public static string Unit(string ucum) => ucum switch
    {
        "mm[Hg]" => "mmHg",
        "Cel" => "°C",
        "[iU]" => "IU",
        "[iU]/h" => "IU/h",
        "mm[Hg].min/L" => "mmHg·min/L",
        "mL/mm[Hg]" => "mL/mmHg",
        "mm[Hg]/mL" => "mmHg/mL",
        "{steps}" => Strings.Steps,
        "1" => "",
        _ => ucum,
    };

    public static string Unit(Signal signal) => signal == Signal.None ? "" : Unit(SignalCatalogue.Of(signal).Unit);

    /// <summary>A value with the decimals worth showing, or its letter where it is coded.</summary>
    public static string Value(Signal signal, double value)
    {
        if (signal == Signal.None) return value.ToString("0.#", CultureInfo.InvariantCulture);
        var definition = SignalCatalogue.Of(signal);
        return definition.IsCoded ? CodedValues.Letter(signal, value) : value.ToString($"F{definition.Decimals}", CultureInfo.InvariantCulture);
    }

    /// <summary>A change with its sign: +12, −3, ±0.</summary>
    public static string Change(Signal signal, double change)
    {
        var size = Value(signal, Math.Abs(change));
        var isNothing = double.Parse(size, CultureInfo.InvariantCulture) == 0;
        return isNothing ? "±0" : (change < 0 ? "−" : "+") + size;
    }

    /// <summary>Short name for tiles and rows.</summary>
    public static string Name(Signal signal) => signal switch
    {
        Signal.None => "",
        Signal.HeartRate => Strings.HeartRate,
        Signal.RespiratoryRate => Strings.RespiratoryRate,
        Signal.OxygenSaturation => Strings.OxygenSaturation,
        Signal.SystolicPressure => Strings.SystolicPressure,
        Signal.DiastolicPressure => Strings.DiastolicPressure,
        Signal.MeanArterialPressure => Strings.MeanArterialPressure,
        Signal.BodyTemperature => Strings.BodyTemperature,
        Signal.Glucose => Strings.Glucose,
        Signal.BloodGlucose => Strings.BloodGlucose,
        Signal.Consciousness => Strings.Consciousness,
        _ => SignalCatalogue.Of(signal).Name,
    };

    /// <summary>The abbreviation every ward knows, where room is scarce.</summary>
    public static string Abbreviation(Signal signal) => signal switch
    {
        Signal.HeartRate => Strings.HeartRateShort,
        Signal.RespiratoryRate => Strings.RespiratoryRateShort,
        Signal.SystolicPressure => Strings.SystolicPressureShort,
        Signal.DiastolicPressure => Strings.DiastolicPressureShort,
        Signal.BodyTemperature => Strings.BodyTemperatureShort,
        Signal.BloodGlucose => Strings.BloodGlucoseShort,
        _ => Name(signal),
    };

    public static string Arrow(Trend trend) => trend switch
    {
        Trend.FallingFast => "↓",
        Trend.Falling => "↘",
        Trend.Steady => "→",
        Trend.Rising => "↗",
        Trend.RisingFast => "↑",
        _ => "",
    };

    public static string Words(Trend trend) => trend switch
    {
        Trend.FallingFast => Strings.FallingFast,
        Trend.Falling => Strings.Falling,
        Trend.Steady => Strings.Steady,
        Trend.Rising => Strings.Rising,
        Trend.RisingFast => Strings.RisingFast,
        _ => Strings.TrendUnknown,
    };

    public static string Words(Severity severity) => severity switch
    {
        Severity.High => Strings.High,
        Severity.Medium => Strings.Medium,
        _ => Strings.Low,
    };

    /// <summary>IEC 60601-1-8's marks: more strokes, more urgent. They are told apart without colour.</summary>
    public static string Mark(Severity severity) => severity switch
    {
        Severity.High => "!!!",
        Severity.Medium => "!!",
        _ => "!",
    };

    public static string Words(AlertState state) => state switch
    {
        AlertState.Raised => Strings.Unacknowledged,
        AlertState.Acknowledged => Strings.Acknowledged,
        AlertState.Snoozed => Strings.Snoozed,
        AlertState.Escalated => Strings.Escalated,
        _ => Strings.Resolved,
    };

    public static string Words(DiabetesType type) => type switch
    {
        DiabetesType.Type1 => Strings.DiabetesType1,
        DiabetesType.Type2 => Strings.DiabetesType2,
        _ => "",
    };

    public static string Words(Sex sex) => sex switch
    {
        Sex.Female => Strings.Female,
        Sex.Male => Strings.Male,
        _ => "",
    };

    /// <summary>A length of time in its largest unit, rounded down: 42 s, 5 min, 3 h 10 min, 4 d.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => $"{Math.Max(0, (int)span.TotalSeconds)} s",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} min",
        { TotalHours: < 24 } => span.Minutes == 0 ? $"{(int)span.TotalHours} h" : $"{(int)span.TotalHours} h {span.Minutes} min",
        _ => $"{(int)span.TotalDays} d",
    };

    /// <summary>A pseudonym short enough for a row; the whole one stands beside it where there is room.</summary>
    public static string Short(TwinId twin) => twin.Value.Length <= 16 ? twin.Value : twin.Value[..12] + "…";
}
