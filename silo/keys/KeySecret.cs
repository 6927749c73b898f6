using System.Security.Cryptography;
using System.Text;

namespace TwinGrid.Keys;

/// <summary>A secret that seals the keys of the patients (AES-256-GCM). It is named by a part of its hash, so that one knows which seals what.</summary>
internal sealed class KeySecret
{
    private const int Nonce = 12, Tag = 16;

    private readonly byte[] _secret;

    private KeySecret(byte[] secret)
    {
        _secret = secret;
        Name = Convert.ToHexStringLower(SHA256.HashData([.. "TwinGrid key secret"u8, .. secret]).AsSpan(0, 8));
    }

    public string Name { get; }

    /// <summary>Reads a secret.</summary>
    /// <exception cref="KeysException">It is not 32 bytes in Base64.</exception>
    public static KeySecret Parse(string text, string from)
    {
        var bytes = new byte[33];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length == 32
            ? new KeySecret(bytes[..32])
            : throw new KeysException($"{from} must hold 32 bytes in Base64, as 'openssl rand -base64 32' prints them.");
    }

    public static string NewText() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public byte[] Seal(string twin, PatientKey key)
    {
        var sealedKey = new byte[Nonce + PatientKey.Length + Tag];
        RandomNumberGenerator.Fill(sealedKey.AsSpan(0, Nonce));
        Span<byte> plain = stackalloc byte[PatientKey.Length];
        key.Write(plain);
        using var aes = new AesGcm(_secret, Tag);
        aes.Encrypt(sealedKey.AsSpan(0, Nonce), plain, sealedKey.AsSpan(Nonce, PatientKey.Length), sealedKey.AsSpan(Nonce + PatientKey.Length), Encoding.ASCII.GetBytes(twin));
        CryptographicOperations.ZeroMemory(plain);
        return sealedKey;
    }

    /// <exception cref="KeysException">It was not sealed with this secret for this patient.</exception>
    public PatientKey Open(string twin, ReadOnlySpan<byte> sealedKey)
    {
        Span<byte> plain = stackalloc byte[PatientKey.Length];
        try
        {
            using var aes = new AesGcm(_secret, Tag);
            aes.Decrypt(sealedKey[..Nonce], sealedKey[Nonce..^Tag], sealedKey[^Tag..], plain, Encoding.ASCII.GetBytes(twin));
            return PatientKey.From(plain);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new KeysException($"The key of twin {twin} is damaged: put the store of keys back from its backup.", error);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
