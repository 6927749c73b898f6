using System.Security.Cryptography;

namespace TwinGrid.Disclosure.Noise;

/// <summary>Where random bits come from: the operating system's cryptographic generator, and in tests one that begins where it is told.</summary>
public interface IRandomBits
{
    /// <summary>Fills a buffer with independent, uniform bits.</summary>
    void Fill(Span<byte> buffer);
}

/// <summary>The operating system's cryptographic generator. Safe for concurrent use.</summary>
public sealed class SecureBits : IRandomBits
{
    public void Fill(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
}
