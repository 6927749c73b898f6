using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>The classical fixed-step Runge–Kutta method of order 4, for smooth models; it allocates nothing. Through events: <see cref="FixedSteps{TModel, TState, TParameters, TInputs}"/>.</summary>
public static class RungeKutta4
{
    /// <summary>Takes the state <paramref name="steps"/> equal steps forward with the inputs held.</summary>
    /// <param name="y">State, changed in place.</param>
    /// <param name="p">Parameters.</param>
    /// <param name="u">Inputs, constant over the whole call.</param>
    /// <param name="step">Length of one step in the model's unit of time; each lane may have its own.</param>
    /// <param name="steps">How many steps.</param>
    [SkipLocalsInit]
    public static void Advance<TModel, TState, TParameters, TInputs>(ref TState y, in TParameters p, in TInputs u, Lanes step, int steps = 1)
        where TModel : IOdeModel<TState, TParameters, TInputs>
        where TState : struct
        where TParameters : struct
        where TInputs : struct
    {
        // The stack aligns to less than a vector.
        Span<byte> scratch = stackalloc byte[Aligned<TState>.Room(5)];
        ref var stage = ref Aligned<TState>.First(scratch);
        ref var k1 = ref Unsafe.Add(ref stage, 1);
        ref var k2 = ref Unsafe.Add(ref stage, 2);
        ref var k3 = ref Unsafe.Add(ref stage, 3);
        ref var k4 = ref Unsafe.Add(ref stage, 4);
        Lanes half = step * 0.5, sixth = step / 6;
        for (var i = 0; i < steps; i++)
        {
            TModel.Derivatives(in y, in p, in u, out k1);
            Stage(ref stage, in y, in k1, half);
            TModel.Derivatives(in stage, in p, in u, out k2);
            Stage(ref stage, in y, in k2, half);
            TModel.Derivatives(in stage, in p, in u, out k3);
            Stage(ref stage, in y, in k3, step);
            TModel.Derivatives(in stage, in p, in u, out k4);
            Finish(ref y, in k1, in k2, in k3, in k4, sixth);
        }
    }

    private static void Stage<TState>(ref TState stage, in TState y, in TState slope, Lanes h)
        where TState : struct
    {
        for (var i = 0; i < StateLanes.Size<TState>(); i++)
            Variable(ref stage, i) = Lanes.MultiplyAdd(h, Read(in slope, i), Read(in y, i));
    }

    private static void Finish<TState>(ref TState y, in TState k1, in TState k2, in TState k3, in TState k4, Lanes h)
        where TState : struct
    {
        for (var i = 0; i < StateLanes.Size<TState>(); i++)
        {
            var middle = Read(in k2, i) + Read(in k3, i);
            var sum = Lanes.MultiplyAdd(2, middle, Read(in k1, i) + Read(in k4, i));
            Variable(ref y, i) = Lanes.MultiplyAdd(h, sum, Read(in y, i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Lanes Variable<TState>(ref TState state, int index)
        where TState : struct => ref Unsafe.Add(ref Unsafe.As<TState, Lanes>(ref state), index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Read<TState>(in TState state, int index)
        where TState : struct => Unsafe.Add(ref Unsafe.As<TState, Lanes>(ref Unsafe.AsRef(in state)), index);
}
