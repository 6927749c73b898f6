namespace TwinGrid.Access;

/// <summary>
/// Tells the rosters of care teams, once and for all, of patients whose teams were set before there were rosters; one for the grid, key 0. What was stopped goes on where
/// it ended.
/// </summary>
[Alias("TwinGrid.ICareTeamCensus")]
public interface ICareTeamCensus : IGrainWithIntegerKey
{
    /// <summary>Tells of some more patients. Durable when it returns; true when all have been told of.</summary>
    [Alias("Step")] Task<bool> Step();
}
