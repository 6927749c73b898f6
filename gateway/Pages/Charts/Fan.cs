using TwinGrid.Forecasts;
using Vizor.ECharts;

namespace TwinGrid.Gateway.Pages.Charts;

/// <summary>
/// A forecast as series of a chart: the 90 % band, the 50 % band in it, the median. ECharts has no bands; they are areas stacked on an invisible line.
/// The series are always the same ones, with or without points, because an update of a chart keeps what it is not told of.
/// </summary>
internal sealed record Fan(string Key, string Name, int Panel, string Colour, LineTypeStyle MedianType)
{
    private const double OuterOpacity = .16;
    private const double InnerOpacity = .32;

    public IEnumerable<ISeries> Series(Forecast? forecast, Func<double, double> round)
    {
        var given = forecast is { IsDeclined: false, Quantiles.Length: 5 } ? forecast : null;
        yield return Band("p05", 0, Difference(given, null, 0, round));
        yield return Band("p25", OuterOpacity, Difference(given, 0, 1, round));
        yield return Band("p75", InnerOpacity, Difference(given, 1, 3, round));
        yield return Band("p95", OuterOpacity, Difference(given, 3, 4, round));
        yield return new LineSeries
        {
            Id = $"{Key}:median", Name = Name, XAxisIndex = Panel, YAxisIndex = Panel, ShowSymbol = false, Z = 4, Silent = true,
            ItemStyle = new ItemStyle { Color = Colour }, LineStyle = new LineStyle { Color = Colour, Width = 2, Type = MedianType },
            Data = given is null ? [] : Times(given).Select((t, i) => new object?[] { t, round(given.Quantiles[2][i]), round(given.Quantiles[0][i]), round(given.Quantiles[4][i]) }).ToList(),
        };
    }

    private LineSeries Band(string part, double opacity, List<object?[]> data) => new()
    {
        Id = $"{Key}:{part}", Name = $"{Name} {part}", XAxisIndex = Panel, YAxisIndex = Panel, Stack = Key, StackStrategy = StackStrategy.All, ShowSymbol = false, Silent = true, Z = 2,
        ItemStyle = new ItemStyle { Color = Colour }, LineStyle = new LineStyle { Width = 0, Opacity = 0 },
        AreaStyle = opacity == 0 ? null : new AreaStyle { Opacity = opacity }, Data = data,
    };

    private static List<object?[]> Difference(Forecast? forecast, int? lower, int upper, Func<double, double> round) => forecast is null
        ? []
        : [.. Times(forecast).Select((t, i) => new object?[] { t, round(forecast.Quantiles[upper][i] - (lower is { } l ? forecast.Quantiles[l][i] : 0)) })];

    private static IEnumerable<long> Times(Forecast forecast) =>
        Enumerable.Range(0, forecast.Quantiles[0].Length).Select(i => (forecast.Start + (forecast.Step * i)).ToUnixTimeMilliseconds());
}
