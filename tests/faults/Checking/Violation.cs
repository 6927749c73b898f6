namespace TwinGrid.Faults.Checking;

/// <summary>A promise that was broken.</summary>
/// <param name="Kind">lost, twice, from nowhere, wrong, not applied, state, alert missing, alert extra.</param>
/// <param name="What">Which twin, device, sample or alert, and how.</param>
public sealed record Violation(string Kind, string What)
{
    public override string ToString() => $"{Kind}: {What}";
}
