namespace TwinGrid.Physiology.Solvers;

/// <summary>What happens to members to whom nothing happens.</summary>
internal readonly struct NoEvent<TState, TInputs> : ILaneEvent<TState, TInputs>
    where TState : struct
    where TInputs : struct
{
    public double Time => double.PositiveInfinity;

    public void Apply(ref TState y, ref TInputs u)
    {
    }
}
