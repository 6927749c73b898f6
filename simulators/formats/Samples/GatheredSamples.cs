using System.Globalization;

namespace TwinGrid.Formats.Samples;

/// <summary>Keeps samples up to a number, and of what is left out how much there was of each kind.</summary>
/// <param name="most">How many samples are kept; one more makes the file unreadable.</param>
public sealed class GatheredSamples(int most) : ISampleSink
{
    private const int MostExamples = 100;

    private readonly List<RecordedSample> _samples = [];
    private readonly List<LeftOut> _left = [];
    private readonly SortedDictionary<string, int> _reasons = new(StringComparer.Ordinal);

    /// <summary>In the file's order.</summary>
    public IReadOnlyList<RecordedSample> Samples => _samples;

    /// <summary>The first of what was left out.</summary>
    public IReadOnlyList<LeftOut> LeftOut => _left;

    /// <summary>How much was left out, by kind and reason.</summary>
    public IReadOnlyDictionary<string, int> Reasons => _reasons;

    public void Take(in RecordedSample sample)
    {
        if (_samples.Count >= most) throw new UnreadableFileException(sample.Place, string.Create(CultureInfo.InvariantCulture, $"is sample {most + 1}; a file may have {most}"));
        _samples.Add(sample);
    }

    public void Leave(in LeftOut what)
    {
        if (_left.Count < MostExamples) _left.Add(what);
        var reason = $"{what.What}: {what.Reason}";
        if (_reasons.Count < MostExamples || _reasons.ContainsKey(reason)) _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
    }
}
