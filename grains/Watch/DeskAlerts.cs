using TwinGrid.Alerts;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Watch;

/// <summary>The alerts of a desk: every open one, and the resolved ones of late. The twins own them; this is what is shown.</summary>
[GenerateSerializer, Alias("TwinGrid.DeskAlerts")]
public sealed class DeskAlerts
{
    /// <summary>Resolved alerts kept for looking back.</summary>
    public const int ResolvedKept = 500;

    [Id(0)] private Dictionary<string, Alert> _open = [];

    /// <summary>Oldest resolution first.</summary>
    [Id(1)] private List<Alert> _resolved = [];

    /// <summary>Takes an alert in; false when the same or a newer version stands.</summary>
    public bool Report(Alert alert)
    {
        if (Find(alert.Id) is { } standing && standing.Version >= alert.Version) return false;
        _open.Remove(alert.Id);
        if (alert.IsOpen)
        {
            _open[alert.Id] = alert;
            return true;
        }
        _resolved.Add(alert);
        if (_resolved.Count > ResolvedKept) _resolved.RemoveAt(0);
        return true;
    }

    public Alert? Find(string id) => _open.GetValueOrDefault(id) ?? _resolved.Find(alert => alert.Id == id);

    /// <summary>Alerts that fit, newest first.</summary>
    public IReadOnlyList<Alert> Find(AlertQuery query) =>
    [
        .. _open.Values.Concat(_resolved)
            .Where(alert => query.States.Count == 0 || query.States.Contains(alert.State))
            .Where(alert => query.Severities.Count == 0 || query.Severities.Contains(alert.Severity))
            .Where(alert => query.After is not { } after || alert.RaisedAt > after)
            .OrderByDescending(alert => alert.RaisedAt).ThenBy(alert => alert.Id, StringComparer.Ordinal)
            .Take(query.Limit),
    ];
}
