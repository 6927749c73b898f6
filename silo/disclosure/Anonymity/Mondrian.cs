namespace TwinGrid.Disclosure.Anonymity;

/// <summary>
/// Strict multidimensional partitioning: cuts people in two along the attribute in which they are widest, as near to the middle as both halves hold what is demanded, until
/// no cut is allowed.
/// </summary>
/// <remarks>LeFevre, DeWitt and Ramakrishnan, Mondrian multidimensional k-anonymity, ICDE 2006; the demand may be any that people either hold or not.</remarks>
internal static class Mondrian
{
    /// <param name="attributes">Bands of each attribute, by person.</param>
    /// <param name="people">All of them; they hold the demand.</param>
    /// <param name="holds">Whether a group may stand by itself.</param>
    public static List<int[]> Cut(IReadOnlyList<int[]> attributes, int[] people, Func<int[], bool> holds)
    {
        var (done, left) = (new List<int[]>(), new Stack<int[]>());
        var widths = attributes.Select(bands => Spread(bands, people)).ToArray();
        left.Push(people);
        while (left.TryPop(out var group))
        {
            if (Halves(attributes, widths, group, holds) is not { } halves)
            {
                done.Add(group);
                continue;
            }
            left.Push(halves.Low);
            left.Push(halves.High);
        }
        return done;
    }

    private static (int[] Low, int[] High)? Halves(IReadOnlyList<int[]> attributes, int[] widths, int[] group, Func<int[], bool> holds)
    {
        foreach (var attribute in Enumerable.Range(0, attributes.Count).Where(one => widths[one] > 0).OrderByDescending(one => (double)Spread(attributes[one], group) / widths[one]))
        {
            var bands = attributes[attribute];
            int[] sorted = [.. group.Select(one => bands[one]).Order()];
            var middle = sorted[sorted.Length / 2];
            foreach (var cut in sorted.Distinct().SkipLast(1).OrderBy(band => Math.Abs(band + .5 - middle)))
            {
                int[] low = [.. group.Where(one => bands[one] <= cut)], high = [.. group.Where(one => bands[one] > cut)];
                if (holds(low) && holds(high)) return (low, high);
            }
        }
        return null;
    }

    private static int Spread(int[] bands, int[] group)
    {
        var (low, high) = (int.MaxValue, int.MinValue);
        foreach (var one in group) (low, high) = (Math.Min(low, bands[one]), Math.Max(high, bands[one]));
        return high - low;
    }
}
