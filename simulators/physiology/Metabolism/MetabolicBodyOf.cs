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

    public sealed override void Carry(Span<Lanes> members, int groups)
    {
        for (var g = 0; g < groups; g++)
        {
            var member = members.Slice(g * Dimension, Dimension);
            Person(member[FirstPersonal..], out var p);
            ref var y = ref StateLanes.At<TState>(member);
            foreach (var drive in Drives)
            {
                var inputs = InputsOf(drive, member[Unexplained]);
                RungeKutta4.Advance<TModel, TState, TParameters, MetabolicInputs>(ref y, in p, in inputs, drive.Minutes);
                member[Unexplained] *= Wandering.Left(drive.Minutes);
            }
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
