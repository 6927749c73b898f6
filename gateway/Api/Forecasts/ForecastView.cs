using TwinGrid.Forecasts;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Forecasts;

/// <summary>Quantiles of a signal's future course, or the reason why none is given.</summary>
/// <param name="Unit">UCUM unit of the quantiles.</param>
/// <param name="MadeAt">When it was computed.</param>
/// <param name="Start">Time of the first grid point.</param>
/// <param name="StepMinutes">Minutes between grid points.</param>
/// <param name="Levels">Quantile levels, rising.</param>
/// <param name="Quantiles">One course per level, a value per grid point; empty when declined.</param>
/// <param name="ModelVersion">Name and version of the model that made it.</param>
/// <param name="DataAgeSeconds">Age of the newest observation it stands on; null when there is none.</param>
/// <param name="Declined">Why no forecast is given; null when one is.</param>
public sealed record ForecastView(
    string Signal, string Code, string Unit, DateTimeOffset MadeAt, DateTimeOffset Start, double StepMinutes, IReadOnlyList<double> Levels,
    IReadOnlyList<IReadOnlyList<double?>> Quantiles, string ModelVersion, double? DataAgeSeconds, string? Declined)
{
    internal static ForecastView Of(Forecast forecast)
    {
        var signal = SignalCatalogue.Of(forecast.Signal);
        return new(
            signal.Slug, signal.Code, signal.Unit, forecast.MadeAt, forecast.Start, forecast.Step.TotalMinutes, forecast.Levels,
            [.. forecast.Quantiles.Select(course => course.Select(value => Shown(value, signal)).ToArray())],
            forecast.ModelVersion, forecast.DataAge?.TotalSeconds, forecast.Declined);
    }

    /// <summary>Two decimals beyond what is worth showing: nobody needs more, and they weigh.</summary>
    internal static double? Shown(double value, SignalDefinition signal) => double.IsFinite(value) ? Math.Round(value, signal.Decimals + 2) : null;
}
