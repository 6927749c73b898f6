using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Lab.Forecasts.Training;

/// <summary>
/// Trains a forecaster: a linear autoregression, what is learned beyond it as far as that is trusted, and how far the truth strays. What
/// a stranger may expect is measured on people left out of the training, what an acquaintance may on validation pieces.
/// </summary>
public sealed class ForecasterTraining
{
    /// <summary>Share of the rows that are trained as a stranger's, and as without a clock.</summary>
    private const double Strangers = 0.2, Clockless = 0.1;

    private const int Folds = 4, SpreadEpochs = 5;

    /// <summary>Validation errors' worth that the errors on strangers count when an acquaintance's spread is found.</summary>
    private const double StrangersWorth = 500;

    /// <summary>Expected glucose changes no faster and no farther than this, mg/dL/min and mg/dL.</summary>
    private const double FastestMgPerDlPerMin = 4, FarthestMgPerDl = 200;

    private static readonly double[] Levels = MechanisticOutlook.Levels;

    private readonly IReadOnlyDictionary<string, AutoregressionSums> _sums;
    private readonly TrainingTable _train;
    private readonly TrainingTable _strange;
    private readonly TrainingTable _validation;

    /// <param name="sums">Each training person's sums of the linear autoregression.</param>
    /// <param name="train">Each training person's rows.</param>
    /// <param name="validation">Rows of the validation pieces of the same people; may be empty.</param>
    public ForecasterTraining(IReadOnlyDictionary<string, AutoregressionSums> sums, IReadOnlyList<ForecastRows> train, IReadOnlyList<ForecastRows> validation)
    {
        _sums = sums;
        var noise = new CounterNoise(0x466F7265);
        var plain = new TrainingTable(train);
        _train = plain.With((row, table) =>
        {
            var draw = noise.Uniform(row, 0, 0);
            if (draw < Strangers) ForecastInputs.HideHabits(table.FeaturesOf(row));
            else if (draw < Strangers + Clockless) ForecastInputs.HideClock(table.FeaturesOf(row));
        });
        _strange = plain.With((row, table) => ForecastInputs.HideHabits(table.FeaturesOf(row)));
        _validation = new TrainingTable(validation);
    }

    /// <summary>How much may be learned; by the amount of data unless given.</summary>
    public CorrectionSize? Size { get; init; }

    /// <summary>Trains; the same data give the same file.</summary>
    /// <param name="notes">What the file is to say of itself.</param>
    public byte[] Train(IReadOnlyDictionary<string, string> notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        var lags = _sums.Values.First().Lags;
        var linear = LinearAutoregression.Fit(AutoregressionSums.Of(_sums.Values, lags));
        var everyRow = Enumerable.Range(0, _train.Count).ToArray();
        var size = Size ?? CorrectionSize.For(_train.Count);
        var correction = Correction.Fit(_train, _train.Beyond(linear), everyRow, size);

        var strangers = OnStrangers(lags, size with { Networks = 1, Epochs = size.Epochs / 2 });
        var strangersTrust = strangers.Trust(Caution(strangers));
        var acquaintances = Foreseen.Of(_validation, linear, correction);
        var trust = acquaintances.Count > 0 ? acquaintances.Trust(null) : strangersTrust;

        var inputs = correction.Scale.Apply(_strange);
        var strangersErrors = strangers.Errors(strangersTrust);
        var (seen, errors) = acquaintances.Count > 0 ? (correction.Scale.Apply(_validation), acquaintances.Errors(trust)) : (inputs, strangersErrors);
        var spread = Judged(Spread.Fit(inputs, strangersErrors, everyRow, SpreadEpochs), seen, errors);
        var strangersBounds = Bounds(inputs, strangersErrors, spread, null);
        var bounds = acquaintances.Count > 0 ? Bounds(seen, errors, spread, strangersBounds) : strangersBounds;
        return Write(linear, correction, spread, [trust, strangersTrust], [bounds, strangersBounds], notes);
    }

