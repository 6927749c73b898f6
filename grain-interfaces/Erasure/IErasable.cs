namespace TwinGrid.Erasure;

/// <summary>A grain of one twin, its key, that holds what is the patient's.</summary>
[Alias("TwinGrid.IErasable")]
public interface IErasable : IGrainWithStringKey
{
    /// <summary>Lets go of everything and saves nothing more. How much there was.</summary>
    [Alias("Erase")] Task<long> Erase();
}
