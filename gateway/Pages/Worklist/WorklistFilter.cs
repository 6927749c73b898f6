using TwinGrid.Alerts;
using TwinGrid.Gateway.Pages.Signs;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Pages.Worklist;

/// <summary>Which rows are wanted.</summary>
/// <param name="Severity">Only twins whose worst open alert is of this severity; null for all.</param>
/// <param name="WithoutAlert">Only twins without an open alert.</param>
/// <param name="Text">Only where the id or the reason contains it; empty for all.</param>
public sealed record WorklistFilter(Severity? Severity = null, bool WithoutAlert = false, string Text = "")
{
    public bool IsEmpty => Severity is null && !WithoutAlert && Text.Length == 0;

    public bool Fits(TwinRow row) =>
        (Severity is null || row.Worst?.Severity == Severity)
        && (!WithoutAlert || row.Worst is null)
        && (Text.Length == 0 || FitsText(row));

    private bool FitsText(TwinRow row)
    {
        var words = Text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.TrueForAll(words, word =>
            row.TwinId.Value.Contains(word, StringComparison.OrdinalIgnoreCase)
            || (row.Worst is { } worst && (worst.Reason.Contains(word, StringComparison.OrdinalIgnoreCase)
                || SignText.Name(worst.Signal).Contains(word, StringComparison.OrdinalIgnoreCase))));
    }
}
