using TwinGrid.Forecasts;
using TwinGrid.Grains.Alerts;
using TwinGrid.Grains.Alerts.Rules;
using TwinGrid.Grains.Patients;
using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Watch;

/// <summary>How a twin stands in the worklist.</summary>
public static class Worklist
{
    /// <summary>The twin's row at a time.</summary>
    public static TwinRow RowOf(TwinId id, TwinState state, DateTimeOffset now)
    {
        var open = state.Alerts.Open;
        var news2 = state.Profile is { } profile ? News2.Glance(state.Latest, profile, now) : null;
        return new TwinRow(
            id, Urgency.Of(open, news2, now), news2?.Score, state.Latest.Newest(), Urgency.Worst(open, now), open.Count,
            state.Devices.LastObservedAt, state.AppliedTo, NextCrossing(state.Forecasts, state.Profile, now));
    }

    /// <summary>When a signal is next expected beyond a limit; null when none is, or no forecast stands.</summary>
    private static DateTimeOffset? NextCrossing(List<Forecast> forecasts, PatientProfile? profile, DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        for (var i = 0; i < forecasts.Count; i++)
            if (ForecastCrossing.FirstExpected(forecasts[i], profile, after: now) is { } expected && !(expected >= next)) next = expected;
        return next;
    }
}
