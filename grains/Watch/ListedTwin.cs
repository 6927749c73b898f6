using TwinGrid.Alerts;
using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Watch;

/// <summary>
/// A twin as its desk lists it: its newest row, its place among the events, and whether it was saved so. A desk hears thousands of rows a second of the same
/// twins; their values are copied into what stands here, so that nothing new is kept. It changes with every report: who reads is given a row of his own.
/// </summary>
internal sealed class ListedTwin
{
    private readonly List<LatestSign> _latest = [];
    private int? _news2;
    private Alert? _worst;
    private int _openAlerts;
    private DateTimeOffset? _lastObservedAt;
    private DateTimeOffset? _forecastCrossing;

    public ListedTwin(TwinRow row)
    {
        (Id, Place) = (row.TwinId, new LinkedListNode<ListedTwin>(this));
        Take(row);
    }

    public TwinId Id { get; }

    public double Urgency { get; private set; }

    /// <summary>Of the row that stands.</summary>
    public long Version { get; private set; }

    /// <summary>Where the events keep it; in no list while nothing of it was told.</summary>
    public LinkedListNode<ListedTwin> Place { get; }

    /// <summary>Of the event that told its newest row.</summary>
    public long Sequence { get; set; }

    /// <summary>True while the row that stands waits to be saved.</summary>
    public bool IsUnsaved { get; set; }

    /// <summary>Takes over what a row says.</summary>
    public void Take(TwinRow row)
    {
        (Urgency, _news2, _openAlerts, Version) = (row.Urgency, row.News2, row.OpenAlerts, row.Version);
        (_lastObservedAt, _forecastCrossing) = (row.LastObservedAt, row.ForecastCrossing);
        if (!IsSame(_worst, row.Worst)) _worst = row.Worst;
        Take(row.Latest);
    }

    /// <summary>The row as it stands now, for keeps.</summary>
    public TwinRow Row() => new(Id, Urgency, _news2, new List<LatestSign>(_latest), _worst, _openAlerts, _lastObservedAt, Version, _forecastCrossing);

    /// <summary>The event that told it.</summary>
    public DeskEvent Event() => new(Sequence, null, Row());

    private void Take(IReadOnlyList<LatestSign> latest)
    {
        if (_latest.Count > latest.Count) _latest.RemoveRange(latest.Count, _latest.Count - latest.Count);
        if (_latest.Capacity < latest.Count) _latest.Capacity = latest.Count;
        for (var place = 0; place < latest.Count; place++)
        {
            var sign = latest[place];
            if (place == _latest.Count) _latest.Add(sign);
            else _latest[place] = _latest[place].DeviceId is var device && device == sign.DeviceId ? sign with { DeviceId = device } : sign; // the name that stands is old memory
        }
    }

    /// <summary>True when nothing differs; an alert that came from another silo is a new object with a new list of steps.</summary>
    private static bool IsSame(Alert? standing, Alert? alert) => ReferenceEquals(standing, alert) ||
        (standing is not null && alert is not null && standing.Version == alert.Version && standing.Steps.SequenceEqual(alert.Steps) && standing == alert with { Steps = standing.Steps });
}
