using System.Globalization;
using System.Xml;
using TwinGrid.Organs;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Forecasts;

/// <summary>What can be foreseen, and how far: signal and horizon as they stand in addresses and bodies.</summary>
internal static class Foreseen
{
    /// <summary>One step of the grid; a shorter look ahead shows nothing.</summary>
    public static readonly TimeSpan Shortest = TwinGrid.Forecasts.Forecast.StandardStep;

    public static string Signals { get; } = string.Join(", ", OrganCatalogue.All.SelectMany(organ => organ.Forecasts.Keys).Select(signal => SignalCatalogue.Of(signal).Slug));

    /// <summary>A signal by code or short name; null, with the reason, when no organ forecasts it.</summary>
    public static SignalDefinition? Signal(string text, out string? reason)
    {
        reason = null;
        if (SignalCatalogue.Find(text) is { } signal && OrganCatalogue.ForecasterOf(signal.Signal) is not null) return signal;
        reason = $"must be one that is forecast: {Signals} (or its code)";
        return null;
    }

    /// <summary>How far a signal is foreseen; also what is answered unless less is asked for.</summary>
    public static TimeSpan Longest(SignalDefinition signal) => OrganCatalogue.ForecasterOf(signal.Signal)!.Forecasts[signal.Signal];

    /// <summary>A horizon as ISO 8601 duration (PT4H) or minutes (240); null, with the reason, when it is none or too long.</summary>
    public static TimeSpan? Horizon(string text, SignalDefinition signal, out string? reason)
    {
        var longest = Longest(signal);
        reason = $"must be an ISO 8601 duration such as PT2H or a number of minutes, from PT5M to {XmlConvert.ToString(longest)} for {signal.Slug}";
        if (Duration(text) is not { } horizon || horizon < Shortest || horizon > longest) return null;
        reason = null;
        return horizon;
    }

    private static TimeSpan? Duration(string text)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes))
            return minutes <= TimeSpan.FromDays(365).TotalMinutes ? TimeSpan.FromMinutes(minutes) : null;
        if (text.Length > 32 || text.Contains('Y', StringComparison.Ordinal)) return null;
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            return null; // no duration
        }
    }
}
