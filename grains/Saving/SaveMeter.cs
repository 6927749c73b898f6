using System.Diagnostics.Metrics;

namespace TwinGrid.Grains.Saving;

/// <summary>Counts the saves that were refused because another activation had saved before. Safe for concurrent use.</summary>
public sealed class SaveMeter
{
    public const string Name = "TwinGrid.Saving";

    private readonly Counter<long> _stale;

    public SaveMeter(IMeterFactory meters) =>
        _stale = meters.Create(Name).CreateCounter<long>("twingrid.saves.stale", "{save}", "Saves refused because another activation had saved before; the loser stands down");

    /// <param name="kind">What could not be saved: <c>twin</c>, an organ's name, <c>checkpoint</c>.</param>
    public void Stale(string kind) => _stale.Add(1, new KeyValuePair<string, object?>("kind", kind));
}
