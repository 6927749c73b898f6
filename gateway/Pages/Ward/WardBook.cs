using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Pages.Ward;

/// <summary>
/// The rows of all desks, kept at hand for every open page of this gateway, and those who want to hear of changes. Thread-safe.
/// Bounded: of a large population it keeps each desk's most urgent rows.
/// </summary>
public sealed class WardBook
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, DeskLeaf> _desks = [];
    private readonly Dictionary<string, HashSet<Channel<WardNews>>> _listeners = new(StringComparer.Ordinal);
    private readonly int _deskCount;
    private readonly int _rowsPerDesk;
    private WardList? _list;

    /// <param name="deskCount">How many desks there are.</param>
    /// <param name="rowsAtMost">How many rows are kept in all.</param>
    public WardBook(int deskCount, int rowsAtMost = 20_000) =>
        (_deskCount, _rowsPerDesk) = (deskCount, Math.Max(1, rowsAtMost / Math.Max(1, deskCount)));

    /// <summary>Rows asked of a desk at once.</summary>
    public int RowsPerDesk => _rowsPerDesk;

    /// <summary>The worklist as it stands; sorted once per change, however many pages look.</summary>
    public WardList List
    {
        get
        {
            lock (_gate) return _list ??= Sorted();
        }
    }

    /// <summary>Takes all rows of a desk.</summary>
    public void Replace(int desk, WorklistPage page)
    {
        lock (_gate)
        {
            _desks[desk] = new DeskLeaf(page.Rows.ToDictionary(row => row.TwinId.Value, StringComparer.Ordinal), page.Total);
            Announce(page.Rows.Select(row => row.TwinId));
        }
    }

    /// <summary>Takes what happened at a desk.</summary>
    public void Apply(int desk, IReadOnlyList<DeskEvent> events)
    {
        if (events.Count == 0) return;
        lock (_gate)
        {
            var leaf = _desks.TryGetValue(desk, out var known) ? known : _desks[desk] = new DeskLeaf([], 0);
            foreach (var row in events.Select(e => e.Twin).OfType<TwinRow>()) leaf.Take(row, _rowsPerDesk);
            Announce(events.Select(e => e.Twin?.TwinId ?? e.Alert?.TwinId).OfType<TwinId>());
        }
    }

    /// <summary>Nothing is known of a desk any more.</summary>
    public void Forget(int desk)
    {
        lock (_gate)
            if (_desks.Remove(desk)) Announce([]);
    }

    /// <summary>A twin was erased: its row goes, and who looks at it is told.</summary>
    public bool Forget(TwinId twin)
    {
        lock (_gate)
        {
            var had = false;
            foreach (var desk in _desks.Values) had |= desk.Remove(twin);
            Announce([twin]);
            return had;
        }
    }

    /// <summary>A desk answers, or does not.</summary>
    public void Heard(int desk, bool answers)
    {
        lock (_gate)
        {
            var leaf = _desks.TryGetValue(desk, out var known) ? known : null;
            if (leaf is null || leaf.Silent == !answers) return;
            leaf.Silent = !answers;
            Announce([]);
        }
    }

    /// <summary>True where a desk has more twins than are kept here, so that events alone do not tell which belong to the most urgent.</summary>
    public bool IsPartial(int desk)
    {
        lock (_gate) return _desks.TryGetValue(desk, out var leaf) && leaf.Total > leaf.Rows.Count;
    }

    /// <summary>Yields at once, and then whenever something changed.</summary>
    public async IAsyncEnumerable<WardNews> Changes(TwinId? of, [EnumeratorCancellation] CancellationToken cancel)
    {
        var channel = Channel.CreateBounded<WardNews>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
        channel.Writer.TryWrite(WardNews.Something); // what happened between the caller's last look and now
        var key = of?.Value ?? "";
        lock (_gate)
        {
            if (!_listeners.TryGetValue(key, out var listeners)) _listeners[key] = listeners = [];
            listeners.Add(channel);
        }
        try
        {
            await foreach (var news in channel.Reader.ReadAllAsync(cancel)) yield return news;
        }
        finally
        {
            lock (_gate)
            {
                var listeners = _listeners[key];
                listeners.Remove(channel);
                if (listeners.Count == 0) _listeners.Remove(key);
            }
        }
    }

    private void Announce(IEnumerable<TwinId> twins)
    {
        _list = null;
        if (_listeners.Count == 0) return;
        foreach (var key in twins.Select(twin => twin.Value).Append("").Distinct(StringComparer.Ordinal))
            if (_listeners.TryGetValue(key, out var listeners))
                foreach (var listener in listeners) listener.Writer.TryWrite(WardNews.Something);
    }

    private WardList Sorted() => new(
        [.. _desks.Values.SelectMany(desk => desk.Rows.Values).OrderByDescending(row => row.Urgency).ThenBy(row => row.TwinId.Value, StringComparer.Ordinal)],
        _desks.Values.Sum(desk => desk.Total), _desks.Values.Count(desk => desk.Silent), Loaded: _desks.Count == _deskCount);

    private sealed class DeskLeaf(Dictionary<string, TwinRow> rows, int total)
    {
        public Dictionary<string, TwinRow> Rows { get; } = rows;

        public int Total { get; private set; } = Math.Max(total, rows.Count);

        public bool Silent { get; set; }

        public bool Remove(TwinId twin)
        {
            if (!Rows.Remove(twin.Value)) return false;
            Total--;
            return true;
        }

        public void Take(TwinRow row, int most)
        {
            var key = row.TwinId.Value;
            var isNew = !Rows.ContainsKey(key);
            if (isNew && Rows.Count >= most)
            {
                var least = Rows.MinBy(pair => pair.Value.Urgency);
                if (least.Value.Urgency >= row.Urgency) return;
                Rows.Remove(least.Key);
            }
            Rows[key] = row;
            Total = Math.Max(Total, Rows.Count);
        }
    }
}
