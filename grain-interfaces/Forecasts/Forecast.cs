using TwinGrid.Vitals;

namespace TwinGrid.Forecasts;

/// <summary>Quantiles of a signal's future course, or the reason why none is given.</summary>
/// <param name="Signal">What is forecast, in its internal unit.</param>
/// <param name="MadeAt">When it was computed.</param>
/// <param name="Start">Time of the first grid point.</param>
/// <param name="Step">Grid step: 5 minutes.</param>
/// <param name="Levels">Quantile levels, rising: .05 .25 .50 .75 .95.</param>
/// <param name="Quantiles">One course per level, each with a value per grid point; empty when declined.</param>
/// <param name="ModelVersion">Name and version of the model that made it.</param>
/// <param name="DataAge">Age of the newest observation it stands on; null when there is none.</param>
/// <param name="Declined">Why no forecast is given; null when one is.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.Forecast")]
public sealed record Forecast(
    [property: Id(0)] Signal Signal,
    [property: Id(1)] DateTimeOffset MadeAt,
    [property: Id(2)] DateTimeOffset Start,
    [property: Id(3)] TimeSpan Step,
    [property: Id(4)] double[] Levels,
    [property: Id(5)] double[][] Quantiles,
    [property: Id(6)] string ModelVersion,
    [property: Id(7)] TimeSpan? DataAge,
    [property: Id(8)] string? Declined)
{
    /// <summary>The levels every forecast of the grid is given at.</summary>
    public static IReadOnlyList<double> StandardLevels { get; } = [.05, .25, .50, .75, .95];

    /// <summary>The grid every forecast of the grid is given on.</summary>
    public static TimeSpan StandardStep { get; } = TimeSpan.FromMinutes(5);

    public bool IsDeclined => Declined is not null;

    /// <summary>A forecast that says why it is none.</summary>
    public static Forecast Decline(Signal signal, DateTimeOffset at, string modelVersion, TimeSpan? dataAge, string reason) =>
        new(signal, at, at, StandardStep, [.. StandardLevels], [], modelVersion, dataAge, reason);
}
