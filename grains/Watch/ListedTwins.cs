using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Watch;

/// <summary>The twins of a desk with their newest rows, ordered as the worklist shows them. What it hands out as rows never changes. Belongs to one grain.</summary>
internal sealed class ListedTwins
{
    /// <summary>Most urgent first; among equals by id, so that the order stands still.</summary>
    private static readonly Comparer<ListedTwin> ByUrgency = Comparer<ListedTwin>.Create((a, b) =>
        b.Urgency.CompareTo(a.Urgency) is var order && order != 0 ? order : string.CompareOrdinal(a.Id.Value, b.Id.Value));

    private readonly Dictionary<string, ListedTwin> _twins = new(StringComparer.Ordinal);
    private readonly SortedSet<ListedTwin> _order = new(ByUrgency);

    /// <summary>Takes a row in: the twin as it now stands; null when a newer one stands.</summary>
    public ListedTwin? Report(TwinRow row)
    {
        if (!_twins.TryGetValue(row.TwinId.Value, out var twin))
        {
            _twins[row.TwinId.Value] = twin = new ListedTwin(row);
            _order.Add(twin);
            return twin;
        }
        if (twin.Version > row.Version) return null;
        var moves = twin.Urgency.CompareTo(row.Urgency) != 0;
        if (moves) _order.Remove(twin); // found by the urgency that it is about to lose
        twin.Take(row);
        if (moves) _order.Add(twin);
        return twin;
    }

    /// <summary>Forgets a twin; null when it is not here.</summary>
    public ListedTwin? Forget(TwinId id)
    {
        if (_twins.Remove(id.Value, out var twin)) _order.Remove(twin);
        return twin;
    }

    /// <summary>A twin; null when it is not here.</summary>
    public ListedTwin? Find(string id) => _twins.GetValueOrDefault(id);

    /// <summary>The rows of these twins, as far as they are here.</summary>
    public IReadOnlyList<TwinRow> Of(IReadOnlyList<TwinId> ids) => [.. ids.Select(id => Find(id.Value)).OfType<ListedTwin>().Select(twin => twin.Row())];

    /// <summary>The most urgent rows.</summary>
    public WorklistPage MostUrgent(int limit) => new([.. _order.Take(limit).Select(twin => twin.Row())], _twins.Count);
}
