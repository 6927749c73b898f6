using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Physiology.Calibration;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>What is believed of a person's parameters alone: logarithms relative to the typical person.</summary>
/// <param name="Logs">Expected logarithms.</param>
/// <param name="Covariance">Their covariance, row by row.</param>
public sealed record PersonalBelief(double[] Logs, double[] Covariance)
{
    /// <summary>What is believed of somebody of whom nothing is known.</summary>
    public static PersonalBelief Of(IReadOnlyList<PersonalParameter> population)
    {
        ArgumentNullException.ThrowIfNull(population);
        var n = population.Count;
        var covariance = new double[n * n];
        for (var i = 0; i < n; i++) covariance[i * n + i] = population[i].LogSpread * population[i].LogSpread;
        return new(new double[n], covariance);
    }

    /// <summary>The same belief after a time in which nothing was learnt: it drifts back to the population.</summary>
    public PersonalBelief After(TimeSpan time, IReadOnlyList<PersonalParameter> population)
    {
        ArgumentNullException.ThrowIfNull(population);
        double[] kept = [.. population.Select(parameter => Math.Exp(-time / parameter.Memory))];
        var n = kept.Length;
        var covariance = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var k = 0; k < n; k++)
                covariance[i * n + k] = kept[i] * kept[k] * Covariance[i * n + k] + (i == k ? Math.Pow(population[i].LogSpread, 2) * (1 - kept[i] * kept[i]) : 0);
        return new([.. Logs.Zip(kept, (log, left) => log * left)], covariance);
    }

    /// <summary>The part of a fit that is the person's.</summary>
    internal static PersonalBelief Of(MapEstimate found, int parameters) =>
        new(found.Logs[..parameters], found.Covariance.SubMatrix(0, parameters, 0, parameters).ToRowMajorArray());

    internal Matrix<double> Matrix() => Matrix<double>.Build.Dense(Logs.Length, Logs.Length, (i, k) => Covariance[i * Logs.Length + k]);
}
