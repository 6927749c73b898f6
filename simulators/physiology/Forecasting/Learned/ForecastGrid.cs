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

    private const double Wide = 0.2;

    private static readonly double[] Bell = MakeBell();

    /// <summary>Steps of 5 min from the origin to a point, 0 to <see cref="Points"/> − 1.</summary>
    public static int StepOf(int point) => point < FirstHour ? point + 1 : FirstHour + 3 * (point - FirstHour + 1);

    /// <summary>Minutes from the origin to a point.</summary>
    private static double MinutesOf(int point) => StepMin * StepOf(point);

    /// <summary>Takes the jitter between neighbouring points out of a course: a bell a fifth as wide as the point is far.</summary>
    /// <param name="points"><see cref="Points"/> values; those of one course or, row after row, of several.</param>
    public static void Smooth(Span<float> points)
    {
        Span<double> smooth = stackalloc double[Points];
        for (var from = 0; from < points.Length; from += Points)
        {
            var course = points.Slice(from, Points);
            smooth.Clear();
            for (var i = 0; i < Points; i++)
                for (var j = 0; j < Points; j++)
                    smooth[i] += Bell[i * Points + j] * course[j];
            for (var i = 0; i < Points; i++) course[i] = (float)smooth[i];
        }
    }

    /// <summary>Local linear regression, so that a straight course stays as it is although points lie closer on one side.</summary>
    private static double[] MakeBell()
    {
        var bell = new double[Points * Points];
        for (var i = 0; i < Points; i++)
        {
            double[] apart = [.. Enumerable.Range(0, Points).Select(j => MinutesOf(j) - MinutesOf(i))];
            double[] near = [.. apart.Select(minutes => Math.Exp(-0.5 * Math.Pow(minutes / (1 + Wide * MinutesOf(i)), 2)))];
            var (sum, first, second) = (near.Sum(), near.Zip(apart, (weight, minutes) => weight * minutes).Sum(), near.Zip(apart, (weight, minutes) => weight * minutes * minutes).Sum());
            for (var j = 0; j < Points; j++) bell[i * Points + j] = near[j] * (second - apart[j] * first) / (sum * second - first * first);
        }
        return bell;
    }

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
