using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TwinGrid.Physiology.Ensembles;

/// <summary>A struct of lanes that begins on a cache line: eight doubles that lie across two cost about half as much again.</summary>
/// <typeparam name="T">A struct of nothing but <see cref="Lanes"/> fields.</typeparam>
public sealed class Aligned<T>
    where T : struct
{
    /// <summary>Bytes of a cache line, and of a vector of eight doubles.</summary>
    private const int Line = 64;

    private readonly byte[] _memory = GC.AllocateArray<byte>(Unsafe.SizeOf<T>() + Line, pinned: true);
    private readonly nint _start;

    public Aligned(T value = default)
    {
        _start = (Line - Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0) % Line) % Line;
        Value = value;
    }

    /// <summary>Bytes of scratch that hold so many of these structs one after the other, wherever the scratch begins.</summary>
    internal static int Room(int structs) => structs * Unsafe.SizeOf<T>() + Line;

    /// <summary>The first struct in a scratch on the stack, whose content is whatever was there.</summary>
    internal static ref T First(Span<byte> scratch)
    {
        ref var memory = ref MemoryMarshal.GetReference(scratch);
        return ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref memory, -Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref memory) & (Line - 1)));
    }

    /// <summary>The struct in its place.</summary>
    public ref T Value => ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(_memory), _start));
}
