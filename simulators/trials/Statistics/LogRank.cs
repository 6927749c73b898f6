using MathNet.Numerics.LinearAlgebra;

namespace TwinGrid.Trials.Statistics;

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
        foreach (var group in groups) SurvivalTime.Check(group);
        return TestInStrata([[.. groups.Select(SurvivalCount.Of)]]);
    }

    /// <summary>The stratified log-rank test: groups are compared within each stratum, and what they differ by is summed.</summary>
    /// <param name="strata">Of each stratum the same groups, two or more, counted by rising time.</param>
    public static LogRank TestInStrata(IReadOnlyList<IReadOnlyList<IReadOnlyList<SurvivalCount>>> strata)
    {
        ArgumentNullException.ThrowIfNull(strata);
        var k = strata.Count == 0 ? 0 : strata[0].Count;
        if (k < 2 || strata.Any(stratum => stratum.Count != k)) throw new ArgumentException($"Two groups or more are compared, the same in all strata; these are {k}.", nameof(strata));
        var (observed, expected, variance) = (new double[k], new double[k], Matrix<double>.Build.Dense(k - 1, k - 1));
        foreach (var stratum in strata)
        {
            var moment = new RiskSets(stratum);
            while (moment.Next())
            {
                var (left, n, d) = (moment.AtRisk, moment.AtRisk.Sum(), moment.Events.Sum());
                for (var g = 0; g < k; g++)
                {
                    observed[g] += moment.Events[g];
                    expected[g] += d * left[g] / n;
                    for (var h = 0; h < k - 1 && g < k - 1 && n > 1; h++)
                        variance[g, h] += d * (n - d) / (n - 1) * left[g] / n * ((g == h ? 1 : 0) - left[h] / n);
                }
            }
        }
        var difference = Vector<double>.Build.Dense(k - 1, g => observed[g] - expected[g]);
        var statistic = difference * variance.Solve(difference);
        return new(statistic, MathNet.Numerics.SpecialFunctions.GammaUpperRegularized((k - 1) / 2.0, statistic / 2), observed, expected);
    }
}
