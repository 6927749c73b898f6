using TwinGrid.Access;
using TwinGrid.Grains.Saving;
using TwinGrid.Patients;

namespace TwinGrid.Grains.Access;

/// <summary>The twins of one care team, in the order in which they came.</summary>
[GrainType("care-team-roster")]
public sealed class CareTeamRoster([PersistentState("roster", RareState.Store)] IPersistentState<CareTeamRosterState> state) : Grain, ICareTeamRoster
{
    public Task<IReadOnlyList<TwinId>> Twins() => Task.FromResult<IReadOnlyList<TwinId>>([.. state.State.Twins]);

    public async Task Set(TwinId twin, bool cares)
    {
        var twins = state.State.Twins;
        if (twins.Contains(twin) == cares) return;
        if (cares) twins.Add(twin);
        else twins.Remove(twin);
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle(); // what stands is read anew
            throw;
        }
    }
}

/// <summary>What a roster keeps.</summary>
[GenerateSerializer, Alias("TwinGrid.CareTeamRosterState")]
public sealed class CareTeamRosterState
{
    [Id(0)] public List<TwinId> Twins { get; set; } = [];
}
