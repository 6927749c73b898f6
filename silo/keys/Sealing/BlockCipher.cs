using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using AesEngines = Org.BouncyCastle.Crypto.AesUtilities;

namespace TwinGrid.Keys.Sealing;

/// <summary>
/// AES-128 of single blocks (ECB, FIPS 197), for what is built of blocks. Where the processor knows AES, without the platform's library: that takes some five microseconds to set up
/// a key, and each packet brings another. Belongs to one thread.
/// </summary>
internal sealed class BlockCipher : IDisposable
{
    /// <summary>Length of a block, bytes.</summary>
    public const int Block = 16;

    private readonly IBlockCipher? _processors;
    private readonly Aes? _platforms;

    /// <param name="key">16 bytes.</param>
    /// <param name="onProcessor">False where the processor does not know AES: a cipher of tables would tell by its time what it works on.</param>
    public BlockCipher(ReadOnlySpan<byte> key, bool onProcessor)
    {
        if (onProcessor)
        {
            _processors = AesEngines.CreateEngine();
            _processors.Init(forEncryption: true, new KeyParameter(key));
        }
        else
        {
            _platforms = Aes.Create();
            _platforms.SetKey(key);
        }
    }

    /// <inheritdoc cref="BlockCipher(ReadOnlySpan{byte}, bool)"/>
    public BlockCipher(ReadOnlySpan<byte> key) : this(key, AesEngines.IsHardwareAccelerated)
    {
    }

    /// <summary>Encrypts blocks each by itself, in place.</summary>
    /// <param name="blocks">Whole blocks.</param>
    public void Encrypt(Span<byte> blocks)
    {
        if (_platforms is not null) _platforms.EncryptEcb(blocks, blocks, PaddingMode.None);
        else
            for (; blocks.Length > 0; blocks = blocks[Block..]) _processors!.ProcessBlock(blocks, blocks);
    }

    public void Dispose() => _platforms?.Dispose();
}
