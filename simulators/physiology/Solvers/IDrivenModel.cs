using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>A model that something known drives in time (a drug whose course has a closed form), and the figure of it that is recorded.</summary>
/// <typeparam name="TState">State variables: a struct of nothing but <see cref="Lanes"/> fields.</typeparam>
/// <typeparam name="TParameters">Parameters of the eight members.</typeparam>
/// <typeparam name="TInputs">What drives the model from one event to the next.</typeparam>
public interface IDrivenModel<TState, TParameters, TInputs>
    where TState : struct
    where TParameters : struct
    where TInputs : struct
{
    /// <summary>The right-hand side of the equations.</summary>
    /// <param name="y">State.</param>
    /// <param name="p">Parameters.</param>
    /// <param name="u">Inputs.</param>
    /// <param name="time">Each member's time, in the model's own unit.</param>
    /// <param name="dy">Change per unit of time.</param>
    static abstract void Derivatives(in TState y, in TParameters p, in TInputs u, Lanes time, out TState dy);

    /// <summary>The figure that is recorded: a sum of state variables, each times a number that does not change. Nothing else would be right between steps.</summary>
    static abstract Lanes Figure(in TState y, in TParameters p);
}
