using System.Buffers.Binary;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.History;

/// <summary>
/// The samples of a row of the table of readings, side by side in the order in which they came: signal (two bytes), status, flags, the masked bits of the value (eight); little-endian.
/// </summary>
internal static class ReadingSamples
{
    private const int Size = 12;

    /// <summary>Signals are told apart by the bits of a column.</summary>
    private const int Signals = 64;

    /// <summary>Bytes that samples of all signals take: no row holds more.</summary>
    public const int Longest = Signals * Size;

    /// <summary>The bit that stands for a signal in a row's masks.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The masks have no bit for it.</exception>
    public static long Bit(Signal signal)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((int)signal, Signals, nameof(signal));
        return 1L << (int)signal;
    }

    /// <summary>The signals of a mask.</summary>
    public static IEnumerable<Signal> Of(long mask) => Enumerable.Range(0, Signals).Where(signal => (mask >> signal & 1) != 0).Select(signal => (Signal)signal);

    /// <summary>Puts samples of one packet and instant into bytes, but those of signals that are there: of what came again, the first stands.</summary>
    /// <param name="rows">Sealed.</param>
    /// <param name="masks">What is there; what is added is added to it.</param>
    /// <param name="samples">Receives what is added; as long as all the rows (<see cref="Room"/>), or as all signals that are not there, at least.</param>
    /// <returns>Bytes added.</returns>
    public static int Write(ReadOnlySpan<HistoryRow> rows, ref ReadingMasks masks, Span<byte> samples)
    {
        var length = 0;
        foreach (ref readonly var row in rows)
        {
            var bit = Bit(row.Signal);
            if ((masks.Signals & bit) != 0) continue;
            masks.Signals |= bit;
            if (row.Flags != SampleFlags.None) masks.Flagged |= bit;
            if (row.Status != SampleStatus.Final) masks.Amending |= bit;
            var sample = samples[length..];
            BinaryPrimitives.WriteUInt16LittleEndian(sample, (ushort)row.Signal);
            (sample[2], sample[3]) = ((byte)row.Status, (byte)row.Flags);
            BinaryPrimitives.WriteInt64LittleEndian(sample[4..], row.Sealed ?? throw new ArgumentException("A sample must be sealed to be stored.", nameof(rows)));
            length += Size;
        }
        return length;
    }

    /// <summary>Adds to the samples of a row those of another that are of signals it lacks.</summary>
    /// <param name="more">The other row's.</param>
    /// <param name="masks">The row's; what is added is added to them.</param>
    /// <param name="moreMasks">The other row's.</param>
    /// <param name="added">Receives what is added; as long as <paramref name="more"/> at least.</param>
    /// <returns>Bytes added.</returns>
    public static int Add(ReadOnlySpan<byte> more, ReadingMasks moreMasks, ref ReadingMasks masks, Span<byte> added)
    {
        var lacking = moreMasks.Signals & ~masks.Signals;
        var length = 0;
        for (; more.Length >= Size; more = more[Size..])
        {
            if ((lacking >> BinaryPrimitives.ReadUInt16LittleEndian(more) & 1) == 0) continue;
            more[..Size].CopyTo(added[length..]);
            length += Size;
        }
        masks = new(masks.Signals | lacking, masks.Flagged | (moreMasks.Flagged & lacking), masks.Amending | (moreMasks.Amending & lacking));
        return length;
    }

    /// <summary>Bytes that so many samples take.</summary>
    public static int Room(int samples) => samples * Size;

    /// <summary>The sample of a signal that a row's mask says to be there.</summary>
    /// <exception cref="StorageException">It is not.</exception>
    public static (SampleStatus Status, SampleFlags Flags, long Sealed) Find(ReadOnlySpan<byte> samples, Signal signal)
    {
        for (; samples.Length >= Size; samples = samples[Size..])
            if (BinaryPrimitives.ReadUInt16LittleEndian(samples) == (ushort)signal)
                return ((SampleStatus)samples[2], (SampleFlags)samples[3], BinaryPrimitives.ReadInt64LittleEndian(samples[4..]));
        throw new StorageException($"A reading of the history says that it holds {signal}, and does not: the storage is damaged.");
    }
}

/// <summary>What a reading's masks say of its samples, a bit for each signal.</summary>
internal record struct ReadingMasks(long Signals, long Flagged, long Amending);
