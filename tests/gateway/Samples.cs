using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Patients;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Tests;

/// <summary>Messages of the grid, ready made.</summary>
internal static class Samples
{
    public static Alert Alert(
        string twin, DateTimeOffset raisedAt, Severity severity = Severity.Medium, AlertState state = AlertState.Raised, Signal signal = Signal.HeartRate, string rule = "news2", int version = 1) => new(
        AlertIds.Of(TwinId.Parse(twin), rule, signal, Direction.High, "monitor", raisedAt), TwinId.Parse(twin), rule, severity, signal, Direction.High, 131, "/min", Trend.Rising,
        raisedAt, raisedAt, state, "Heart rate 131 /min, rising.", "news2-2017", "monitor", null, version, [new AlertStep(raisedAt, "raise", "system", null)]);

    public static PatientProfile Profile { get; } = new(new DateOnly(1961, 4, 30), Sex.Female, 163, 58, [], DiabetesType.None);

    public static TwinRow Row(string twin, double urgency, long version = 1) => new(
        TwinId.Parse(twin), urgency, 5, [new LatestSign(Signal.HeartRate, 131, new DateTimeOffset(2026, 3, 1, 11, 59, 0, TimeSpan.Zero), "monitor", Trend.Rising, 1.5, 3)],
        null, 0, null, version, null);

    public static Forecast Forecast(Signal signal, TimeSpan horizon, DateTimeOffset at)
    {
        var points = (int)(horizon / TwinGrid.Forecasts.Forecast.StandardStep) + 1;
        double[][] quantiles = [.. TwinGrid.Forecasts.Forecast.StandardLevels.Select(level => Enumerable.Repeat(100 + level / 3, points).ToArray())];
        return new(signal, at, at, TwinGrid.Forecasts.Forecast.StandardStep, [.. TwinGrid.Forecasts.Forecast.StandardLevels], quantiles, "uva-padova-1", TimeSpan.FromMinutes(3), null);
    }
}
