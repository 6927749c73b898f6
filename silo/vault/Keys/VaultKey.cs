using System.Security.Cryptography;
using System.Text;

namespace TwinGrid.Vault.Keys;

/// <summary>
/// Thirty-two random bytes and what is derived from them (HKDF-SHA-256, RFC 5869), one key for each use: to seal (AES-256-GCM, a fresh nonce each time), to look up
/// (HMAC-SHA-256), and an id that tells keys apart and tells nothing of them. Safe for concurrent use.
/// </summary>
internal sealed class VaultKey
{
    public const int Bytes = 32;

    private const int NonceBytes = 12, TagBytes = 16, IdBytes = 16;

    private readonly byte[] _sealing, _looking;

    /// <param name="secret">32 bytes.</param>
    public VaultKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Bytes) throw new ArgumentException("A key has 32 bytes.", nameof(secret));
        _sealing = Derive(secret, "twingrid vault sealing 1", Bytes);
        _looking = Derive(secret, "twingrid vault lookup 1", Bytes);
        Id = Convert.ToHexStringLower(Derive(secret, "twingrid vault id 1", IdBytes));
    }

    public string Id { get; }

    /// <summary>A fresh secret.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(Bytes);

    /// <summary>The same for the same text, and without the key nothing: what rows are found by.</summary>
    public byte[] Tag(string text) => HMACSHA256.HashData(_looking, Encoding.UTF8.GetBytes(text));

    /// <summary>Nonce, ciphertext, tag.</summary>
    /// <param name="row">What the sealed text belongs to: elsewhere it does not open.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, string row)
    {
        var made = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(made.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_sealing, TagBytes);
        aes.Encrypt(made.AsSpan(0, NonceBytes), plain, made.AsSpan(NonceBytes, plain.Length), made.AsSpan(NonceBytes + plain.Length), Encoding.UTF8.GetBytes(row));
        return made;
    }

    /// <exception cref="VaultException">It was changed, moved to another row, or sealed with another key.</exception>
    public byte[] Open(ReadOnlySpan<byte> made, string row)
    {
        try
        {
            var plain = new byte[Math.Max(0, made.Length - NonceBytes - TagBytes)];
            using var aes = new AesGcm(_sealing, TagBytes);
            aes.Decrypt(made[..NonceBytes], made.Slice(NonceBytes, plain.Length), made[^TagBytes..], plain, Encoding.UTF8.GetBytes(row));
            return plain;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new VaultException("A row of the vault does not open: it was changed or moved, or sealed with another key. Restore the vault from a backup.", error);
        }
    }

    /// <summary>A key for one use out of a secret.</summary>
    internal static byte[] Derive(ReadOnlySpan<byte> secret, string use, int bytes)
    {
        var made = new byte[bytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, made, salt: [], Encoding.ASCII.GetBytes(use));
        return made;
    }
}
