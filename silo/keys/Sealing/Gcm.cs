using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using AesEngines = Org.BouncyCastle.Crypto.AesUtilities;

namespace TwinGrid.Keys.Sealing;

/// <summary>
/// AES-GCM (NIST SP 800-38D) of something of a patient: the sealed bytes, then a tag of 16. What is short is sealed on the processor where it knows AES: there the platform's library is
/// longer at setting up the key, another each time, than at the bytes; what is long it does faster.
/// </summary>
internal static class Gcm
{
    public const int Nonce = 12, Tag = 16;

    /// <summary>Up to here, in bytes, the processor alone was faster.</summary>
    private const int Short = 2048;

    /// <summary>Whether so many bytes are sealed without the platform's library.</summary>
    public static bool OnProcessor(int length) => length <= Short && AesEngines.IsHardwareAccelerated;

    /// <param name="into">As long as what is sealed, and the tag.</param>
    public static void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated, Span<byte> into, bool onProcessor)
    {
        if (onProcessor)
        {
            var cipher = Cipher(isToSeal: true, key, nonce, associated);
            cipher.DoFinal(into[cipher.ProcessBytes(plain, into)..]);
            return;
        }
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(nonce, plain, into[..plain.Length], into[plain.Length..], associated);
    }

    /// <returns>False when the key is another, or one of the bytes; <paramref name="into"/> is empty then.</returns>
    public static bool TryDecrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> associated, Span<byte> into, bool onProcessor)
    {
        try
        {
            if (onProcessor)
            {
                var cipher = Cipher(isToSeal: false, key, nonce, associated);
                cipher.DoFinal(into[cipher.ProcessBytes(sealedBytes, into)..]);
                return true;
            }
            using var aes = new AesGcm(key, Tag);
            aes.Decrypt(nonce, sealedBytes[..^Tag], sealedBytes[^Tag..], into, associated);
            return true;
        }
        catch (Exception error) when (error is AuthenticationTagMismatchException or InvalidCipherTextException)
        {
            into.Clear(); // nobody is to see what was not proven
            return false;
        }
    }

    private static GcmBlockCipher Cipher(bool isToSeal, ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated)
    {
        var cipher = new GcmBlockCipher(AesEngines.CreateEngine());
        cipher.Init(isToSeal, new ParametersWithIV(new KeyParameter(key), nonce));
        cipher.ProcessAadBytes(associated);
        return cipher;
    }
}
