namespace TwinGrid.Physiology.Solvers;

/// <summary>A physiological model as plain equations, eight members at a time.</summary>
/// <typeparam name="TState">State variables: a struct of nothing but <see cref="Ensembles.Lanes"/> fields.</typeparam>
/// <typeparam name="TParameters">Parameters of the eight members.</typeparam>
/// <typeparam name="TInputs">Inputs that are held constant while a solver steps.</typeparam>
public interface IOdeModel<TState, TParameters, TInputs>
    where TState : struct
    where TParameters : struct
    where TInputs : struct
{
    /// <summary>The right-hand side of the equations; time in the model's own unit.</summary>
    static abstract void Derivatives(in TState y, in TParameters p, in TInputs u, out TState dy);
}
