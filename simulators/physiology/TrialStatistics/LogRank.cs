using MathNet.Numerics.LinearAlgebra;

namespace TwinGrid.Physiology.TrialStatistics;

/// <summary>Whether groups survive alike.</summary>
/// <param name="ChiSquared">With one degree of freedom less than there are groups.</param>
/// <param name="P">Two-sided.</param>
/// <param name="Observed">Events of each group.</param>
/// <param name="Expected">Events that each group would have if all survived alike.</param>
public sealed record LogRank(double ChiSquared, double P, IReadOnlyList<double> Observed, IReadOnlyList<double> Expected)
{
    /// <summary>The log-rank test.</summary>
    /// <remarks>Mantel, Cancer Chemother Rep 50:163, 1966; Peto, Peto, J R Stat Soc A 135:185, 1972.</remarks>
    /// <param name="groups">Two or more, none empty.</param>
    public static LogRank Test(params IReadOnlyList<IReadOnlyCollection<SurvivalTime>> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Count < 2) throw new ArgumentException($"Two groups or more are compared; these are {groups.Count}.", nameof(groups));
        foreach (var group in groups) SurvivalTime.Check(group);
        var k = groups.Count;
        var (observed, expected) = (new double[k], new double[k]);
        var variance = Matrix<double>.Build.Dense(k - 1, k - 1);
        var left = groups.Select(group => (double)group.Count).ToArray();
        var moments = groups.SelectMany((group, g) => group.Select(person => (person.Time, person.IsEvent, Group: g))).GroupBy(person => person.Time).OrderBy(moment => moment.Key);
        foreach (var moment in moments)
        {
            var (n, d) = (left.Sum(), (double)moment.Count(person => person.IsEvent));
            for (var g = 0; g < k && d > 0; g++)
            {
                observed[g] += moment.Count(person => person.IsEvent && person.Group == g);
                expected[g] += d * left[g] / n;
                for (var h = 0; h < k - 1 && g < k - 1 && n > 1; h++)
                    variance[g, h] += d * (n - d) / (n - 1) * left[g] / n * ((g == h ? 1 : 0) - left[h] / n);
            }
            foreach (var person in moment) left[person.Group]--;
        }
        var difference = Vector<double>.Build.Dense(k - 1, g => observed[g] - expected[g]);
        var statistic = difference * variance.Solve(difference);
        return new(statistic, 1 - MathNet.Numerics.Distributions.ChiSquared.CDF(k - 1, statistic), observed, expected);
    }
}
