using TwinGrid.Alerts;
using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Watch;

/// <summary>
/// The alerts of a desk: every open one, and the resolved ones of late. The twins own them; this is what is shown. Stored as a row for each alert;
/// versions before 0.2 stored it whole.
/// </summary>
[GenerateSerializer, Alias("TwinGrid.DeskAlerts")]
public sealed class DeskAlerts
{
    /// <summary>Resolved alerts kept for looking back.</summary>
    public const int ResolvedKept = 500;

    private static readonly Comparer<Alert> NewestFirst = Comparer<Alert>.Create((a, b) =>
        b.RaisedAt.CompareTo(a.RaisedAt) is var order && order != 0 ? order : string.CompareOrdinal(a.Id, b.Id));

    [Id(0)] private Dictionary<string, Alert> _open = [];

    /// <summary>Oldest resolution first.</summary>
    [Id(1)] private List<Alert> _resolved = [];

    [NonSerialized] private SortedSet<Alert>? _order;

    /// <summary>All alerts, the resolved ones in the order of their resolution.</summary>
    public IEnumerable<Alert> All => _open.Values.Concat(_resolved);

    private SortedSet<Alert> Order => _order ??= new(All, NewestFirst);

    /// <summary>Takes an alert in; false when the same or a newer version stands.</summary>
    /// <param name="forgotten">The resolved alert that is kept no longer, for there is a newer one in its place; mostly null.</param>
    public bool Report(Alert alert, out Alert? forgotten)
    {
        forgotten = null;
        if (Find(alert.Id) is { } standing)
        {
            if (standing.Version >= alert.Version) return false;
            Order.Remove(standing);
            if (!_open.Remove(alert.Id)) _resolved.Remove(standing);
        }
        Order.Add(alert);
        if (alert.IsOpen)
        {
            _open[alert.Id] = alert;
            return true;
        }
        _resolved.Add(alert);
        if (_resolved.Count <= ResolvedKept) return true;
        forgotten = _resolved[0];
        _resolved.RemoveAt(0);
        Order.Remove(forgotten);
        return true;
    }

    /// <summary>Forgets the alerts of a twin; which they were.</summary>
    public IReadOnlyList<Alert> Forget(TwinId twin)
    {
        Alert[] gone = [.. All.Where(alert => alert.TwinId == twin)];
        foreach (var alert in gone)
        {
            Order.Remove(alert);
            if (!_open.Remove(alert.Id)) _resolved.Remove(alert);
        }
        return gone;
    }

    /// <summary>Every alert kept, in the order in which they last changed.</summary>
    public IReadOnlyList<Alert> InOrder() =>
        [.. All.OrderBy(alert => alert.Steps.Count == 0 ? alert.RaisedAt : alert.Steps[^1].At).ThenBy(alert => alert.Id, StringComparer.Ordinal)];

    public Alert? Find(string id) => _open.GetValueOrDefault(id) ?? _resolved.Find(alert => alert.Id == id);

    /// <summary>Alerts that fit, newest first.</summary>
    public IReadOnlyList<Alert> Find(AlertQuery query)
    {
        var of = query.Of?.ToHashSet();
        return
        [
            .. Order.TakeWhile(alert => query.After is not { } after || alert.RaisedAt > after)
                .Where(alert => of is null || of.Contains(alert.TwinId))
                .Where(alert => query.States.Count == 0 || query.States.Contains(alert.State))
                .Where(alert => query.Severities.Count == 0 || query.Severities.Contains(alert.Severity))
                .Take(query.Limit),
        ];
    }
}
