namespace TwinGrid.Grains.Patients;

/// <summary>The twin, towards those of its own calls that interleave with others.</summary>
[Alias("TwinGrid.IHandsOver")]
public interface IHandsOver : IGrainWithStringKey
{
    /// <summary>Hands the organs what is on its way to them, between two messages as any other call: two must not do so at once.</summary>
    [Alias("HandOverInTurn")] Task HandOverInTurn();
}
