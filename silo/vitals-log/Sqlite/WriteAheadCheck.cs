using System.Buffers.Binary;
using System.Numerics;

namespace TwinGrid.VitalsLog.Sqlite;

/// <summary>
/// Looks for damage in the write-ahead file that SQLite would pass over in silence: at the first frame whose checksum fails it drops that and all that follows,
/// which is right for a transaction that was cut short, and wrong for those that were acknowledged. Only the last transaction can have been cut short,
/// for each is flushed before the next begins: two or more behind the first bad frame are damage. Of the last one nobody can tell which it was; that it is dropped is said.
/// </summary>
/// <remarks>Format: "WAL-mode File Format", sqlite.org/walformat.html.</remarks>
internal static class WriteAheadCheck
{
    private const int HeaderLength = 32;
    private const int FrameHeaderLength = 24;
    private const int SaltsEnd = 16;
    private const uint LittleEndianMagic = 0x377f0682;

    /// <summary>What is wrong with the file.</summary>
    public static WriteAheadFinding Look(string path)
    {
        if (!File.Exists(path)) return default;
        using var file = File.OpenRead(path);
        var header = new byte[HeaderLength];
        if (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength) return default;

        var words = new Words((Big(header, 0) & ~1u) == LittleEndianMagic && (Big(header, 0) & 1) == 1);
        var headerIsGood = (Big(header, 0) & ~1u) == LittleEndianMagic && words.Add(header.AsSpan(0, 24)) is var sum && sum == (Big(header, 24), Big(header, 28));
        var pageSize = Big(header, 8) is >= 512 and <= 65536 and var size && uint.IsPow2(size) ? (int)size : 4096;
        return Scan(file, pageSize, headerIsGood ? (Big(header, 16), Big(header, 20)) : null, words);
    }

    /// <param name="salts">The salts of this generation of the file; null when the header is damaged, and the first frame's are taken for them.</param>
    private static WriteAheadFinding Scan(FileStream file, int pageSize, (uint, uint)? salts, Words words)
    {
        var frame = new byte[FrameHeaderLength + pageSize];
        long? badFrom = salts is null ? 0 : null;
        var (commitsBehind, goodTo, last) = (0, (long)HeaderLength, 0L);
        while (file.Position is var at && file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) is var read && read >= SaltsEnd)
        {
            var its = (Big(frame, 8), Big(frame, 12));
            salts ??= its;
            if (IsOurs(its, salts.Value)) last = at;
            if (read < frame.Length) break;
            if (badFrom is null)
            {
                words.Add(frame.AsSpan(0, 8));
                var sum = words.Add(frame.AsSpan(FrameHeaderLength));
                if (its != salts || sum != (Big(frame, 16), Big(frame, 20))) badFrom = at;
            }
            var isCommit = Big(frame, 4) != 0;
            if (badFrom is null && isCommit) goodTo = file.Position;
            if (badFrom is not null && IsOurs(its, salts.Value) && isCommit) commitsBehind++;
        }
        return commitsBehind >= 2 ? new($"from byte {badFrom} of {file.Name} on, {commitsBehind} flushed transactions cannot be read", null)
            : last >= goodTo ? new(null, goodTo)
            : default;
    }

    /// <summary>Whether a frame is of this generation of the file; those of the one before have other salts. A single flipped bit does not make it another's.</summary>
    private static bool IsOurs((uint First, uint Second) its, (uint First, uint Second) ours) => BitOperations.PopCount(its.First ^ ours.First) + BitOperations.PopCount(its.Second ^ ours.Second) <= 1;

    private static uint Big(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));

    /// <summary>The file's running checksum.</summary>
    private struct Words(bool bigEndian)
    {
        private uint _first;
        private uint _second;

        public (uint, uint) Add(ReadOnlySpan<byte> bytes)
        {
            for (var at = 0; at < bytes.Length; at += 8)
            {
                _first += Word(bytes[at..]) + _second;
                _second += Word(bytes[(at + 4)..]) + _first;
            }
            return (_first, _second);
        }

        private readonly uint Word(ReadOnlySpan<byte> bytes) =>
            bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}

/// <summary>What a look at a write-ahead file found.</summary>
/// <param name="Damage">Flushed transactions that cannot be read, in words; null for none.</param>
/// <param name="DroppedFrom">Where a last transaction begins that cannot be read, bytes; null when the file ends in good order.</param>
internal readonly record struct WriteAheadFinding(string? Damage, long? DroppedFrom);
