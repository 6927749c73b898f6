using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>A metabolism whose equations are <typeparamref name="TModel"/>.</summary>
internal abstract class MetabolicBody<TModel, TState, TParameters> : MetabolicBody
    where TModel : IOdeModel<TState, TParameters, MetabolicInputs>
    where TState : struct
    where TParameters : struct
{
    public sealed override int StateCount => StateLanes.Size<TState>();

    [SkipLocalsInit]
    public sealed override void Carry(Span<Lanes> members, int groups)
    {
        Span<double> left = stackalloc double[Drives.Count];
        for (var i = 0; i < left.Length; i++) left[i] = Wandering.Left(Drives[i].Minutes);
        // A step reads all this many times, and members lie across cache lines.
        ref var y = ref Aligned<TState>.First(stackalloc byte[Aligned<TState>.Room(1)]);
        ref var p = ref Aligned<TParameters>.First(stackalloc byte[Aligned<TParameters>.Room(1)]);
        ref var inputs = ref Aligned<MetabolicInputs>.First(stackalloc byte[Aligned<MetabolicInputs>.Room(1)]);
        for (var g = 0; g < groups; g++)
        {
            var member = members.Slice(g * Dimension, Dimension);
            Person(member[FirstPersonal..], out p);
            y = StateLanes.At<TState>(member);
            for (var i = 0; i < left.Length; i++)
            {
                var drive = Drives[i];
                inputs = InputsOf(drive, member[Unexplained]);
                RungeKutta4.Advance<TModel, TState, TParameters, MetabolicInputs>(ref y, in p, in inputs, drive.Minutes);
                member[Unexplained] *= left[i];
            }
            StateLanes.At<TState>(member) = y;
            RestrainState(member);
        }
    }

    /// <summary>The eight people whose personal logarithms these are.</summary>
    protected abstract void Person(ReadOnlySpan<Lanes> logs, out TParameters p);

    private static MetabolicInputs InputsOf(Drive drive, Lanes unexplained) => new()
    {
        Eating = drive.Eating,
        Insulin = drive.Insulin,
        PerMeal = drive.PerMeal,
        ExerciseUse = drive.ExerciseUse,
        ExerciseAction = drive.ExerciseAction,
        Unexplained = unexplained,
    };
}
