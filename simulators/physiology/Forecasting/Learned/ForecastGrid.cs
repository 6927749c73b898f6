namespace TwinGrid.Physiology.Forecasting.Learned;

/// <summary>The moments a learned glucose forecast is given for: every 5 min for an hour, then every 15 min up to 4 h.</summary>
public static class ForecastGrid
{
    /// <summary>How many moments there are.</summary>
    public const int Points = 24;

    /// <summary>How many of them lie within the first hour.</summary>
    public const int FirstHour = 12;

    /// <summary>Minutes between two readings of the history and between two points of the first hour.</summary>
    public const int StepMin = 5;

    /// <summary>Steps of 5 min from the origin to the last moment.</summary>
    public const int LastStep = 48;

    /// <summary>Steps of 5 min from the origin to a point, 0 to <see cref="Points"/> − 1.</summary>
    public static int StepOf(int point) => point < FirstHour ? point + 1 : FirstHour + 3 * (point - FirstHour + 1);

    /// <summary>A course on every step of 5 min from one on the grid: straight between the points.</summary>
    /// <param name="points"><see cref="Points"/> values.</param>
    /// <param name="steps">Up to <see cref="LastStep"/> values.</param>
    public static void Spread(ReadOnlySpan<double> points, Span<double> steps)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            var step = i + 1;
            if (step <= FirstHour)
            {
                steps[i] = points[step - 1];
                continue;
            }
            var (after, into) = Math.DivRem(step - FirstHour, 3);
            var low = FirstHour - 1 + after;
            steps[i] = into == 0 ? points[low] : points[low] + into / 3.0 * (points[low + 1] - points[low]);
        }
    }
}
