using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>A member of an ensemble left the finite numbers; its neighbours are not touched by it.</summary>
/// <param name="lane">Which lane.</param>
/// <param name="time">When it was seen, in the model's unit of time.</param>
/// <param name="state">The lane's state variables in their declared order.</param>
public sealed class NotFiniteException(int lane, double time, double[] state)
    : ArithmeticException($"Member {lane} is no longer finite at time {time}: [{string.Join(", ", state)}].")
{
    public int Lane { get; } = lane;

    public double Time { get; } = time;

    public IReadOnlyList<double> State { get; } = state;
}

/// <summary>Finds members that left the finite numbers.</summary>
public static class NonFinite
{
    /// <summary>The first lane below <paramref name="lanes"/> with a variable that is not finite; −1 when there is none.</summary>
    public static int Lane<TState>(ref TState state, int lanes = Lanes.Count)
        where TState : struct
    {
        var variables = StateLanes.Of(ref state);
        var sum = Lanes.Zero;
        foreach (var variable in variables) sum += variable - variable;
        if (Lanes.AllFinite(sum)) return -1;
        for (var lane = 0; lane < lanes; lane++)
            if (!double.IsFinite(sum[lane])) return lane;
        return -1;
    }

    /// <summary>Reports such a member with its time and state.</summary>
    /// <exception cref="NotFiniteException">There is one.</exception>
    public static void ThrowIfAny<TState>(ref TState state, double time, int lanes = Lanes.Count)
        where TState : struct
    {
        var lane = Lane(ref state, lanes);
        if (lane >= 0) throw new NotFiniteException(lane, time, [.. StateLanes.Of(ref state).ToArray().Select(variable => variable[lane])]);
    }
}
