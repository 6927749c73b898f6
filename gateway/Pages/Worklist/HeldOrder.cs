using TwinGrid.Watch;

namespace TwinGrid.Gateway.Pages.Worklist;

/// <summary>
/// The order of the rows on one visitor's screen. Values change at once, but while the visitor points at the list the rows stay where they are, so that a
/// press never lands on a row that just moved there. Held for a short while only: the most urgent must not stay hidden.
/// </summary>
public sealed class HeldOrder(TimeProvider time)
{
    /// <summary>How long one touch of the list holds the order.</summary>
    public static TimeSpan HeldFor { get; } = TimeSpan.FromSeconds(15);

    private IReadOnlyList<TwinRow> _shown = [];
    private DateTimeOffset? _touchedAt;

    /// <summary>True while the shown order is not the newest one.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>The visitor points at the list, or is in it by keyboard.</summary>
    public void Touch() => _touchedAt = time.GetUtcNow();

    /// <summary>The visitor is elsewhere, or asks for the newest order.</summary>
    public void Release() => _touchedAt = null;

    /// <summary>The rows as they are to be shown, given the newest rows in their newest order.</summary>
    public IReadOnlyList<TwinRow> Arrange(IReadOnlyList<TwinRow> newest)
    {
        var isHeld = _touchedAt is { } at && time.GetUtcNow() - at < HeldFor && _shown.Count > 0;
        _shown = isHeld ? InShownOrder(newest) : newest;
        IsBehind = isHeld && !_shown.Select(row => row.TwinId).SequenceEqual(newest.Select(row => row.TwinId));
        return _shown;
    }

    private List<TwinRow> InShownOrder(IReadOnlyList<TwinRow> newest)
    {
        var left = newest.ToDictionary(row => row.TwinId);
        var held = new List<TwinRow>(newest.Count);
        foreach (var shown in _shown)
            if (left.Remove(shown.TwinId, out var row)) held.Add(row);
        held.AddRange(newest.Where(row => left.ContainsKey(row.TwinId)));
        return held;
    }
}
