using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace TwinGrid.Keys.Sealing;

/// <summary>
/// Seals the columns of the history that say something of a patient, the device and the value, so that a database can still order and match rows: the same device is
/// always sealed alike, and a value keeps its eight bytes. Signal, times and sequence stay in the open. Belongs to one thread.
/// </summary>
/// <remarks>
/// AES-128 with the patient's masking key. A device's name is told by V = CBC-MAC(length ‖ name); it is stored as the first eight bytes of V and the name under the
/// keystream that they begin (a synthetic nonce, as in SIV). Of a sample's value the bits are masked with eight bytes of E(E(V ⊕ sequence) ⊕ (observed at ‖ signal)):
/// no two samples of a patient share a mask, for these are what identifies a sample.
/// </remarks>
public sealed class SampleSeal : IDisposable
{
    private const int Block = 16, Name = 8;

    /// <summary>Begins a block of a keystream; no name is that long.</summary>
    private const byte OfKeystream = 0xFF;

    /// <summary>How a sealed device begins: no packet's device does.</summary>
    private const char Mark = '\u0001';

    private readonly Aes _aes = Aes.Create();

    /// <summary>The bare cipher, set up once: to set it up costs more than a packet's blocks.</summary>
    private readonly ICryptoTransform _cipher;
    private readonly Dictionary<string, byte[]> _told = new(StringComparer.Ordinal);

    public SampleSeal(in PatientKey key)
    {
        _aes.SetKey(key.Mask);
        (_aes.Mode, _aes.Padding) = (CipherMode.ECB, PaddingMode.None);
        _cipher = _aes.CreateEncryptor();
    }

    /// <summary>True when the text is a device as <see cref="Seal"/> gives it.</summary>
    public static bool IsSealed(string device) => device.Length > 0 && device[0] == Mark;

    /// <summary>The device as it is stored.</summary>
    public string Seal(string device)
    {
        var name = Encoding.UTF8.GetBytes(device);
        var stored = new byte[Name + name.Length];
        Told(device).AsSpan(0, Name).CopyTo(stored);
        name.CopyTo(stored, Name);
        Xor(stored);
        return Mark + Convert.ToBase64String(stored);
    }

    /// <summary>The device again.</summary>
    /// <exception cref="FormatException">It is no sealed device.</exception>
    public string Open(string stored)
    {
        var bytes = Convert.FromBase64String(stored[1..]);
        if (bytes.Length < Name) throw new FormatException("A sealed device is cut short.");
        Xor(bytes);
        return Encoding.UTF8.GetString(bytes.AsSpan(Name));
    }

    /// <summary>The masks of samples of one device: a value's bits xor its mask are what is stored, and again the value.</summary>
    /// <param name="device">In the open.</param>
    /// <param name="samples">What identifies each, beside the device: sequence, observed at in microseconds, signal.</param>
    public void Masks(string device, ReadOnlySpan<(long Sequence, long ObservedAt, int Signal)> samples, Span<ulong> masks)
    {
        var told = Told(device);
        var blocks = new byte[samples.Length * Block];
        for (var place = 0; place < samples.Length; place++)
        {
            var block = blocks.AsSpan(place * Block, Block);
            told.CopyTo(block);
            MemoryMarshal.Cast<byte, ulong>(block)[0] ^= (ulong)samples[place].Sequence;
        }
        Encrypt(blocks);
        for (var place = 0; place < samples.Length; place++)
        {
            var block = MemoryMarshal.Cast<byte, ulong>(blocks.AsSpan(place * Block, Block));
            block[0] ^= (ulong)samples[place].ObservedAt;
            block[1] ^= (ulong)samples[place].Signal;
        }
        Encrypt(blocks);
        for (var place = 0; place < samples.Length; place++) masks[place] = BinaryPrimitives.ReadUInt64LittleEndian(blocks.AsSpan(place * Block));
    }

    public void Dispose()
    {
        _cipher.Dispose();
        _aes.Dispose();
    }

    private byte[] Told(string device)
    {
        if (_told.TryGetValue(device, out var known)) return known;
        var name = Encoding.UTF8.GetBytes(device);
        var length = (2 + name.Length + Block - 1) / Block * Block;
        var message = new byte[length];
        BinaryPrimitives.WriteUInt16BigEndian(message, checked((ushort)name.Length));
        if (message[0] == OfKeystream) throw new ArgumentException("The device's name is too long to be sealed.", nameof(device));
        name.CopyTo(message, 2);
        var mac = new byte[Block];
        for (var from = 0; from < message.Length; from += Block)
        {
            for (var place = 0; place < Block; place++) mac[place] ^= message[from + place];
            Encrypt(mac);
        }
        return _told[device] = mac;
    }

    /// <summary>Encrypts blocks each by itself, in place.</summary>
    private void Encrypt(byte[] blocks)
    {
        if (blocks.Length > 0) _cipher.TransformBlock(blocks, 0, blocks.Length, blocks, 0);
    }

    /// <summary>Lays the keystream over what follows the first bytes.</summary>
    private void Xor(byte[] stored)
    {
        var name = stored.AsSpan(Name);
        var keystream = new byte[(name.Length + Block - 1) / Block * Block];
        for (var place = 0; place < keystream.Length; place += Block)
        {
            keystream[place] = OfKeystream;
            BinaryPrimitives.WriteInt32LittleEndian(keystream.AsSpan(place + 1), place);
            stored.AsSpan(0, Name).CopyTo(keystream.AsSpan(place + Name));
        }
        Encrypt(keystream);
        for (var place = 0; place < name.Length; place++) name[place] ^= keystream[place];
    }
}
