using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Reports;

/// <summary>The replicates of one setting of a design.</summary>
/// <param name="Values">What was varied, and its value; empty where nothing was.</param>
/// <param name="Layout">Of the replicates.</param>
/// <param name="Trials">What they added up to.</param>
public sealed record PowerRow(IReadOnlyList<SweptValue> Values, TrialLayout Layout, ReplicateTally Trials);

/// <summary>A value that was varied.</summary>
/// <param name="Name">What it is, such as <c>population.size</c>.</param>
/// <param name="Text">As the protocol writes it.</param>
public sealed record SweptValue(string Name, string Text)
{
    /// <summary>As a number; NaN: it is a word.</summary>
    public double Number => double.TryParse(Text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}
