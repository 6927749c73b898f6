using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Watch;

/// <summary>
/// The twins of a desk with their newest rows, ordered as the worklist shows them. Stored as a row for each twin; versions before 0.2 stored it whole.
/// </summary>
[GenerateSerializer, Alias("TwinGrid.DeskRoster")]
public sealed class DeskRoster
{
    /// <summary>Most urgent first; among equals by id, so that the order stands still.</summary>
    private static readonly Comparer<TwinRow> ByUrgency = Comparer<TwinRow>.Create((a, b) =>
        b.Urgency.CompareTo(a.Urgency) is var order && order != 0 ? order : string.CompareOrdinal(a.TwinId.Value, b.TwinId.Value));

    [Id(0)] private Dictionary<string, TwinRow> _rows = [];

    [NonSerialized] private SortedSet<TwinRow>? _order;

    /// <summary>All rows, in no order.</summary>
    public IEnumerable<TwinRow> All => _rows.Values;

    private SortedSet<TwinRow> Order => _order ??= new(_rows.Values, ByUrgency);

    /// <summary>Takes a row in; false when a newer one stands.</summary>
    public bool Report(TwinRow row)
    {
        if (_rows.TryGetValue(row.TwinId.Value, out var standing))
        {
            if (standing.Version > row.Version) return false;
            Order.Remove(standing);
        }
        _rows[row.TwinId.Value] = row;
        Order.Add(row);
        return true;
    }

    /// <summary>Forgets a twin; false when it is not here.</summary>
    public bool Forget(TwinId twin) => _rows.Remove(twin.Value, out var row) && Order.Remove(row);

    /// <summary>The rows of these twins, as far as they are here.</summary>
    public IReadOnlyList<TwinRow> Of(IReadOnlyList<TwinId> twins) => [.. twins.Select(twin => _rows.GetValueOrDefault(twin.Value)).OfType<TwinRow>()];

    /// <summary>The most urgent rows.</summary>
    public WorklistPage MostUrgent(int limit) => new([.. Order.Take(limit)], _rows.Count);
}
