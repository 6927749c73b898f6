using MathNet.Numerics.LinearAlgebra;

namespace TwinGrid.Trials.Statistics;

/// <summary>Proportional hazards of groups beside the first, from counts by time alone: Cox's model with the group as covariate, its baseline free in each stratum, ties by Efron.</summary>
/// <remarks>The likelihood of <see cref="CoxModel"/> for a covariate that has few values: a million people cost no more than the days they were watched.</remarks>
/// <param name="Coefficients">Logarithms of the hazard ratios of the second group and on, beside the first.</param>
/// <param name="Errors">Their standard errors.</param>
/// <param name="LogLikelihoodNull">With all hazards equal.</param>
/// <param name="LogLikelihood">With those found.</param>
public sealed record GroupedHazards(IReadOnlyList<double> Coefficients, IReadOnlyList<double> Errors, double LogLikelihoodNull, double LogLikelihood)
{
    private const int MostSteps = 50;

    /// <summary>Fits the model.</summary>
    /// <param name="strata">Of each stratum the same groups, two or more, counted by rising time.</param>
    /// <exception cref="ArithmeticException">The likelihood has no maximum: a group had no event, or none was at risk with the others.</exception>
    public static GroupedHazards Fit(IReadOnlyList<IReadOnlyList<IReadOnlyList<SurvivalCount>>> strata)
    {
        ArgumentNullException.ThrowIfNull(strata);
        var groups = strata.Count == 0 ? 0 : strata[0].Count;
        if (groups < 2 || strata.Any(stratum => stratum.Count != groups)) throw new ArgumentException($"Two groups or more are compared, the same in all strata; these are {groups}.", nameof(strata));
        var moments = new List<(double[] AtRisk, double[] Events)>();
        foreach (var stratum in strata)
            for (var moment = new RiskSets(stratum); moment.Next();) moments.Add(([.. moment.AtRisk], [.. moment.Events]));
        var beta = Vector<double>.Build.Dense(groups - 1);
        var point = Likelihood(moments, beta);
        var atNull = point.Log;
        for (var i = 0; i < MostSteps && point.Information.Diagonal().All(information => information > 0); i++)
        {
            var step = point.Information.Solve(point.Score);
            if (!step.All(double.IsFinite)) break;
            var next = Likelihood(moments, beta + step);
            for (var halved = 0; !(next.Log >= point.Log - 1e-10 * Math.Abs(point.Log)) && halved < 30; halved++) next = Likelihood(moments, beta + (step /= 2));
            beta += step;
            point = next;
            if (beta.InfinityNorm() > 15) break;
            if (step.InfinityNorm() > 1e-10 * (1 + beta.InfinityNorm())) continue;
            return new([.. beta], [.. point.Information.Inverse().Diagonal().Select(Math.Sqrt)], atNull, point.Log);
        }
        throw new ArithmeticException("The partial likelihood has no maximum: a group had no event, or none while others were at risk.");
    }

    private static (double Log, Vector<double> Score, Matrix<double> Information) Likelihood(List<(double[] AtRisk, double[] Events)> moments, Vector<double> beta)
    {
        var size = beta.Count;
        var (log, score, information) = (0.0, Vector<double>.Build.Dense(size), Matrix<double>.Build.Dense(size, size));
        double[] ratio = [1, .. beta.Select(Math.Exp)], shares = new double[size];
        foreach (var (atRisk, events) in moments)
        {
            var all = 0.0;
            for (var g = 0; g <= size; g++)
            {
                all += events[g];
                if (g == 0) continue;
                log += events[g] * beta[g - 1];
                score[g - 1] += events[g];
            }
            // Efron: of those whose event is now, the part that has not yet left is at risk.
            for (var k = 0; k < all; k++)
            {
                var (sum, gone) = (0.0, k / all);
                for (var g = 0; g <= size; g++) sum += ratio[g] * (atRisk[g] - gone * events[g]);
                log -= Math.Log(sum);
                for (var j = 0; j < size; j++) score[j] -= shares[j] = ratio[j + 1] * (atRisk[j + 1] - gone * events[j + 1]) / sum;
                for (var j = 0; j < size; j++)
                    for (var l = 0; l < size; l++) information[j, l] += (j == l ? shares[j] : 0) - shares[j] * shares[l];
            }
        }
        return (log, score, information);
    }
}
