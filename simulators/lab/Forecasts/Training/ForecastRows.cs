using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Lab.Forecasts.Training;

/// <summary>Moments of one person's course with what a forecaster sees there and what came.</summary>
/// <param name="person">Whose.</param>
public sealed class ForecastRows(string person)
{
    private readonly List<float> _lags = [];
    private readonly List<float> _features = [];
    private readonly List<float> _changes = [];
    private readonly List<float> _mechanistic = [];

    public string Person => person;

    public int Count { get; private set; }

    /// <summary>Row after row, see <see cref="ForecastInputs"/>.</summary>
    public ReadOnlySpan<float> Lags => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_lags);

    /// <inheritdoc cref="Lags"/>
    public ReadOnlySpan<float> Features => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_features);

    /// <summary>What came at the points of <see cref="ForecastGrid"/>, less the newest reading, mg/dL; NaN where it is not known.</summary>
    public ReadOnlySpan<float> Changes => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_changes);

    /// <summary>The filter's quantiles, level after level, mg/dL.</summary>
    public ReadOnlySpan<float> Mechanistic => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_mechanistic);

    /// <summary>Newest reading of a row, mg/dL.</summary>
    public float Newest(int row) => _features[row * ForecastInputs.Features + ForecastInputs.Newest];

    internal void Add(ReadOnlySpan<float> lags, ReadOnlySpan<float> features, ReadOnlySpan<float> changes, ReadOnlySpan<float> mechanistic)
    {
        _lags.AddRange(lags);
        _features.AddRange(features);
        _changes.AddRange(changes);
        _mechanistic.AddRange(mechanistic);
        Count++;
    }
}
