using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Trials.Populations;

namespace TwinGrid.Trials.Conduct;

/// <summary>Random effects of up to eight different patients, one a lane.</summary>
internal sealed class PatientEffects
{
    /// <param name="cohort">Whose.</param>
    /// <param name="people">Places in the cohort.</param>
    /// <param name="covariances">Of groups of effects that are independent of each other.</param>
    public PatientEffects(Cohort cohort, ReadOnlySpan<int> people, params ReadOnlySpan<double[,]> covariances)
    {
        if (cohort.Own is { } own)
        {
            Values = [.. own.Select(effect => (Lanes)effect)];
            return;
        }
        var (values, first) = (new List<Lanes>(), 0);
        foreach (var covariance in covariances)
        {
            var root = Root(covariance);
            var size = covariance.GetLength(0);
            var normals = new Lanes[size];
            for (var k = 0; k < size; k++)
                for (var lane = 0; lane < people.Length; lane++) normals[k] = normals[k].With(lane, cohort.Noise.Normal(cohort.Patients[people[lane]], first + k, Streams.Effects));
            for (var k = 0; k < size; k++)
            {
                Lanes effect = 0;
                for (var j = 0; j <= k; j++) effect += root[k, j] * normals[j];
                values.Add(effect);
            }
            first += size;
        }
        Values = [.. values];
    }

    /// <summary>One per random effect.</summary>
    public Lanes[] Values { get; }

    /// <summary>A lower triangle whose square is the covariance; effects of variance 0 stay 0.</summary>
    private static double[,] Root(double[,] covariance)
    {
        int[] there = [.. Enumerable.Range(0, covariance.GetLength(0)).Where(i => covariance[i, i] > 0)];
        var root = new double[covariance.GetLength(0), covariance.GetLength(0)];
        if (there.Length == 0) return root;
        var factor = Matrix<double>.Build.Dense(there.Length, there.Length, (i, j) => covariance[there[i], there[j]]).Cholesky().Factor;
        for (var i = 0; i < there.Length; i++)
            for (var j = 0; j <= i; j++) root[there[i], there[j]] = factor[i, j];
        return root;
    }
}
