using TwinGrid.Patients;

namespace TwinGrid.Access;

/// <summary>
/// The twins that one care team cares for; its key is the team. It tells lists where to look, and permits nothing: each patient's consent says who cares for him.
/// </summary>
[Alias("TwinGrid.ICareTeamRoster")]
public interface ICareTeamRoster : IGrainWithStringKey
{
    [Alias("Twins")] Task<IReadOnlyList<TwinId>> Twins();

    /// <summary>The team begins or ceases to care for a twin. Durable when it returns; to repeat it is harmless.</summary>
    [Alias("Set")] Task Set(TwinId twin, bool cares);
}
