using TwinGrid.Access;
using TwinGrid.Grains.Saving;
using TwinGrid.Patients;

namespace TwinGrid.Grains.Access;

/// <summary>The twins of one care team, in the order in which they came.</summary>
[GrainType("care-team-roster")]
public sealed class CareTeamRoster([PersistentState("roster", RareState.Store)] IPersistentState<CareTeamRosterState> state, SavedRowSets rows) : Grain, ICareTeamRoster
{
    public async Task<IReadOnlyList<TwinId>> Twins()
    {
        if (state.State.Twins.Exists(twin => rows.Erased.Contains(twin.Value))) await Write(twins => twins.RemoveAll(twin => rows.Erased.Contains(twin.Value))); // a restored backup may bring one back
        return [.. state.State.Twins];
    }

    public async Task Set(TwinId twin, bool cares)
    {
        if (state.State.Twins.Contains(twin) == cares || (cares && rows.Erased.Contains(twin.Value))) return;
        await Write(twins =>
        {
            if (cares) twins.Add(twin);
            else twins.Remove(twin);
        });
    }

    private async Task Write(Action<List<TwinId>> change)
    {
        change(state.State.Twins);
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
