using System.Text;

namespace TwinGrid.Keys.Sealing;

/// <summary>
/// How something of a patient is sealed (AES-128-GCM): a byte with the length of the pseudonym, the pseudonym, a nonce of 12 bytes, the sealed bytes, a tag of 16.
/// The pseudonym stands in the open, so that who reads knows which key to ask for. What is bound to the seal must be given again to open it.
/// </summary>
public static class PatientSeal
{
    private const int Nonce = Gcm.Nonce, Tag = Gcm.Tag;

    /// <summary>How long so many bytes of a patient are when they are sealed.</summary>
    public static int Length(string twin, int plain) => 1 + twin.Length + Nonce + plain + Tag;

    /// <summary>Seals.</summary>
    /// <param name="bound">What the seal is bound to, beside the pseudonym.</param>
    /// <param name="into"><see cref="Length"/> bytes.</param>
    public static void Seal(PatientKeys keys, in PatientKey key, string twin, ReadOnlySpan<byte> bound, ReadOnlySpan<byte> plain, Span<byte> into)
    {
        into[0] = (byte)Encoding.ASCII.GetBytes(twin, into[1..]);
        var head = 1 + into[0];
        Span<byte> associated = stackalloc byte[head + bound.Length];
        Associate(into[..head], bound, associated);
        var nonce = into.Slice(head, Nonce);
        keys.NextNonce(nonce);
        Gcm.Encrypt(key.Sealing, nonce, plain, associated, into.Slice(head + Nonce, plain.Length + Tag), Gcm.OnProcessor(plain.Length));
    }

    /// <summary>The pseudonym, in ASCII; empty when these are no sealed bytes.</summary>
    public static ReadOnlySpan<byte> TwinOf(ReadOnlySpan<byte> sealedBytes) =>
        sealedBytes.Length > 0 && sealedBytes[0] is > 0 and <= 64 and var length && sealedBytes.Length >= 1 + length + Nonce + Tag ? sealedBytes.Slice(1, length) : [];

    /// <summary>How long the bytes are when they are open; 0 when these are no sealed bytes.</summary>
    public static int OpenLength(ReadOnlySpan<byte> sealedBytes) => TwinOf(sealedBytes) is { Length: > 0 and var twin } ? sealedBytes.Length - 1 - twin - Nonce - Tag : 0;

    /// <summary>Opens.</summary>
    /// <param name="into"><see cref="OpenLength"/> bytes.</param>
    /// <returns>False when the key is another, or the bytes or what was bound to them are not those that were sealed.</returns>
    public static bool TryOpen(in PatientKey key, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> bound, Span<byte> into)
    {
        var head = 1 + TwinOf(sealedBytes).Length;
        if (head == 1) return false;
        Span<byte> associated = stackalloc byte[head + bound.Length];
        Associate(sealedBytes[..head], bound, associated);
        var bytes = sealedBytes[(head + Nonce)..];
        return Gcm.TryDecrypt(key.Sealing, sealedBytes.Slice(head, Nonce), bytes, associated, into, Gcm.OnProcessor(bytes.Length));
    }

    private static void Associate(ReadOnlySpan<byte> head, ReadOnlySpan<byte> bound, Span<byte> associated)
    {
        head.CopyTo(associated);
        bound.CopyTo(associated[head.Length..]);
    }
}
