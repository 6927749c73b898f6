using TwinGrid.Patients;

namespace TwinGrid.Access;

/// <summary>
/// The twins for which one person has broken the glass, as long as it lasts; its key is the person, as the issuer names him. It tells lists where to look, and permits
/// nothing: each patient's consent knows the glass.
/// </summary>
[Alias("TwinGrid.IOpenedTwins")]
public interface IOpenedTwins : IGrainWithStringKey
{
    /// <summary>Those that are open now.</summary>
    [Alias("Twins")] Task<IReadOnlyList<TwinId>> Twins();

    /// <summary>The glass was broken. Durable when it returns; to repeat it is harmless.</summary>
    [Alias("Add")] Task Add(TwinId twin, DateTimeOffset until);
}
