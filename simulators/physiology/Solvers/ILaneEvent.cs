namespace TwinGrid.Physiology.Solvers;

/// <summary>Something that happens to a member at a moment: a dose, an infusion that begins or ends, a meal, a device set anew.</summary>
/// <remarks>
/// Written as if it happened to all eight: the solver stops the member's lane exactly there, and takes of what was changed only that
/// lane. A bolus adds to a state variable; an infusion is two events, each setting an input that holds until the next:
/// <code>
/// public readonly record struct Bolus(double Time, double Mg) : ILaneEvent&lt;Amounts, Infusion&gt;
/// {
///     public void Apply(ref Amounts y, ref Infusion u) =&gt; y.Central += Mg;
/// }
/// </code>
/// </remarks>
/// <typeparam name="TState">The model's state.</typeparam>
/// <typeparam name="TInputs">The model's inputs.</typeparam>
public interface ILaneEvent<TState, TInputs>
    where TState : struct
    where TInputs : struct
{
    /// <summary>When, in the model's unit of time; finite.</summary>
    double Time { get; }

    /// <summary>Changes the state, or the inputs from now on.</summary>
    void Apply(ref TState y, ref TInputs u);
}
