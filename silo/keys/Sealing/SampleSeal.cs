using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
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
    private const int Block = BlockCipher.Block, Name = 8;

    /// <summary>Begins a block of a keystream; no name is that long.</summary>
    private const byte OfKeystream = 0xFF;

    /// <summary>How a sealed device begins: no packet's device does.</summary>
    private const char Mark = '\u0001';

    /// <summary>So many bytes are worked on beside the call; more get an array.</summary>
    private const int Few = 512;

    private readonly BlockCipher _cipher;

    public SampleSeal(in PatientKey key) => _cipher = new BlockCipher(key.Mask);

    /// <summary>True when the text is a device as <see cref="Seal"/> gives it.</summary>
    public static bool IsSealed(string device) => device.Length > 0 && device[0] == Mark;

    /// <summary>The device as it is stored.</summary>
    public string Seal(string device)
    {
        var length = Name + Encoding.UTF8.GetByteCount(device);
        Span<byte> stored = length <= Few ? stackalloc byte[length] : new byte[length], told = stackalloc byte[Block];
        Tell(device, told);
        told[..Name].CopyTo(stored);
        Encoding.UTF8.GetBytes(device, stored[Name..]);
        Xor(stored);
        return string.Create(1 + Base64.GetMaxEncodedToUtf8Length(length), stored, (text, bytes) =>
        {
            text[0] = Mark;
            Convert.TryToBase64Chars(bytes, text[1..], out _);
        });
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
        Span<byte> told = stackalloc byte[Block];
        Tell(device, told);
        var length = samples.Length * Block;
        var blocks = length <= Few ? stackalloc byte[length] : new byte[length];
        for (var place = 0; place < samples.Length; place++)
        {
            told.CopyTo(blocks[(place * Block)..]);
            Words(blocks, place)[0] ^= (ulong)samples[place].Sequence;
        }
        _cipher.Encrypt(blocks);
        for (var place = 0; place < samples.Length; place++)
        {
            var words = Words(blocks, place);
            words[0] ^= (ulong)samples[place].ObservedAt;
            words[1] ^= (ulong)samples[place].Signal;
        }
        _cipher.Encrypt(blocks);
        for (var place = 0; place < samples.Length; place++) masks[place] = Words(blocks, place)[0];
    }

    public void Dispose() => _cipher.Dispose();

    private static Span<ulong> Words(Span<byte> blocks, int place) => MemoryMarshal.Cast<byte, ulong>(blocks.Slice(place * Block, Block));

    /// <summary>What tells a device's name.</summary>
    private void Tell(string device, Span<byte> told)
    {
        var name = Encoding.UTF8.GetByteCount(device);
        var length = (2 + name + Block - 1) / Block * Block;
        var message = length <= Few ? stackalloc byte[length] : new byte[length];
        message.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(message, checked((ushort)name));
        if (message[0] == OfKeystream) throw new ArgumentException("The device's name is too long to be sealed.", nameof(device));
        Encoding.UTF8.GetBytes(device, message[2..]);
        told.Clear();
        for (; message.Length > 0; message = message[Block..])
        {
            for (var place = 0; place < Block; place++) told[place] ^= message[place];
            _cipher.Encrypt(told);
        }
    }

    /// <summary>Lays the keystream over what follows the first bytes.</summary>
    private void Xor(Span<byte> stored)
    {
        var name = stored[Name..];
        var length = (name.Length + Block - 1) / Block * Block;
        var keystream = length <= Few ? stackalloc byte[length] : new byte[length];
        keystream.Clear();
        for (var place = 0; place < length; place += Block)
        {
            keystream[place] = OfKeystream;
            BinaryPrimitives.WriteInt32LittleEndian(keystream[(place + 1)..], place);
            stored[..Name].CopyTo(keystream[(place + Name)..]);
        }
        _cipher.Encrypt(keystream);
        for (var place = 0; place < name.Length; place++) name[place] ^= keystream[place];
    }
}
