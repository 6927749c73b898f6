using TwinGrid.Patients;

namespace TwinGrid.Grains.Scheduling;

/// <summary>Who is to be called when; one appointment a twin, the earlier one stands. Stored as a row for each appointment; versions before 0.2 stored it whole.</summary>
[GenerateSerializer, Alias("TwinGrid.TimeWheel")]
public sealed class TimeWheel
{
    [Id(0)] private Dictionary<string, DateTimeOffset> _dueByTwin = [];

    [NonSerialized] private SortedSet<(DateTimeOffset Due, string Twin)>? _order;

    /// <summary>All appointments, in no order.</summary>
    public IEnumerable<Appointment> All => _dueByTwin.Select(pair => new Appointment(pair.Key, pair.Value));

    public int Count => _dueByTwin.Count;

    private SortedSet<(DateTimeOffset Due, string Twin)> Order => _order ??= [.. _dueByTwin.Select(pair => (pair.Value, pair.Key))];

    /// <summary>Books an appointment; false when an earlier one stands.</summary>
    public bool Book(TwinId twin, DateTimeOffset due)
    {
        if (_dueByTwin.TryGetValue(twin.Value, out var standing) && standing <= due) return false;
        Cancel(twin);
        _dueByTwin[twin.Value] = due;
        Order.Add((due, twin.Value));
        return true;
    }

    /// <summary>Replaces the appointment by another, or by none.</summary>
    public void Rebook(TwinId twin, DateTimeOffset? due)
    {
        Cancel(twin);
        if (due is { } at) Book(twin, at);
    }

    /// <summary>Those due at an instant, earliest first. They stay booked until rebooked, so that a crash forgets none.</summary>
    public IReadOnlyList<TwinId> DueAt(DateTimeOffset now, int limit) =>
        [.. Order.TakeWhile(entry => entry.Due <= now).Take(limit).Select(entry => TwinId.Parse(entry.Twin))];

    /// <summary>When the twin is to be called; null when it has no appointment.</summary>
    public DateTimeOffset? AppointmentOf(TwinId twin) => _dueByTwin.TryGetValue(twin.Value, out var due) ? due : null;

    private void Cancel(TwinId twin)
    {
        if (_dueByTwin.Remove(twin.Value, out var due)) Order.Remove((due, twin.Value));
    }
}
