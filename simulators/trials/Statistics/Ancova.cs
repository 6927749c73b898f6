using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace TwinGrid.Trials.Statistics;

/// <summary>A treatment's effect on a figure, others held equal.</summary>
/// <param name="Effect">Of treatment over control.</param>
/// <param name="Error">Standard error.</param>
/// <param name="DegreesOfFreedom">Of the residuals.</param>
/// <param name="ResidualVariance">What is left.</param>
/// <param name="Coefficients">Intercept, treatment, covariates.</param>
public sealed record Ancova(double Effect, double Error, int DegreesOfFreedom, double ResidualVariance, IReadOnlyList<double> Coefficients)
{
    /// <summary>Two-sided.</summary>
    public double P => 2 * StudentT.CDF(0, 1, DegreesOfFreedom, -Math.Abs(Effect / Error));

    /// <summary>The effect's limits.</summary>
    /// <param name="coverage">Such as .95.</param>
    public (double Low, double High) Limits(double coverage = .95)
    {
        var reach = StudentT.InvCDF(0, 1, DegreesOfFreedom, .5 + coverage / 2) * Error;
        return (Effect - reach, Effect + reach);
    }

    /// <summary>Least squares of the figure on treatment and covariates; without covariates it is the two-sample t test with equal variances.</summary>
    /// <remarks>
    /// A prognostic score as the covariate, foretold from baseline by a model that never saw the trial, makes it PROCOVA: the variance falls to 1 − R² of the
    /// score, and the error of the first kind stays. Schuler et al., Int J Biostat 18:329, 2022.
    /// </remarks>
    /// <param name="figures">Of each person, such as the change from baseline.</param>
    /// <param name="isTreated">Of each person.</param>
    /// <param name="covariates">Columns, one number per person each.</param>
    /// <exception cref="ArgumentException">Counts do not match or are too small, or a group is empty.</exception>
    public static Ancova Fit(IReadOnlyList<double> figures, IReadOnlyList<bool> isTreated, params IReadOnlyList<IReadOnlyList<double>> covariates)
    {
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentNullException.ThrowIfNull(isTreated);
        ArgumentNullException.ThrowIfNull(covariates);
        var (n, k) = (figures.Count, covariates.Count + 2);
        if (isTreated.Count != n || covariates.Any(column => column.Count != n)) throw new ArgumentException($"{n} figures need as many treatments and covariates.", nameof(isTreated));
        if (n <= k) throw new ArgumentException($"{n} people are too few for {k} coefficients.", nameof(figures));
        var treated = isTreated.Count(treated => treated);
        if (treated == 0 || treated == n) throw new ArgumentException("Both groups need somebody.", nameof(isTreated));
        // Centred columns keep the normal equations well conditioned.
        double[] means = [.. covariates.Select(column => column.Average())];
        var (product, right) = (Matrix<double>.Build.Dense(k, k), Vector<double>.Build.Dense(k));
        var row = new double[k];
        for (var i = 0; i < n; i++)
        {
            Fill(i);
            for (var a = 0; a < k; a++)
            {
                right[a] += row[a] * figures[i];
                for (var b = 0; b < k; b++) product[a, b] += row[a] * row[b];
            }
        }
        var inverse = product.Inverse();
        if (!inverse.Enumerate().All(double.IsFinite)) throw new ArgumentException("Two covariates say the same.", nameof(covariates));
        var beta = inverse * right;
        var squares = 0.0;
        for (var i = 0; i < n; i++)
        {
            Fill(i);
            var rest = figures[i];
            for (var a = 0; a < k; a++) rest -= row[a] * beta[a];
            squares += rest * rest;
        }
        var variance = squares / (n - k);
        for (var a = 2; a < k; a++) beta[0] -= beta[a] * means[a - 2];
        return new(beta[1], Math.Sqrt(variance * inverse[1, 1]), n - k, variance, [.. beta]);

        void Fill(int i)
        {
            (row[0], row[1]) = (1, isTreated[i] ? 1 : 0);
            for (var a = 2; a < k; a++) row[a] = covariates[a - 2][i] - means[a - 2];
        }
    }
}
