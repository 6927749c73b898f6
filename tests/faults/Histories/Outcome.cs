namespace TwinGrid.Faults.Histories;

/// <summary>What a client knows of something it sent. The worse knowledge is the smaller number.</summary>
public enum Outcome
{
    /// <summary>Answered with a refusal that promises that nothing was written.</summary>
    Refused = 0,

    /// <summary>No answer came, or one that promises nothing: it may or may not have been written.</summary>
    Unknown = 1,

    /// <summary>Answered 202: it is durable.</summary>
    Acknowledged = 2,
}
