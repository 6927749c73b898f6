using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>The classical fixed-step Runge–Kutta method of order 4, for smooth models; it allocates nothing.</summary>
public static class RungeKutta4
{
    /// <summary>Takes the state <paramref name="steps"/> equal steps forward with the inputs held.</summary>
    /// <param name="y">State, changed in place.</param>
    /// <param name="p">Parameters.</param>
    /// <param name="u">Inputs, constant over the whole call.</param>
    /// <param name="step">Length of one step in the model's unit of time.</param>
    /// <param name="steps">How many steps.</param>
    public static void Advance<TModel, TState, TParameters, TInputs>(ref TState y, in TParameters p, in TInputs u, double step, int steps = 1)
        where TModel : IOdeModel<TState, TParameters, TInputs>
        where TState : struct
        where TParameters : struct
        where TInputs : struct
    {
        Unsafe.SkipInit(out TState stage);
        Unsafe.SkipInit(out TState sum);
        for (var i = 0; i < steps; i++)
        {
            TModel.Derivatives(in y, in p, in u, out var slope);
            First(ref sum, ref stage, in y, in slope, step / 2);
            TModel.Derivatives(in stage, in p, in u, out slope);
            Middle(ref sum, ref stage, in y, in slope, step / 2);
            TModel.Derivatives(in stage, in p, in u, out slope);
            Middle(ref sum, ref stage, in y, in slope, step);
            TModel.Derivatives(in stage, in p, in u, out slope);
            Last(ref y, in sum, in slope, step / 6);
        }
    }

    private static void First<TState>(ref TState sum, ref TState stage, in TState y, in TState slope, double h)
        where TState : struct
    {
        for (var i = 0; i < StateLanes.Size<TState>(); i++)
        {
            var k = Read(in slope, i);
            Variable(ref sum, i) = k;
            Variable(ref stage, i) = Read(in y, i) + h * k;
        }
    }

    private static void Middle<TState>(ref TState sum, ref TState stage, in TState y, in TState slope, double h)
        where TState : struct
    {
        for (var i = 0; i < StateLanes.Size<TState>(); i++)
        {
            var k = Read(in slope, i);
            Variable(ref sum, i) += k + k;
            Variable(ref stage, i) = Read(in y, i) + h * k;
        }
    }

    private static void Last<TState>(ref TState y, in TState sum, in TState slope, double h)
        where TState : struct
    {
        for (var i = 0; i < StateLanes.Size<TState>(); i++)
            Variable(ref y, i) += h * (Read(in sum, i) + Read(in slope, i));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Lanes Variable<TState>(ref TState state, int index)
        where TState : struct => ref Unsafe.Add(ref Unsafe.As<TState, Lanes>(ref state), index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Read<TState>(in TState state, int index)
        where TState : struct => Unsafe.Add(ref Unsafe.As<TState, Lanes>(ref Unsafe.AsRef(in state)), index);
}
