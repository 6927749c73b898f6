using System.Security.Cryptography;
using CsCheck;
using TwinGrid.Keys.Sealing;

namespace TwinGrid.Keys.Tests;

/// <summary>On a processor that knows AES and by the platform's library: the same bytes, and each opens what the other sealed.</summary>
public sealed class What_is_of_a_patient_is_sealed
{
    private static readonly Gen<(byte[] Key, byte[] Nonce, byte[] Plain, byte[] Associated)> Sealings =
        Gen.Select(Gen.Byte.Array[16], Gen.Byte.Array[Gcm.Nonce], Gen.Byte.Array[0, 5_000], Gen.Byte.Array[0, 90]);

    [Fact]
    public void alike_with_and_without_the_platforms_library() => Sealings.Sample(it =>
    {
        var standard = new byte[it.Plain.Length + Gcm.Tag];
        using (var aes = new AesGcm(it.Key, Gcm.Tag)) aes.Encrypt(it.Nonce, it.Plain, standard.AsSpan(0, it.Plain.Length), standard.AsSpan(it.Plain.Length), it.Associated);
        return new[] { true, false }.All(onProcessor =>
        {
            var (closed, open) = (new byte[standard.Length], new byte[it.Plain.Length]);
            Gcm.Encrypt(it.Key, it.Nonce, it.Plain, it.Associated, closed, onProcessor);
            return closed.AsSpan().SequenceEqual(standard) && Gcm.TryDecrypt(it.Key, it.Nonce, standard, it.Associated, open, onProcessor) && open.AsSpan().SequenceEqual(it.Plain);
        });
    });

    [Fact]
    public void one_changed_bit_anywhere_opens_nothing() => Gen.Select(Sealings, Gen.Int[0, int.MaxValue], Gen.Bool).Sample((it, draw, onProcessor) =>
    {
        var closed = new byte[it.Plain.Length + Gcm.Tag];
        Gcm.Encrypt(it.Key, it.Nonce, it.Plain, it.Associated, closed, onProcessor);
        byte[][] parts = [closed, it.Nonce, it.Key, .. it.Associated.Length > 0 ? [it.Associated] : Array.Empty<byte[]>()];
        var part = parts[draw % parts.Length];
        part[draw / 8 % part.Length] ^= (byte)(1 << draw % 8);
        var open = new byte[it.Plain.Length];
        return !Gcm.TryDecrypt(it.Key, it.Nonce, closed, it.Associated, open, onProcessor) && open.All(one => one == 0);
    });
}
