using TwinGrid.Trials.Statistics;

namespace TwinGrid.Trials.Analysis;

/// <summary>Analysis of covariance from moments: the figure on arms, strata and covariates, without anybody's row.</summary>
internal static class TallyAncova
{
    /// <summary>A column is dropped when all but so much of its variance is explained by those before it.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>Each arm's effect over the control's, from one model of all arms.</summary>
    /// <param name="cells">Of all arms; none empty.</param>
    /// <param name="covariates">Places of the covariates among the figures; the last figure is explained.</param>
    /// <param name="arms">How many arms there are.</param>
    /// <param name="strata">How many strata the model knows; 1: none.</param>
    /// <returns>By treated arm; null where there is nobody to compare, or too few.</returns>
    public static Ancova?[] Fit(IReadOnlyList<CentredCell> cells, IReadOnlyList<int> covariates, int arms, int strata)
    {
        var effects = new Ancova?[arms - 1];
        var n = cells.Sum(cell => cell.Count);
        if (n == 0) return effects;
        var figures = cells[0].Means.Length;
        double[] grand = [.. Enumerable.Range(0, figures).Select(i => cells.Sum(cell => cell.Count * cell.Means[i]) / n)];
        // Columns: one, strata, covariates, arms; last the figure itself. Arms come late, so that an arm that strata or covariates tell already is found out as such.
        var (firstCovariate, firstArm, k) = (strata, strata + covariates.Count, strata + covariates.Count + arms - 1);
        var m = new double[k + 1, k + 1];
        var row = new double[k + 1];
        int[] places = [.. covariates, figures - 1];
        foreach (var cell in cells)
        {
            Array.Clear(row);
            row[0] = 1;
            if (strata > 1 && cell.Stratum > 0) row[cell.Stratum] = 1;
            if (cell.Arm > 0) row[firstArm + cell.Arm - 1] = 1;
            for (var i = 0; i < covariates.Count; i++) row[firstCovariate + i] = cell.Means[covariates[i]] - grand[covariates[i]];
            row[k] = cell.Means[^1] - grand[^1];
            for (var i = 0; i <= k; i++)
                for (var j = 0; j <= k; j++) m[i, j] += cell.Count * row[i] * row[j];
            for (var i = 0; i < places.Length; i++)
                for (var j = 0; j < places.Length; j++) m[Column(i), Column(j)] += cell.Scatter[places[i], places[j]];
        }
        var (before, isIn, rank) = (Enumerable.Range(0, k).Select(i => m[i, i]).ToArray(), new bool[k], 0);
        for (var i = 0; i < k; i++)
        {
            if (!(m[i, i] > Tolerance * before[i])) continue;
            Sweep(m, i);
            (isIn[i], rank) = (true, rank + 1);
        }
        var freedom = n - rank;
        if (freedom <= 0) return effects;
        var variance = Math.Max(0, m[k, k]) / freedom;
        double[] coefficients = [.. Enumerable.Range(0, k).Select(i => isIn[i] ? m[i, k] : 0)];
        for (var arm = 0; arm < arms - 1; arm++)
            if (isIn[firstArm + arm]) effects[arm] = new(m[firstArm + arm, k], Math.Sqrt(variance * -m[firstArm + arm, firstArm + arm]), (int)Math.Min(freedom, int.MaxValue), variance, coefficients);
        return effects;

        int Column(int place) => place < covariates.Count ? firstCovariate + place : k;
    }

    /// <summary>Goodnight's sweep of a symmetric matrix, Am Stat 33:149, 1979: what was swept holds minus the inverse.</summary>
    private static void Sweep(double[,] m, int pivot)
    {
        var (size, d) = (m.GetLength(0), m[pivot, pivot]);
        for (var i = 0; i < size; i++)
        {
            if (i == pivot) continue;
            var b = m[i, pivot] / d;
            for (var j = 0; j < size; j++)
                if (j != pivot) m[i, j] -= b * m[pivot, j];
        }
        for (var i = 0; i < size; i++)
            if (i != pivot) m[i, pivot] = m[pivot, i] = m[i, pivot] / d;
        m[pivot, pivot] = -1 / d;
    }
}
