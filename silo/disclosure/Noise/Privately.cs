namespace TwinGrid.Disclosure.Noise;

/// <summary>
/// Answers about a cohort, each ε-private for each person in it: one person more or less changes no probability by more than e^ε. Every person contributes one value,
/// a whole number of steps. What is done with a noisy number afterwards costs nothing more.
/// </summary>
public sealed class Privately(IRandomBits bits)
{
    /// <summary>How many. One person changes it by 1.</summary>
    public Noisy Count(long count, Epsilon epsilon) => With(count, 1, epsilon);

    /// <summary>Sum of values clipped to [low, high]. One person changes it by the greater of |low| and |high|.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Limits that permit only 0.</exception>
    public Noisy Sum(IEnumerable<long> values, long low, long high, Epsilon epsilon)
    {
        var sum = values.Aggregate(0L, (all, value) => checked(all + Math.Clamp(value, low, high)));
        return With(sum, Math.Max(Math.Abs(low), Math.Abs(high)), epsilon);
    }

    /// <summary>
    /// Mean of values clipped to [low, high]: half of ε for the sum of differences from the middle, which one person changes by half the width at most, half for the count.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Limits without a width, or an ε that cannot be halved.</exception>
    public NoisyMean Mean(IReadOnlyCollection<long> values, long low, long high, Epsilon epsilon)
    {
        var middle = low + (high - low) / 2;
        var (forSum, forCount) = epsilon.Halves();
        var differences = values.Aggregate(0L, (all, value) => checked(all + Math.Clamp(value, low, high) - middle));
        return new NoisyMean(With(differences, Math.Max(high - middle, middle - low), forSum), Count(values.Count, forCount), middle, low, high);
    }

    /// <summary>
    /// How many values fall into each bin [edge i, edge i + 1); those beyond the edges are counted in the outermost. A person is in one bin, so one more or less changes one
    /// bin by 1 and every bin may have the whole ε.
    /// </summary>
    /// <param name="edges">Rising; one more than there are bins.</param>
    public IReadOnlyList<Noisy> Histogram(IEnumerable<long> values, IReadOnlyList<long> edges, Epsilon epsilon)
    {
        var counts = new long[edges.Count - 1];
        foreach (var value in values)
        {
            var bin = 0;
            while (bin < counts.Length - 1 && value >= edges[bin + 1]) bin++;
            counts[bin]++;
        }
        return [.. counts.Select(count => Count(count, epsilon))];
    }

    private Noisy With(long exact, long sensitivity, Epsilon epsilon) => new(exact + DiscreteLaplace.Sample(bits, epsilon, sensitivity), sensitivity, epsilon);
}

/// <summary>A whole number with noise in it.</summary>
/// <param name="Sensitivity">What one person changes it by at most, before the noise.</param>
public readonly record struct Noisy(long Value, long Sensitivity, Epsilon Epsilon)
{
    /// <summary>Half of all noise is within this: Δ/ε · ln 2.</summary>
    public double TypicalError => Sensitivity / (double)Epsilon.Value * Math.Log(2);
}

/// <summary>A mean, as its two noisy parts.</summary>
/// <param name="Middle">What the differences are taken from.</param>
public sealed record NoisyMean(Noisy Differences, Noisy Count, long Middle, long Low, long High)
{
    /// <summary>The mean; null when the noisy count is below <paramref name="fewest"/>.</summary>
    public double? Value(long fewest) => Count.Value < Math.Max(1, fewest) ? null : Math.Clamp(Middle + (double)Differences.Value / Count.Value, Low, High);
}
