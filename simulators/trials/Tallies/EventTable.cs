namespace TwinGrid.Trials.Tallies;

/// <summary>Times to an event, counted on the layout's resolution: how many had it, and how many left unseen, at each time.</summary>
public sealed class EventTable
{
    private const int MostTimes = 1 << 20;

    private long[] _events = [], _censored = [];

    /// <summary>People.</summary>
    public long Count { get; private set; }

    /// <summary>People who had the event.</summary>
    public long Events { get; private set; }

    /// <summary>Times up to the last that anybody's watch ended, in units of the resolution; one more than the last.</summary>
    public int Times { get; private set; }

    /// <summary>Who had the event at a time.</summary>
    public long EventsAt(int time) => time < _events.Length ? _events[time] : 0;

    /// <summary>Whose watch ended at a time without it.</summary>
    public long CensoredAt(int time) => time < _censored.Length ? _censored[time] : 0;

    /// <summary>Times at which anything happened, rising.</summary>
    public IEnumerable<(int Time, long Events, long Censored)> Filled()
    {
        for (var time = 0; time < Times; time++)
            if (_events[time] != 0 || _censored[time] != 0) yield return (time, _events[time], _censored[time]);
    }

    /// <summary>Adds a person.</summary>
    /// <param name="time">In units of the resolution.</param>
    /// <param name="isEvent">False: no longer watched.</param>
    public void Add(int time, bool isEvent)
    {
        Add(time, isEvent ? 1 : 0, isEvent ? 0 : 1);
    }

    /// <summary>Adds other people.</summary>
    public void Merge(EventTable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (time, events, censored) in other.Filled()) Add(time, events, censored);
    }

    private void Add(int time, long events, long censored)
    {
        if (time is < 0 or >= MostTimes) throw new ArgumentOutOfRangeException(nameof(time), time, $"A time lies between 0 and {MostTimes} of the layout's units.");
        if (time >= _events.Length)
        {
            var length = Math.Max(time + 1, Math.Min(MostTimes, 2 * _events.Length));
            Array.Resize(ref _events, length);
            Array.Resize(ref _censored, length);
        }
        _events[time] += events;
        _censored[time] += censored;
        Events += events;
        Count += events + censored;
        Times = Math.Max(Times, time + 1);
    }

    internal void Write(TallyWriter to)
    {
        to.Write(Filled().Count());
        var last = 0;
        foreach (var (time, events, censored) in Filled())
        {
            to.Write(time - last);
            to.Write(events);
            to.Write(censored);
            last = time;
        }
    }

    internal void Read(ref TallyReader from)
    {
        var (filled, time) = (from.ReadLength(), 0L);
        for (var i = 0; i < filled; i++)
        {
            time += from.ReadCount();
            if (time >= MostTimes) throw new InvalidDataException("The tally is torn: a time is beyond all trials.");
            Add((int)time, from.ReadCount(), from.ReadCount());
        }
    }
}
