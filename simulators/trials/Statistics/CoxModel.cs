using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace TwinGrid.Trials.Statistics;

/// <summary>How events at the same time are counted.</summary>
public enum TiedEvents
{
    Efron = 0,
    Breslow = 1,
}

/// <summary>Proportional hazards: what covariates do to the hazard.</summary>
/// <remarks>Cox, J R Stat Soc B 34:187, 1972; Efron, J Am Stat Assoc 72:557, 1977; Therneau, Grambsch, Modeling Survival Data, ch. 3.</remarks>
/// <param name="Coefficients">Logarithms of the hazard ratios per unit.</param>
/// <param name="Errors">Their standard errors.</param>
/// <param name="LogLikelihoodNull">With all coefficients 0.</param>
/// <param name="LogLikelihood">With those found.</param>
/// <param name="Covariance">Of the coefficients.</param>
public sealed record CoxModel(IReadOnlyList<double> Coefficients, IReadOnlyList<double> Errors, double LogLikelihoodNull, double LogLikelihood, Matrix<double> Covariance)
{
    private const int MostSteps = 50;

    /// <summary>Two-sided P of a coefficient (Wald).</summary>
    public double P(int coefficient) => 2 * Normal.CDF(0, 1, -Math.Abs(Coefficients[coefficient] / Errors[coefficient]));

    /// <summary>A hazard ratio with its 95 % limits.</summary>
    public (double Ratio, double Low, double High) HazardRatio(int coefficient)
    {
        var reach = 1.959963984540054 * Errors[coefficient];
        return (Math.Exp(Coefficients[coefficient]), Math.Exp(Coefficients[coefficient] - reach), Math.Exp(Coefficients[coefficient] + reach));
    }

    /// <summary>Fits the model.</summary>
    /// <param name="people">Times.</param>
    /// <param name="covariates">Of each person, equally many.</param>
    /// <exception cref="ArgumentException">Counts do not match, or nobody had the event.</exception>
    /// <exception cref="ArithmeticException">The likelihood has no maximum: a covariate separates events from others, or two say the same.</exception>
    public static CoxModel Fit(IReadOnlyList<SurvivalTime> people, IReadOnlyList<double[]> covariates, TiedEvents ties = TiedEvents.Efron)
    {
        SurvivalTime.Check(people);
        ArgumentNullException.ThrowIfNull(covariates);
        if (covariates.Count != people.Count) throw new ArgumentException($"{people.Count} people have {covariates.Count} rows of covariates.", nameof(covariates));
        var size = covariates[0].Length;
        if (size == 0 || covariates.Any(row => row.Length != size)) throw new ArgumentException("Everybody needs equally many covariates, and one at least.", nameof(covariates));
        if (!people.Any(person => person.IsEvent)) throw new ArgumentException("Nobody had the event.", nameof(people));
        double[] means = [.. Enumerable.Range(0, size).Select(j => covariates.Average(row => row[j]))];
        var order = Enumerable.Range(0, people.Count).OrderByDescending(i => people[i].Time).ToArray();
        double[][] rows = [.. order.Select(i => covariates[i].Select((value, j) => value - means[j]).ToArray())];
        SurvivalTime[] sorted = [.. order.Select(i => people[i])];
        var point = Likelihood(sorted, rows, Vector<double>.Build.Dense(size), ties);
        var (atNull, beta) = (point.Log, Vector<double>.Build.Dense(size));
        for (var i = 0; i < MostSteps; i++)
        {
            var step = point.Information.Solve(point.Score);
            if (!step.All(double.IsFinite)) break;
            var next = Likelihood(sorted, rows, beta + step, ties);
            for (var halved = 0; !(next.Log >= point.Log - 1e-10 * Math.Abs(point.Log)) && halved < 30; halved++) next = Likelihood(sorted, rows, beta + (step /= 2), ties);
            beta += step;
            var gain = next.Log - point.Log;
            point = next;
            if (Math.Abs(gain) > 1e-13 * Math.Abs(point.Log) || step.InfinityNorm() > 1e-9 * (1 + beta.InfinityNorm())) continue;
            var covariance = point.Information.Inverse();
            return new([.. beta], [.. covariance.Diagonal().Select(Math.Sqrt)], atNull, point.Log, covariance);
        }
        throw new ArithmeticException("The partial likelihood has no maximum: a covariate separates those with the event from the others, or two covariates say the same.");
    }

    private static (double Log, Vector<double> Score, Matrix<double> Information) Likelihood(SurvivalTime[] people, double[][] rows, Vector<double> beta, TiedEvents ties)
    {
        var size = beta.Count;
        var (log, score, information) = (0.0, Vector<double>.Build.Dense(size), Matrix<double>.Build.Dense(size, size));
        // Sums over those at risk, and over those whose event is now: weight, weight times covariates, weight times their squares.
        var (risk, now) = (new Sums(size), new Sums(size));
        for (var i = 0; i < people.Length;)
        {
            var (time, events) = (people[i].Time, 0);
            now.Clear();
            for (; i < people.Length && people[i].Time == time; i++)
            {
                var linear = 0.0;
                for (var j = 0; j < size; j++) linear += beta[j] * rows[i][j];
                var weight = Math.Exp(linear);
                risk.Add(weight, rows[i]);
                if (!people[i].IsEvent) continue;
                now.Add(weight, rows[i]);
                events++;
                log += linear;
                for (var j = 0; j < size; j++) score[j] += rows[i][j];
            }
            for (var k = 0; k < events; k++)
            {
                var share = ties == TiedEvents.Efron ? (double)k / events : 0;
                var sum = risk.Weight - share * now.Weight;
                log -= Math.Log(sum);
                for (var j = 0; j < size; j++)
                {
                    var mean = (risk.First[j] - share * now.First[j]) / sum;
                    score[j] -= mean;
                    for (var l = 0; l < size; l++)
                        information[j, l] += (risk.Second[j, l] - share * now.Second[j, l]) / sum - mean * (risk.First[l] - share * now.First[l]) / sum;
                }
            }
        }
        return (log, score, information);
    }

    private sealed class Sums(int size)
    {
        public double Weight { get; private set; }

        public double[] First { get; } = new double[size];

        public double[,] Second { get; } = new double[size, size];

        public void Add(double weight, double[] row)
        {
            Weight += weight;
            for (var j = 0; j < row.Length; j++)
            {
                First[j] += weight * row[j];
                for (var l = 0; l < row.Length; l++) Second[j, l] += weight * row[j] * row[l];
            }
        }

        public void Clear()
        {
            Weight = 0;
            Array.Clear(First);
            Array.Clear(Second);
        }
    }
}
