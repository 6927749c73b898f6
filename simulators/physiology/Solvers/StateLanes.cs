using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>Reads a state with named variables as the plain vector a solver works on.</summary>
public static class StateLanes
{
    /// <summary>The variables of a state struct, in their declared order, as a span over the same memory.</summary>
    public static Span<Lanes> Of<TState>(ref TState state)
        where TState : struct =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<TState, Lanes>(ref state), Size<TState>());

    /// <summary>The state struct that lies at the start of a span.</summary>
    public static ref TState At<TState>(Span<Lanes> lanes)
        where TState : struct
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes.Length, Size<TState>(), nameof(lanes));
        return ref Unsafe.As<Lanes, TState>(ref MemoryMarshal.GetReference(lanes));
    }

    /// <summary>Number of state variables.</summary>
    public static int Size<TState>()
        where TState : struct => Unsafe.SizeOf<TState>() / Unsafe.SizeOf<Lanes>();
}
