using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Lab.Forecasts.Training;

/// <summary>Brings features to mean 0 and deviation 1, and holds what lies far out.</summary>
public sealed class FeatureScale
{
    /// <summary>No feature goes farther, in deviations: what was never seen in training is not extrapolated to.</summary>
    public const float Farthest = 5;

    private FeatureScale(float[] means, float[] inverses) => (Means, Inverses) = (means, inverses);

    public float[] Means { get; }

    /// <summary>One over the deviation.</summary>
    public float[] Inverses { get; }

    /// <summary>The scale of some rows of a table.</summary>
    public static FeatureScale Of(TrainingTable table, int[] rows)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(rows);
        var (sums, squares) = (new double[ForecastInputs.Features], new double[ForecastInputs.Features]);
        foreach (var row in rows)
        {
            var features = table.FeaturesOf(row);
            for (var i = 0; i < features.Length; i++)
            {
                sums[i] += features[i];
                squares[i] += (double)features[i] * features[i];
            }
        }
        float[] means = [.. sums.Select(sum => (float)(sum / rows.Length))];
        return new(means, [.. squares.Select((square, i) => (float)(1 / (Math.Sqrt(Math.Max(square / rows.Length - (double)means[i] * means[i], 0)) + 1e-3)))]);
    }

    /// <summary>All rows of a table, scaled.</summary>
    public float[] Apply(TrainingTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var scaled = new float[table.Features.Length];
        for (var row = 0; row < table.Count; row++) Apply(table.FeaturesOf(row), scaled.AsSpan(row * ForecastInputs.Features, ForecastInputs.Features));
        return scaled;
    }

    /// <summary>One row, scaled.</summary>
    public void Apply(ReadOnlySpan<float> features, Span<float> scaled)
    {
        for (var i = 0; i < scaled.Length; i++) scaled[i] = Math.Clamp((features[i] - Means[i]) * Inverses[i], -Farthest, Farthest);
    }

    /// <summary>The same in an ONNX file.</summary>
    public string In(OnnxGraph graph, string features)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var scaled = graph.Apply("Mul", graph.Apply("Sub", features, graph.Constant(Means, Means.Length)), graph.Constant(Inverses, Inverses.Length));
        return graph.Apply("Clip", scaled, graph.Constant([-Farthest]), graph.Constant([Farthest]));
    }
}
