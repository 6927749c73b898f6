using TwinGrid.Grains.Vitals;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Alerts;

/// <summary>Whether somebody moves so much that a fast heart and fast breath are the effort's and not an illness's.</summary>
/// <remarks>
/// 100 steps a minute is moderate exertion (Tudor-Locke et al., Br J Sports Med 52:776, 2018); three minutes of it within ten count, for the heart slows down
/// later than the feet. NEWS2 is a score for patients at rest.
/// </remarks>
public static class Exertion
{
    public const double Steps = 300;
    public static TimeSpan Within { get; } = TimeSpan.FromMinutes(10);

    /// <summary>True when the steps of the last minutes say so.</summary>
    public static bool IsLikely(LatestSigns latest, DateTimeOffset now)
    {
        if (latest.Find(Signal.Steps) is not { } window) return false;
        var taken = 0d;
        for (var i = 0; i < window.Samples.Count; i++)
            if (window.Samples[i] is { IsBelieved: true } steps && now - steps.ObservedAt <= Within) taken += steps.Value;
        return taken >= Steps;
    }
}
