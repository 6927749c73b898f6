using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TwinGrid.Keys;

/// <summary>The secret of one patient: two AES keys of 128 bits, drawn at random. Never written anywhere but sealed.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PatientKey
{
    /// <summary>Length of the secret, bytes.</summary>
    public const int Length = 32;

    private readonly UInt128 _sealing;
    private readonly UInt128 _masking;

    private PatientKey(UInt128 sealing, UInt128 masking) => (_sealing, _masking) = (sealing, masking);

    /// <summary>Seals records and states (AES-GCM).</summary>
    [UnscopedRef] public ReadOnlySpan<byte> Sealing => Bytes(in this)[..16];

    /// <summary>Masks the columns of the history of samples.</summary>
    [UnscopedRef] public ReadOnlySpan<byte> Mask => Bytes(in this)[16..];

    public static PatientKey NewRandom()
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes);
        return From(bytes);
    }

    public static PatientKey From(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<PatientKey>(bytes);

    /// <summary>Writes the secret's <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> into) => Bytes(in this).CopyTo(into);

    /// <summary>Says nothing: a key never gets into a log.</summary>
    public override string ToString() => "a patient's key";

    private static ReadOnlySpan<byte> Bytes(ref readonly PatientKey key) => MemoryMarshal.AsBytes(new ReadOnlySpan<PatientKey>(in key));
}
