using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Lab.Forecasts.Training;

/// <summary>The rows of many people under each other.</summary>
public sealed class TrainingTable
{
    /// <summary>All rows of some people.</summary>
    public TrainingTable(IEnumerable<ForecastRows> people)
    {
        ForecastRows[] all = [.. people.Where(rows => rows.Count > 0)];
        Count = all.Sum(rows => rows.Count);
        Lags = new float[Count * ForecastInputs.Lags];
        Features = new float[Count * ForecastInputs.Features];
        Changes = new float[Count * ForecastGrid.Points];
        People = new string[Count];
        var at = 0;
        foreach (var rows in all)
        {
            rows.Lags.CopyTo(Lags.AsSpan(at * ForecastInputs.Lags));
            rows.Features.CopyTo(Features.AsSpan(at * ForecastInputs.Features));
            rows.Changes.CopyTo(Changes.AsSpan(at * ForecastGrid.Points));
            Array.Fill(People, rows.Person, at, rows.Count);
            at += rows.Count;
        }
    }

    private TrainingTable(TrainingTable other)
    {
        (Count, Lags, Changes, People) = (other.Count, other.Lags, other.Changes, other.People);
        Features = [.. other.Features];
    }

    public int Count { get; }

    public float[] Lags { get; }

    public float[] Features { get; }

    public float[] Changes { get; }

    /// <summary>Whose row.</summary>
    public string[] People { get; }

    public Span<float> FeaturesOf(int row) => Features.AsSpan(row * ForecastInputs.Features, ForecastInputs.Features);

    public ReadOnlySpan<float> LagsOf(int row) => Lags.AsSpan(row * ForecastInputs.Lags, ForecastInputs.Lags);

    public ReadOnlySpan<float> ChangesOf(int row) => Changes.AsSpan(row * ForecastGrid.Points, ForecastGrid.Points);

    /// <summary>The same rows with what is hidden from some of them.</summary>
    /// <param name="hide">Given a row's number and features.</param>
    public TrainingTable With(Action<int, TrainingTable> hide)
    {
        ArgumentNullException.ThrowIfNull(hide);
        var table = new TrainingTable(this);
        for (var row = 0; row < Count; row++) hide(row, table);
        return table;
    }

    /// <summary>What a linear autoregression leaves unexplained: change after change, NaN where the truth is not known, mg/dL.</summary>
    public float[] Beyond(LinearAutoregression linear)
    {
        var left = new float[Count * ForecastGrid.Points];
        for (var row = 0; row < Count; row++) Beyond(linear, row, left.AsSpan(row * ForecastGrid.Points, ForecastGrid.Points));
        return left;
    }

    /// <summary>The same of one row.</summary>
    /// <param name="linear">The autoregression.</param>
    /// <param name="row">Which row.</param>
    /// <param name="left">Room for 24.</param>
    public void Beyond(LinearAutoregression linear, int row, Span<float> left)
    {
        ArgumentNullException.ThrowIfNull(linear);
        Span<double> foreseen = stackalloc double[ForecastGrid.Points];
        linear.Foresee(FeaturesOf(row)[ForecastInputs.Newest], LagsOf(row), foreseen);
        for (var point = 0; point < left.Length; point++) left[point] = ChangesOf(row)[point] - (float)foreseen[point];
    }
}