    /// <summary>Forecasts for everybody by a training without them, as for strangers.</summary>
    private Foreseen OnStrangers(int lags, CorrectionSize size)
    {
        string[] people = [.. _sums.Keys.Order(StringComparer.Ordinal)];
        var folds = Math.Min(Folds, people.Length);
        var foreseen = new Foreseen(_train.Count);
        if (folds < 2)
        {
            // One person alone tells nothing of others: the linear part with its own errors, and no trust beyond it.
            var own = LinearAutoregression.Fit(AutoregressionSums.Of(_sums.Values, lags));
            foreseen.FillLinear(_strange, own);
            return foreseen;
        }
        for (var fold = 0; fold < folds; fold++)
        {
            var held = people.Where((_, i) => i % folds == fold).ToHashSet(StringComparer.Ordinal);
            int[] others = [.. Enumerable.Range(0, _train.Count).Where(row => !held.Contains(_train.People[row]))];
            int[] own = [.. Enumerable.Range(0, _train.Count).Where(row => held.Contains(_train.People[row]))];
            var linear = LinearAutoregression.Fit(AutoregressionSums.Of(_sums.Where(pair => !held.Contains(pair.Key)).Select(pair => pair.Value), lags));
            var correction = Correction.Fit(_train, _train.Beyond(linear), others, size);
            foreseen.Fill(_strange, linear, correction, own, fold);
        }
        return foreseen;
    }

    /// <summary>How much less than what fits best the learned part is trusted on strangers: a standard error over the folds.</summary>
    private static double[]? Caution(Foreseen strangers)
    {
        double[][] byFold = [.. Enumerable.Range(0, Folds).Select(fold => strangers.TrustOf(fold)).OfType<double[]>()];
        if (byFold.Length < 2) return null;
        return [.. Enumerable.Range(0, 2).Select(part =>
        {
            var mean = byFold.Average(trust => trust[part]);
            return Math.Sqrt(byFold.Sum(trust => Math.Pow(trust[part] - mean, 2)) / (byFold.Length - 1) / byFold.Length);
        })];
    }

    /// <summary>The spread followed as far as the validation errors bear out: by the Laplace likelihood.</summary>
    private static Spread Judged(Spread spread, float[] inputs, float[] errors)
    {
        double[] choices = [0, .25, .5, .75, 1];
        Span<double> sizes = stackalloc double[ForecastGrid.Points];
        var (best, least) = (spread, double.PositiveInfinity);
        foreach (var one in choices.Select(spread.Trusted))
        {
            var loss = 0.0;
            for (var row = 0; row < errors.Length / ForecastGrid.Points; row++)
            {
                one.Foresee(inputs.AsSpan(row * ForecastInputs.Features, ForecastInputs.Features), sizes);
                for (var point = 0; point < ForecastGrid.FirstHour; point++)
                    if (Math.Abs(errors[row * ForecastGrid.Points + point]) is var error and not float.NaN) loss += error / sizes[point] + Math.Log(sizes[point]);
            }
            if (loss < least) (best, least) = (one, loss);
        }
        return best;
    }

    /// <summary>Quantiles of the error over its foreseen size: level after level, 24 each.</summary>
    private static double[] Bounds(float[] inputs, float[] errors, Spread spread, double[]? prior)
    {
        var rows = errors.Length / ForecastGrid.Points;
        var relative = new List<double>[ForecastGrid.Points];
        for (var point = 0; point < relative.Length; point++) relative[point] = [];
        Span<double> sizes = stackalloc double[ForecastGrid.Points];
        for (var row = 0; row < rows; row++)
        {
            spread.Foresee(inputs.AsSpan(row * ForecastInputs.Features, ForecastInputs.Features), sizes);
            for (var point = 0; point < ForecastGrid.Points; point++)
                if (!float.IsNaN(errors[row * ForecastGrid.Points + point])) relative[point].Add(errors[row * ForecastGrid.Points + point] / sizes[point]);
        }
        var bounds = new double[Levels.Length * ForecastGrid.Points];
        for (var point = 0; point < ForecastGrid.Points; point++)
        {
            relative[point].Sort();
            var count = relative[point].Count;
            for (var level = 0; level < Levels.Length; level++)
            {
                var at = level * ForecastGrid.Points + point;
                var found = count > 0 ? relative[point][(int)Math.Clamp(Levels[level] * count, 0, count - 1)] : 0;
                bounds[at] = prior is null ? found : (count * found + StrangersWorth * prior[at]) / (count + StrangersWorth);
            }
        }
        return bounds;
    }

