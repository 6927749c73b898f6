using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Analysis;

/// <summary>The patients of an arm and stratum, as least squares needs them: means and scatter around them.</summary>
internal sealed record CentredCell(int Arm, int Stratum, long Count, double[] Means, double[,] Scatter)
{
    public static CentredCell Of(int arm, int stratum, Moments moments)
    {
        var size = moments.Figures;
        var scatter = new double[size, size];
        for (var i = 0; i < size; i++)
            for (var j = 0; j <= i; j++) scatter[i, j] = scatter[j, i] = moments.Scatter(i, j);
        return new(arm, stratum, moments.Count, [.. Enumerable.Range(0, size).Select(moments.Mean)], scatter);
    }
}
