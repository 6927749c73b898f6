using TwinGrid.Forecasts;
using TwinGrid.Grains.Alerts;
using TwinGrid.Grains.Alerts.Rules;
using TwinGrid.Grains.Patients;
using TwinGrid.Patients;
using TwinGrid.Vitals;
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
            state.Devices.All.Select(device => (DateTimeOffset?)device.LastObservedAt).Max(), state.AppliedTo, NextCrossing(state.Forecasts, now));
    }

    /// <summary>When glucose is next expected beyond a limit; null when it is not, or no forecast stands.</summary>
    private static DateTimeOffset? NextCrossing(IReadOnlyList<Forecast> forecasts, DateTimeOffset now) => forecasts
        .Where(forecast => forecast.Signal == Signal.Glucose)
        .SelectMany(forecast => ForecastCrossing.Limits.Select(at => Crossing.Find(forecast, at.Limit, at.Direction)?.Expected))
        .Where(expected => expected > now).Min();
}
