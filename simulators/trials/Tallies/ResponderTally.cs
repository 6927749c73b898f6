namespace TwinGrid.Trials.Tallies;

/// <summary>How many were judged, and how many of them responded.</summary>
public sealed class ResponderTally
{
    /// <summary>Judged.</summary>
    public long Count { get; private set; }

    /// <summary>Of them, responders.</summary>
    public long Responders { get; private set; }

    /// <summary>Adds a person.</summary>
    public void Add(bool responded)
    {
        Count++;
        if (responded) Responders++;
    }

    /// <summary>Adds other people.</summary>
    public void Merge(ResponderTally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Count += other.Count;
        Responders += other.Responders;
    }

    internal void Write(TallyWriter to)
    {
        to.Write(Count);
        to.Write(Responders);
    }

    internal void Read(ref TallyReader from)
    {
        (Count, Responders) = (from.ReadCount(), from.ReadCount());
        if (Responders > Count) throw new InvalidDataException("The tally is torn: more responders than people.");
    }
}
