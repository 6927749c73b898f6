namespace TwinGrid.Faults.Histories;

/// <summary>A packet and what its sender knows of it over all its attempts. One client at a time sends a packet.</summary>
public sealed class Fate(SentPacket packet)
{
    private Outcome? _outcome;

    public SentPacket Packet { get; } = packet;

    /// <summary>How often it was sent.</summary>
    public int Sends { get; internal set; }

    /// <summary>When it was first acknowledged; null when it never was.</summary>
    public DateTimeOffset? AcknowledgedAt { get; private set; }

    /// <summary>Unknown until answered, and whenever any attempt was left unanswered and none acknowledged.</summary>
    public Outcome Outcome => _outcome ?? Outcome.Unknown;

    internal void Learn(Outcome outcome, DateTimeOffset at)
    {
        if (outcome == Outcome.Acknowledged) AcknowledgedAt ??= at;
        if (_outcome is not { } known || outcome > known) _outcome = outcome;
    }
}
