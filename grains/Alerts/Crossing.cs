using TwinGrid.Alerts;
using TwinGrid.Forecasts;

namespace TwinGrid.Grains.Alerts;

/// <summary>When a forecast crosses a limit.</summary>
/// <param name="Expected">When the median course crosses: from then on the probability to be beyond the limit is at least 50 %.</param>
/// <param name="Earliest">When the quartile nearer to the limit crosses.</param>
/// <param name="Latest">When the farther quartile crosses; null when it does not within the horizon.</param>
/// <param name="Value">The median at the first grid point beyond the limit.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.Crossing")]
public readonly record struct Crossing(
    [property: Id(0)] DateTimeOffset Expected, [property: Id(1)] DateTimeOffset Earliest, [property: Id(2)] DateTimeOffset? Latest, [property: Id(3)] double Value)
{
    /// <summary>The crossing of a limit with a probability of at least 50 %; null where there is none, or the forecast is declined.</summary>
    public static Crossing? Find(Forecast forecast, double limit, Direction direction)
    {
        var (near, far) = direction == Direction.Low ? (.25, .75) : (.75, .25);
        if (First(forecast, .50, limit, direction) is not { } expected) return null;
        var earliest = First(forecast, near, limit, direction) ?? expected;
        return new Crossing(expected.At, earliest.At, First(forecast, far, limit, direction)?.At, expected.Value);
    }

    /// <summary>True when the probability to cross reaches at least 25 %.</summary>
    public static bool IsNear(Forecast forecast, double limit, Direction direction) =>
        First(forecast, direction == Direction.Low ? .25 : .75, limit, direction) is not null;

    private static (DateTimeOffset At, double Value)? First(Forecast forecast, double level, double limit, Direction direction)
    {
        var row = 0;
        while (row < forecast.Levels.Length && !(Math.Abs(forecast.Levels[row] - level) < 1e-9)) row++;
        if (forecast.IsDeclined || row == forecast.Levels.Length || row >= forecast.Quantiles.Length) return null;
        var course = forecast.Quantiles[row];
        var sign = direction == Direction.Low ? 1 : -1;
        for (var i = 0; i < course.Length; i++)
        {
            if (sign * (limit - course[i]) <= 0) continue;
            var back = i == 0 ? 0 : (limit - course[i]) / (course[i - 1] - course[i]); // straight between grid points
            return (forecast.Start + forecast.Step * (i - back), course[i]);
        }
        return null;
    }
}
