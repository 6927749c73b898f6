namespace TwinGrid.Physiology.Forecasting;

/// <summary>Joins how a sign would go on by itself with what a model says would change it.</summary>
public static class ChangedCourse
{
    /// <summary>
    /// The undisturbed quantiles moved by the median change, and widened by the members' disagreement as far as it is independent of the undisturbed course:
    /// distances from the medians add as squares.
    /// </summary>
    /// <param name="undisturbed">Quantiles by the filter; a level of .5 among them.</param>
    /// <param name="changes">Fills in, for a time, each member's change in the sign's unit.</param>
    /// <param name="members">How many there are.</param>
    public static QuantileCourse Of(QuantileCourse undisturbed, ChangesAt changes, int members, double floor, double ceiling)
    {
        ArgumentNullException.ThrowIfNull(undisturbed);
        ArgumentNullException.ThrowIfNull(changes);
        var levels = undisturbed.Levels;
        var middle = Array.FindIndex(levels, level => Math.Abs(level - .5) < 1e-9);
        if (middle < 0) throw new ArgumentException("A level of .5 must be among the quantiles.", nameof(undisturbed));
        var quantiles = new MemberQuantiles(levels, members);
        var values = Array.ConvertAll(levels, _ => new double[undisturbed.Values[0].Length]);
        Span<double> sample = new double[members], moved = new double[levels.Length];
        for (var point = 0; point < values[0].Length; point++)
        {
            changes(undisturbed.Start + undisturbed.Step * point, sample);
            sample.Sort();
            quantiles.Of(sample, moved);
            var median = undisturbed.Values[middle][point];
            for (var i = 0; i < levels.Length; i++)
            {
                var distance = Math.Sqrt(Square(undisturbed.Values[i][point] - median) + Square(moved[i] - moved[middle]));
                values[i][point] = Math.Clamp(median + moved[middle] + Math.Sign(i - middle) * distance, floor, ceiling);
            }
        }
        return undisturbed with { Values = values };
    }

    private static double Square(double x) => x * x;
}

/// <summary>Each member's change at a time.</summary>
public delegate void ChangesAt(DateTimeOffset at, Span<double> changes);
