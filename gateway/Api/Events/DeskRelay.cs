using TwinGrid.Erasure;
using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Api.Events;

/// <summary>
/// The newest events of one desk, kept by the gateway for all who listen to it. Bounded: who reads too slowly finds his place gone and is told so;
/// nobody waits for him. Safe for concurrent use.
/// </summary>
internal sealed class DeskRelay(IErasedTwins erased, int capacity = 4096)
{
    private readonly Lock _books = new();
    private readonly Queue<RelayedEvent> _events = new();
    private EventMark? _floor;
    private EventMark? _newest;

    /// <summary>The place after the newest event; null as long as the desk has not answered.</summary>
    public EventMark? Newest
    {
        get
        {
            lock (_books) return _newest;
        }
    }

    /// <summary>Takes a page in that follows the newest place.</summary>
    public void Take(EventPage page, DateTimeOffset now)
    {
        List<RelayedEvent> news = [.. page.Events.Select(happened => RelayedEvent.Of(happened, now)).OfType<RelayedEvent>()];
        lock (_books)
        {
            if (page.Missed || _newest?.Epoch != page.Next.Epoch)
            {
                _events.Clear();
                _floor = page.Next with { Sequence = news is [var first, ..] ? first.Sequence - 1 : page.Next.Sequence };
            }
            foreach (var happened in news)
                if (!erased.Contains(happened.Twin.Value)) _events.Enqueue(happened);
            while (_events.Count > capacity) _floor = page.Next with { Sequence = _events.Dequeue().Sequence };
            _newest = page.Next;
        }
    }

    /// <summary>Nobody listens any more: forget everything.</summary>
    public void Forget()
    {
        lock (_books)
        {
            _events.Clear();
            (_floor, _newest) = (null, null);
        }
    }

    /// <summary>Forgets what happened to a twin; how much there was. Places stay as they are.</summary>
    public int Forget(TwinId twin)
    {
        lock (_books)
        {
            var before = _events.Count;
            var others = _events.Where(happened => happened.Twin != twin).ToList();
            _events.Clear();
            others.ForEach(_events.Enqueue);
            return before - others.Count;
        }
    }

    /// <summary>True when nothing after a place is lost here.</summary>
    public bool Covers(EventMark mark)
    {
        lock (_books) return _floor is { } floor && floor.Epoch == mark.Epoch && floor.Sequence <= mark.Sequence;
    }

    /// <summary>Events after a place. Null stands for the oldest place known here.</summary>
    public RelayPage After(EventMark? mark, int limit)
    {
        lock (_books)
        {
            if (_newest is not { } newest || _floor is not { } floor) return new RelayPage([], IsMissed: false, mark);
            var from = mark ?? floor;
            if (from.Epoch != floor.Epoch) return new RelayPage([], IsMissed: true, floor); // the desk was lost: all that its successor says is news
            if (from.Sequence < floor.Sequence) return new RelayPage([], IsMissed: true, newest);
            List<RelayedEvent> events = [.. _events.SkipWhile(happened => happened.Sequence <= from.Sequence).Take(limit)];
            var next = events.Count == limit ? events[^1].Sequence : Math.Max(from.Sequence, newest.Sequence);
            return new RelayPage(events, IsMissed: false, newest with { Sequence = next });
        }
    }
}

/// <summary>Events after a place.</summary>
/// <param name="IsMissed">True when the place is gone: go on at <paramref name="Next"/>, and read anew what was missed.</param>
internal sealed record RelayPage(IReadOnlyList<RelayedEvent> Events, bool IsMissed, EventMark? Next);
