using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Lab.Forecasts.Training;

/// <summary>How far the truth strays from a forecast, by what is seen: a network for the size of the error, trained by the Laplace likelihood.</summary>
public sealed class Spread
{
    private const float Least = -1, Most = 1;

    private readonly Perceptron _network;
    private readonly float[] _sizes;
    private readonly float _trust;

    private Spread(Perceptron network, float[] sizes, float trust) => (_network, _sizes, _trust) = (network, sizes, trust);

    /// <summary>The same, following what is seen only so far: 0 is the same size everywhere, 1 all that was learned.</summary>
    public Spread Trusted(double trust) => new(_network, _sizes, (float)trust);

    /// <summary>Fits to errors of forecasts that had not seen the rows.</summary>
    /// <param name="inputs">Scaled features, row after row.</param>
    /// <param name="errors">24 a row, NaN where not known, mg/dL.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="epochs">How often each row is seen.</param>
    public static Spread Fit(float[] inputs, float[] errors, int[] rows, int epochs)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentNullException.ThrowIfNull(rows);
        var (sums, counts) = (new double[ForecastGrid.Points], new int[ForecastGrid.Points]);
        foreach (var row in rows)
            for (var point = 0; point < ForecastGrid.Points; point++)
            {
                var error = errors[row * ForecastGrid.Points + point];
                if (float.IsNaN(error)) continue;
                sums[point] += Math.Abs(error);
                counts[point]++;
            }
        float[] sizes = [.. sums.Zip(counts, (sum, count) => (float)(sum / Math.Max(count, 1) + 1e-3))];
        var network = new Perceptron([ForecastInputs.Features, 32, ForecastGrid.Points], seed: 7);
        network.Train(inputs, rows, (row, answer, slopes) =>
        {
            for (var point = 0; point < answer.Length; point++)
            {
                var error = Math.Abs(errors[row * ForecastGrid.Points + point]) / sizes[point];
                slopes[point] = float.IsNaN(error) ? 0 : Math.Clamp(1 - error * MathF.Exp(-Math.Clamp(answer[point], Least, Most)), -10, 1);
            }
        }, new TrainingSchedule(epochs, Rate: 1e-3, Decay: 0.05, Seed: 8));
        return new(network, sizes, 1);
    }

    /// <summary>Typical size of the error at each point, mg/dL.</summary>
    public void Foresee(ReadOnlySpan<float> inputs, Span<double> sizes)
    {
        var answer = _network.Answer(inputs);
        for (var point = 0; point < sizes.Length; point++) sizes[point] = _sizes[point] * Math.Exp(_trust * Math.Clamp(answer[point], Least, Most));
    }

    /// <summary>The same in an ONNX file.</summary>
    public string In(OnnxGraph graph, string inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var held = graph.Apply("Clip", graph.Network(inputs, _network), graph.Constant([Least]), graph.Constant([Most]));
        return graph.Apply("Mul", graph.Apply("Exp", graph.Apply("Mul", held, graph.Constant([_trust]))), graph.Constant(_sizes, _sizes.Length));
    }
}
