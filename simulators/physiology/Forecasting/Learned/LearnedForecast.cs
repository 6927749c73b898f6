using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Physiology.Forecasting.Learned;

/// <summary>A trained forecaster, run by ONNX Runtime. Thread safe.</summary>
/// <remarks>
/// Its file takes <c>lags</c> [n, 143] and <c>features</c> [n, …] (see <see cref="ForecastInputs"/>) and gives <c>change</c> [n, 24], the
/// expected change of glucose, and <c>quantiles</c> [n, 5·24], level after level at .05 .25 .50 .75 .95, mg/dL.
/// </remarks>
public sealed class LearnedForecast : IDisposable
{
    /// <summary>Key of the file's metadata that names the forecaster and its version.</summary>
    public const string VersionKey = "version";

    /// <summary>Key of the file's metadata that names the data sets it was trained on, with spaces between.</summary>
    public const string TrainedOnKey = "trained_on";

    private static readonly ConcurrentDictionary<MetabolismKind, LearnedForecast?> Shipped = new();
    private static readonly string[] Inputs = ["lags", "features"];
    private static readonly string[] Outputs = ["change", "quantiles"];

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    /// <param name="onnx">The file's content.</param>
    /// <exception cref="FormatException">It is no such file, or one for other inputs.</exception>
    public LearnedForecast(byte[] onnx)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        try
        {
            _session = new InferenceSession(onnx, options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new FormatException($"This is no ONNX file that can be run: {error.Message}", error);
        }
        foreach (var (name, width) in Inputs.Zip([ForecastInputs.Lags, ForecastInputs.Features]))
            if (!_session.InputMetadata.TryGetValue(name, out var input) || input.Dimensions is not [_, var columns] || columns != width)
            {
                _session.Dispose();
                throw new FormatException($"This ONNX file is no forecaster of this version: its input '{name}' is not {width} wide.");
            }
    }

    /// <summary>The forecaster that is shipped for people of a kind; null in a build without it.</summary>
    public static LearnedForecast? ShippedFor(MetabolismKind kind) => Shipped.GetOrAdd(kind, Load);

    /// <summary>Name and version.</summary>
    public string Version => _session.ModelMetadata.CustomMetadataMap.GetValueOrDefault(VersionKey, "learned");

    /// <summary>Names of the data sets it was trained on.</summary>
    public IReadOnlyList<string> TrainedOn => _session.ModelMetadata.CustomMetadataMap.GetValueOrDefault(TrainedOnKey, "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Foresees many moments at once.</summary>
    /// <param name="lags">Row after row, as <see cref="ForecastInputs"/> writes them.</param>
    /// <param name="features">Likewise.</param>
    /// <param name="rows">How many moments.</param>
    /// <param name="change">Room for 24 values a row: expected change of glucose, mg/dL.</param>
    /// <param name="quantiles">Room for 5·24 values a row, level after level: quantiles of the change, mg/dL.</param>
    public void Foresee(float[] lags, float[] features, int rows, Span<float> change, Span<float> quantiles)
    {
        using var first = OrtValue.CreateTensorValueFromMemory(lags, [rows, ForecastInputs.Lags]);
        using var second = OrtValue.CreateTensorValueFromMemory(features, [rows, ForecastInputs.Features]);
        using var results = _session.Run(_run, Inputs, [first, second], Outputs);
        results[0].GetTensorDataAsSpan<float>().CopyTo(change);
        results[1].GetTensorDataAsSpan<float>().CopyTo(quantiles);
        ForecastGrid.Smooth(change[..(rows * ForecastGrid.Points)]);
        ForecastGrid.Smooth(quantiles[..(rows * MechanisticOutlook.Levels.Length * ForecastGrid.Points)]);
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private static LearnedForecast? Load(MetabolismKind kind)
    {
        using var stream = typeof(LearnedForecast).Assembly.GetManifestResourceStream($"glucose-{kind.ToString().ToLowerInvariant()}.onnx");
        if (stream is null) return null;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new(content);
    }
}
