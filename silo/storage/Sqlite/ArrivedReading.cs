using System.Buffers.Binary;
using System.Text;
using TwinGrid.Storage.History;

namespace TwinGrid.Storage.Sqlite;

/// <summary>
/// A reading in bytes: lengths of the names of twin and device (two bytes each), observed at, sequence, received at and the three masks (eight each), both names (UTF-8), the
/// samples (<see cref="ReadingSamples"/>); little-endian.
/// </summary>
internal readonly ref struct ArrivedReading
{
    private const int Fixed = 2 + 2 + 6 * 8;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <param name="bytes">The whole reading, and nothing behind it.</param>
    public ArrivedReading(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Twin => _bytes.Slice(Fixed, TwinLength);

    public ReadOnlySpan<byte> Device => _bytes.Slice(Fixed + TwinLength, DeviceLength);

    public ReadOnlySpan<byte> Samples => _bytes[(Fixed + TwinLength + DeviceLength)..];

    /// <summary>Microseconds since 1970, as all times of the history.</summary>
    public long ObservedAt => Number(0);

    public long Sequence => Number(1);

    public long ReceivedAt => Number(2);

    public ReadingMasks Masks => new(Number(3), Number(4), Number(5));

    private int TwinLength => BinaryPrimitives.ReadUInt16LittleEndian(_bytes);

    private int DeviceLength => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[2..]);

    /// <summary>Bytes that samples of one packet and instant take, at most.</summary>
    public static int Room(ReadOnlySpan<HistoryRow> rows) =>
        Fixed + Encoding.UTF8.GetByteCount(rows[0].Twin) + Encoding.UTF8.GetByteCount(rows[0].Device) + Math.Min(ReadingSamples.Room(rows.Length), ReadingSamples.Longest);

    /// <summary>Puts samples of one packet and instant into bytes.</summary>
    /// <param name="rows">Sealed.</param>
    /// <param name="bytes">As many as they have <see cref="Room"/> in.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">They are no reading.</exception>
    public static int Write(ReadOnlySpan<HistoryRow> rows, Span<byte> bytes)
    {
        ref readonly var first = ref rows[0];
        var twin = Encoding.UTF8.GetBytes(first.Twin, bytes[Fixed..]);
        var device = Encoding.UTF8.GetBytes(first.Device, bytes[(Fixed + twin)..]);
        var masks = default(ReadingMasks);
        var samples = ReadingSamples.Write(rows, ref masks, bytes[(Fixed + twin + device)..]);
        WriteFixed(bytes, twin, device, HistoryTime.Microseconds(first.ObservedAt), first.Sequence, HistoryTime.Microseconds(first.ReceivedAt), masks);
        return Fixed + twin + device + samples;
    }

    /// <summary>A reading that was stored.</summary>
    public static byte[] Of(string twin, string device, long observedAt, long sequence, long receivedAt, ReadingMasks masks, ReadOnlySpan<byte> samples)
    {
        var (twinLength, deviceLength) = (Encoding.UTF8.GetByteCount(twin), Encoding.UTF8.GetByteCount(device));
        var bytes = new byte[Fixed + twinLength + deviceLength + samples.Length];
        WriteFixed(bytes, twinLength, deviceLength, observedAt, sequence, receivedAt, masks);
        Encoding.UTF8.GetBytes(twin, bytes.AsSpan(Fixed));
        Encoding.UTF8.GetBytes(device, bytes.AsSpan(Fixed + twinLength));
        samples.CopyTo(bytes.AsSpan(Fixed + twinLength + deviceLength));
        return bytes;
    }

    private static void WriteFixed(Span<byte> bytes, int twin, int device, long observedAt, long sequence, long receivedAt, ReadingMasks masks)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)twin));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], checked((ushort)device));
        ReadOnlySpan<long> numbers = [observedAt, sequence, receivedAt, masks.Signals, masks.Flagged, masks.Amending];
        for (var place = 0; place < numbers.Length; place++) BinaryPrimitives.WriteInt64LittleEndian(bytes[(4 + place * 8)..], numbers[place]);
    }

    private long Number(int place) => BinaryPrimitives.ReadInt64LittleEndian(_bytes[(4 + place * 8)..]);
}
