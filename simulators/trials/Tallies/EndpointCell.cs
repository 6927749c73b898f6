namespace TwinGrid.Trials.Tallies;

/// <summary>What the patients of one cell add up to; one of the three, by the endpoint's kind.</summary>
public sealed class EndpointCell
{
    internal EndpointCell(EndpointKind kind, int figures)
    {
        if (kind == EndpointKind.Change) Moments = new(figures);
        if (kind == EndpointKind.Responder) Responders = new();
        if (kind == EndpointKind.TimeToEvent) Events = new();
    }

    /// <summary>Of the covariates, the score if there is one, and last the figure itself.</summary>
    public Moments? Moments { get; }

    public ResponderTally? Responders { get; }

    public EventTable? Events { get; }

    /// <summary>Patients.</summary>
    public long Count => Moments?.Count ?? Responders?.Count ?? Events!.Count;

    /// <summary>Cells of the same endpoint together.</summary>
    internal static EndpointCell Sum(IEnumerable<EndpointCell> cells)
    {
        EndpointCell? sum = null;
        foreach (var cell in cells)
        {
            sum ??= new(cell.Moments is not null ? EndpointKind.Change : cell.Responders is not null ? EndpointKind.Responder : EndpointKind.TimeToEvent, cell.Moments?.Figures ?? 0);
            sum.Merge(cell);
        }
        return sum ?? throw new ArgumentException("There are no cells.", nameof(cells));
    }

    internal void Merge(EndpointCell other)
    {
        Moments?.Merge(other.Moments!);
        Responders?.Merge(other.Responders!);
        Events?.Merge(other.Events!);
    }

    internal void Write(TallyWriter to)
    {
        Moments?.Write(to);
        Responders?.Write(to);
        Events?.Write(to);
    }

    internal void Read(ref TallyReader from)
    {
        Moments?.Read(ref from);
        Responders?.Read(ref from);
        Events?.Read(ref from);
    }
}
