namespace TwinGrid.Gateway.Hl7;

/// <summary>A message of HL7 is not taken, and why.</summary>
/// <param name="code">What it is answered with: AE, AR.</param>
/// <param name="place">Segment and field.</param>
internal sealed class NotTakenException(string code, string place, string reason) : Exception(reason)
{
    public string Code { get; } = code;

    public string Place { get; } = place;

    /// <summary>True where nobody has the numbers that it names.</summary>
    public bool IsUnknown { get; init; }
}