    private static byte[] Write(LinearAutoregression linear, Correction correction, Spread spread, double[][] trust, double[][] bounds, IReadOnlyDictionary<string, string> notes)
    {
        var graph = new OnnxGraph();
        var (lags, features) = (graph.Input("lags", ForecastInputs.Lags), graph.Input("features", ForecastInputs.Features));
        var (byLag, byNewest) = (new float[ForecastInputs.Lags * ForecastGrid.Points], new float[ForecastInputs.Features * ForecastGrid.Points]);
        for (var point = 0; point < ForecastGrid.Points; point++)
        {
            var total = linear.Weights[0, point];
            for (var lag = 1; lag < linear.Lags; lag++)
            {
                byLag[(lag - 1) * ForecastGrid.Points + point] = (float)linear.Weights[lag, point];
                total += linear.Weights[lag, point];
            }
            byNewest[ForecastInputs.Newest * ForecastGrid.Points + point] = (float)(total - 1);
        }
        var straight = graph.Apply("Add",
            graph.Apply("MatMul", lags, graph.Constant(byLag, ForecastInputs.Lags, ForecastGrid.Points)),
            graph.Dense(features, byNewest, [.. linear.Intercepts.Select(intercept => (float)intercept)]));

        var inputs = correction.Scale.In(graph, features);
        var trusted = ByAcquaintance(graph, features, [.. trust.Select(one => Enumerable.Range(0, ForecastGrid.Points).Select(point => one[Foreseen.PartOf(point)]).ToArray())]);
        var change = Held(graph, graph.Apply("Add", straight, graph.Apply("Mul", correction.In(graph, inputs), trusted)));
        graph.Output("change", change, ForecastGrid.Points);

        var sizes = spread.In(graph, inputs);
        var quantiles = Enumerable.Range(0, Levels.Length).Select(level =>
        {
            var bound = ByAcquaintance(graph, features, [.. bounds.Select(one => one[(level * ForecastGrid.Points)..((level + 1) * ForecastGrid.Points)])]);
            return graph.Apply("Add", change, graph.Apply("Mul", sizes, bound));
        });
        graph.Output("quantiles", graph.Apply("Concat", 1, [.. quantiles]), Levels.Length * ForecastGrid.Points);
        return graph.Build(notes);
    }

    /// <summary>No forecast runs faster than blood glucose does: whatever the readings, it does not diverge.</summary>
    private static string Held(OnnxGraph graph, string change)
    {
        float[] farthest = [.. Enumerable.Range(0, ForecastGrid.Points).Select(point => (float)Math.Min(FastestMgPerDlPerMin * ForecastGrid.StepMin * ForecastGrid.StepOf(point), FarthestMgPerDl))];
        var below = graph.Apply("Min", change, graph.Constant(farthest, farthest.Length));
        return graph.Apply("Max", below, graph.Constant([.. farthest.Select(far => -far)], farthest.Length));
    }

    /// <summary>One of two rows of numbers: the first where the person's habits are known, the second for a stranger.</summary>
    private static string ByAcquaintance(OnnxGraph graph, string features, double[][] numbers)
    {
        var (acquainted, stranger) = (numbers[0], numbers[1]);
        var byFlag = new float[ForecastInputs.Features * ForecastGrid.Points];
        for (var point = 0; point < ForecastGrid.Points; point++)
            byFlag[ForecastInputs.Acquainted * ForecastGrid.Points + point] = (float)(acquainted[point] - stranger[point]);
        return graph.Dense(features, byFlag, [.. stranger.Select(number => (float)number)]);
    }
}
