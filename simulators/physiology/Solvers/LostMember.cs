namespace TwinGrid.Physiology.Solvers;

/// <summary>A member that an adaptive solver had to give up; its neighbours were not touched by it.</summary>
/// <param name="Lane">Which lane.</param>
/// <param name="Time">How far it came, in the model's unit of time.</param>
/// <param name="State">Its state variables there, in their declared order.</param>
/// <param name="Why">What ended it.</param>
public sealed record LostMember(int Lane, double Time, IReadOnlyList<double> State, LossReason Why)
{
    public override string ToString() => $"Member {Lane} was lost at time {Time} ({Why}) in state [{string.Join(", ", State)}].";
}
