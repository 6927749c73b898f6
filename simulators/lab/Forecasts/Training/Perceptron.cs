using System.Numerics;
using System.Runtime.InteropServices;

namespace TwinGrid.Lab.Forecasts.Training;

/// <summary>A small neural network: dense layers with rectifiers between them, trained by Adam.</summary>
/// <remarks>Kingma &amp; Ba, Adam, ICLR 2015; weights begin after He et al., ICCV 2015; the rate falls along a cosine. The same seed gives the same network.</remarks>
public sealed class Perceptron
{
    private readonly Layer[] _layers;
    private readonly float[][] _values;
    private readonly float[][] _slopes;

    /// <param name="widths">Inputs, hidden layers, outputs.</param>
    /// <param name="seed">Of the first weights.</param>
    public Perceptron(int[] widths, int seed)
    {
        ArgumentNullException.ThrowIfNull(widths);
        var random = new Random(seed);
        _layers = [.. widths.Zip(widths.Skip(1), (inputs, outputs) => new Layer(inputs, outputs, random))];
        _values = [.. widths.Select(width => new float[width])];
        _slopes = [.. widths.Select(width => new float[width])];
    }

    /// <summary>Each layer's weights (input after input) and biases.</summary>
    public IEnumerable<(int Inputs, int Outputs, float[] Weights, float[] Biases)> Layers => _layers.Select(layer => (layer.Inputs, layer.Outputs, layer.Weights, layer.Biases));

    /// <summary>What it answers; overwritten by the next question. Not thread safe.</summary>
    public ReadOnlySpan<float> Answer(ReadOnlySpan<float> inputs)
    {
        inputs.CopyTo(_values[0]);
        for (var i = 0; i < _layers.Length; i++) _layers[i].Forward(_values[i], _values[i + 1], rectify: i < _layers.Length - 1);
        return _values[^1];
    }

    /// <summary>Trains on rows in random order.</summary>
    /// <param name="inputs">Row after row.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="slope">Given a row, the answer and room: the loss's slope by each output.</param>
    /// <param name="schedule">How long and how fast.</param>
    public void Train(float[] inputs, int[] rows, LossSlope slope, TrainingSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(slope);
        ArgumentNullException.ThrowIfNull(schedule);
        var random = new Random(schedule.Seed);
        var width = _values[0].Length;
        int[] order = [.. rows];
        var steps = schedule.Epochs * ((order.Length + schedule.Batch - 1) / schedule.Batch);
        var step = 0;
        for (var epoch = 0; epoch < schedule.Epochs; epoch++)
        {
            random.Shuffle(order);
            for (var from = 0; from < order.Length; from += schedule.Batch)
            {
                var batch = order.AsSpan(from, Math.Min(schedule.Batch, order.Length - from));
                foreach (var row in batch)
                {
                    var answer = Answer(inputs.AsSpan(row * width, width));
                    slope(row, answer, _slopes[^1]);
                    for (var i = _layers.Length - 1; i >= 0; i--) _layers[i].Backward(_values[i], _slopes[i + 1], i > 0 ? _slopes[i] : []);
                }
                var rate = schedule.Rate * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
                step++;
                foreach (var layer in _layers) layer.Learn(rate, step, batch.Length, schedule.Decay);
            }
        }
    }

    private sealed class Layer
    {
        private readonly Adam _weights;
        private readonly Adam _biases;

        public Layer(int inputs, int outputs, Random random)
        {
            (Inputs, Outputs) = (inputs, outputs);
            (_weights, _biases) = (new Adam(inputs * outputs), new Adam(outputs));
            var spread = Math.Sqrt(2.0 / inputs);
            for (var i = 0; i < Weights.Length; i++)
                Weights[i] = (float)(spread * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        public int Inputs { get; }

        public int Outputs { get; }

        public float[] Weights => _weights.Values;

        public float[] Biases => _biases.Values;

        public void Forward(float[] from, float[] to, bool rectify)
        {
            Biases.CopyTo(to, 0);
            for (var i = 0; i < from.Length; i++)
                if (from[i] != 0) AddScaled(from[i], Weights.AsSpan(i * Outputs, Outputs), to);
            if (!rectify) return;
            for (var i = 0; i < to.Length; i++) to[i] = Math.Max(to[i], 0);
        }

        /// <summary>Gathers the slopes of weights and biases and hands on those of the inputs, which are rectified answers of the layer before.</summary>
        public void Backward(float[] from, float[] slopes, Span<float> handedOn)
        {
            AddScaled(1, slopes, _biases.Slopes);
            for (var i = 0; i < from.Length; i++)
            {
                if (from[i] != 0) AddScaled(from[i], slopes, _weights.Slopes.AsSpan(i * Outputs, Outputs));
                if (!handedOn.IsEmpty) handedOn[i] = from[i] > 0 ? Dot(Weights.AsSpan(i * Outputs, Outputs), slopes) : 0;
            }
        }

        public void Learn(double rate, int step, int rows, double decay)
        {
            _weights.Learn(rate, step, rows, decay);
            _biases.Learn(rate, step, rows, 0);
        }

        private static void AddScaled(float factor, ReadOnlySpan<float> what, Span<float> to)
        {
            var source = MemoryMarshal.Cast<float, Vector<float>>(what);
            var target = MemoryMarshal.Cast<float, Vector<float>>(to);
            var scale = new Vector<float>(factor);
            for (var i = 0; i < source.Length; i++) target[i] += scale * source[i];
            for (var i = source.Length * Vector<float>.Count; i < what.Length; i++) to[i] += factor * what[i];
        }

        private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        {
            var left = MemoryMarshal.Cast<float, Vector<float>>(a);
            var right = MemoryMarshal.Cast<float, Vector<float>>(b);
            var sums = Vector<float>.Zero;
            for (var i = 0; i < left.Length; i++) sums += left[i] * right[i];
            var sum = Vector.Sum(sums);
            for (var i = left.Length * Vector<float>.Count; i < a.Length; i++) sum += a[i] * b[i];
            return sum;
        }
    }

    private sealed class Adam(int length)
    {
        private readonly float[] _first = new float[length];
        private readonly float[] _second = new float[length];

        public float[] Values { get; } = new float[length];

        public float[] Slopes { get; } = new float[length];

        public void Learn(double rate, int step, int rows, double decay)
        {
            const float First = 0.9f, Second = 0.999f, Least = 1e-8f;
            var stride = (float)(rate * Math.Sqrt(1 - Math.Pow(Second, step)) / (1 - Math.Pow(First, step)));
            var (share, shrink) = (1f / rows, (float)(rate * decay));
            for (var i = 0; i < Values.Length; i++)
            {
                var slope = Slopes[i] * share;
                Slopes[i] = 0;
                _first[i] = First * _first[i] + (1 - First) * slope;
                _second[i] = Second * _second[i] + (1 - Second) * slope * slope;
                Values[i] -= stride * _first[i] / (MathF.Sqrt(_second[i]) + Least) + shrink * Values[i];
            }
        }
    }
}

/// <summary>The slope of a loss by each output, for one row's answer.</summary>
public delegate void LossSlope(int row, ReadOnlySpan<float> answer, Span<float> slopes);

/// <summary>How a network is trained.</summary>
/// <param name="Epochs">Times through the rows.</param>
/// <param name="Rate">Adam's step at the start.</param>
/// <param name="Decay">Weight decay per unit of rate.</param>
/// <param name="Seed">Of the rows' order.</param>
public sealed record TrainingSchedule(int Epochs, double Rate, double Decay, int Seed)
{
    public int Batch { get; init; } = 256;
}
