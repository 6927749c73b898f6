using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>Marks what cannot be physiology. Marked samples are kept: a disconnected probe is news, only not about the patient.</summary>
internal static class Plausibility
{
    /// <summary>A device's clock may run ahead this much before its samples count as future-dated.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <param name="sent">The value as sent, in the unit it was sent in.</param>
    /// <param name="value">The same in the internal unit.</param>
    public static SampleFlags Judge(SignalDefinition signal, double sent, double value, DateTimeOffset observedAt, DateTimeOffset receivedAt)
    {
        var flags = observedAt > receivedAt + ClockTolerance ? SampleFlags.FutureDated : SampleFlags.None;
        if (signal.ZeroMeansDisconnected && (sent == 0 || value == 0)) return flags | SampleFlags.ProbeDisconnected;
        return value < signal.PossibleLow || value > signal.PossibleHigh ? flags | SampleFlags.Impossible : flags;
    }

    /// <summary>The flags as the API names them.</summary>
    public static IEnumerable<string> Names(SampleFlags flags)
    {
        if (flags.HasFlag(SampleFlags.ProbeDisconnected)) yield return "probe-disconnected";
        if (flags.HasFlag(SampleFlags.Impossible)) yield return "impossible";
        if (flags.HasFlag(SampleFlags.FutureDated)) yield return "future-dated";
    }
}
