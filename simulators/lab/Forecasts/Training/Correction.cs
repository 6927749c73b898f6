using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Lab.Forecasts.Training;

/// <summary>What is learned beyond the linear autoregression: a ridge regression on all features, and networks on what that leaves.</summary>
public sealed class Correction
{
    private const double Ridge = 100;

    private readonly float[] _ridgeWeights;
    private readonly float[] _ridgeBiases;
    private readonly float[] _sizes;
    private readonly Perceptron[] _networks;

    private Correction(FeatureScale scale, float[] ridgeWeights, float[] ridgeBiases, float[] sizes, Perceptron[] networks) =>
        (Scale, _ridgeWeights, _ridgeBiases, _sizes, _networks) = (scale, ridgeWeights, ridgeBiases, sizes, networks);

    public FeatureScale Scale { get; }

    /// <summary>Fits to some rows.</summary>
    /// <param name="table">The features.</param>
    /// <param name="left">What is to be explained, see <see cref="TrainingTable.Beyond(LinearAutoregression)"/>.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="size">How much it can learn.</param>
    public static Correction Fit(TrainingTable table, float[] left, int[] rows, CorrectionSize size)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(size);
        var scale = FeatureScale.Of(table, rows);
        var inputs = scale.Apply(table);
        var (weights, biases) = Regress(inputs, left, rows);
        var rest = new float[left.Length];
        var (sums, counts) = (new double[ForecastGrid.Points], new int[ForecastGrid.Points]);
        var correction = new Correction(scale, weights, biases, new float[ForecastGrid.Points], []);
        Span<double> regressed = stackalloc double[ForecastGrid.Points];
        foreach (var row in rows)
        {
            correction.Foresee(inputs.AsSpan(row * ForecastInputs.Features, ForecastInputs.Features), regressed);
            for (var point = 0; point < ForecastGrid.Points; point++)
            {
                var error = rest[row * ForecastGrid.Points + point] = left[row * ForecastGrid.Points + point] - (float)regressed[point];
                if (float.IsNaN(error)) continue;
                sums[point] += (double)error * error;
                counts[point]++;
            }
        }
        float[] sizes = [.. sums.Zip(counts, (sum, count) => (float)Math.Sqrt(sum / Math.Max(count, 1) + 1e-6))];
        var trained = new Perceptron[size.Networks];
        for (var i = 0; i < trained.Length; i++)
        {
            trained[i] = new Perceptron([ForecastInputs.Features, .. size.Hidden, ForecastGrid.Points], seed: i + 1);
            trained[i].Train(inputs, rows, (row, answer, slopes) =>
            {
                for (var point = 0; point < answer.Length; point++)
                {
                    var error = answer[point] - rest[row * ForecastGrid.Points + point] / sizes[point];
                    slopes[point] = float.IsNaN(error) ? 0 : error;
                }
            }, new TrainingSchedule(size.Epochs, Rate: 1.5e-3, Decay: 0.02, Seed: i + 100));
        }
        return new(scale, weights, biases, sizes, trained);
    }

    /// <summary>What is to be added to the linear forecast, mg/dL.</summary>
    /// <param name="inputs">A row's scaled features.</param>
    /// <param name="correction">Room for 24.</param>
    public void Foresee(ReadOnlySpan<float> inputs, Span<double> correction)
    {
        for (var point = 0; point < correction.Length; point++)
        {
            double sum = _ridgeBiases[point];
            for (var i = 0; i < inputs.Length; i++) sum += (double)inputs[i] * _ridgeWeights[i * ForecastGrid.Points + point];
            correction[point] = sum;
        }
        foreach (var network in _networks)
        {
            var answer = network.Answer(inputs);
            for (var point = 0; point < correction.Length; point++) correction[point] += answer[point] * _sizes[point] / _networks.Length;
        }
    }

    /// <summary>The same in an ONNX file.</summary>
    /// <param name="graph">The file.</param>
    /// <param name="inputs">The scaled features.</param>
    public string In(OnnxGraph graph, string inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var sum = graph.Dense(inputs, _ridgeWeights, _ridgeBiases);
        var share = graph.Constant([.. _sizes.Select(size => size / _networks.Length)], _sizes.Length);
        foreach (var network in _networks) sum = graph.Apply("Add", sum, graph.Apply("Mul", graph.Network(inputs, network), share));
        return sum;
    }

    /// <summary>Ridge regression; the points beyond the hour only on rows that reach them.</summary>
    private static (float[] Weights, float[] Biases) Regress(float[] inputs, float[] left, int[] rows)
    {
        var width = ForecastInputs.Features;
        var (weights, biases) = (new float[width * ForecastGrid.Points], new float[ForecastGrid.Points]);
        for (var part = 0; part < 2; part++)
        {
            var first = part * ForecastGrid.FirstHour;
            int[] whole = [.. rows.Where(row => !float.IsNaN(left[row * ForecastGrid.Points + first + ForecastGrid.FirstHour - 1]))];
            if (whole.Length == 0) continue;
            var squares = Matrix<double>.Build.Dense(width + 1, width + 1);
            var products = Matrix<double>.Build.Dense(width + 1, ForecastGrid.FirstHour);
            foreach (var some in whole.Chunk(2000))
            {
                var seen = Matrix<double>.Build.Dense(some.Length, width + 1, (row, column) => column < width ? inputs[some[row] * width + column] : 1);
                var came = Matrix<double>.Build.Dense(some.Length, ForecastGrid.FirstHour, (row, column) => left[some[row] * ForecastGrid.Points + first + column]);
                squares += seen.TransposeThisAndMultiply(seen);
                products += seen.TransposeThisAndMultiply(came);
            }
            var solved = (squares + Ridge * Matrix<double>.Build.DenseIdentity(width + 1)).Cholesky().Solve(products);
            for (var column = 0; column < ForecastGrid.FirstHour; column++)
            {
                for (var i = 0; i < width; i++) weights[i * ForecastGrid.Points + first + column] = (float)solved[i, column];
                biases[first + column] = (float)solved[width, column];
            }
        }
        return (weights, biases);
    }
}

/// <summary>How much a correction can learn.</summary>
/// <param name="Networks">How many networks; their answers are averaged.</param>
/// <param name="Hidden">Widths of their hidden layers.</param>
/// <param name="Epochs">How often a network sees each row.</param>
public sealed record CorrectionSize(int Networks, int[] Hidden, int Epochs)
{
    /// <summary>Rows from which the larger networks (of some 20,000 weights) have more to learn from than they can memorise.</summary>
    private const int Many = 20_000;

    private static readonly CorrectionSize Small = new(3, [64, 32], 10), Large = new(4, [128, 64], 20);

    /// <summary>What an amount of data can teach: small networks for a few people, larger ones for dozens.</summary>
    public static CorrectionSize For(int rows) => rows < Many ? Small : Large;
}
