using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace TwinGrid.Audit.Chain;

/// <summary>
/// How the trail is written: a first line <c>twingrid-audit 1 SHARD INDEX HASH</c> (the next index, and the hash before it), then a line <c>INDEX HASH EVENT</c> for each entry: twelve digits, 64
/// hexadecimal digits in lower case, and the event as JSON. Every byte of it is covered by the chain or can only be as it is.
/// </summary>
internal static class TrailLine
{
    public const int IndexDigits = 12;
    private const int HashDigits = 2 * ChainHash.Size;
    private const string Format = "twingrid-audit 1";

    public static string FileOf(long firstIndex) => firstIndex.ToString("D12", CultureInfo.InvariantCulture) + ".audit";

    public static byte[] Header(string shard, long firstIndex, ReadOnlySpan<byte> before) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Format} {shard} {firstIndex:D12} {Convert.ToHexStringLower(before)}\n"));

    public static void Write(Stream to, long index, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> happened)
    {
        Span<byte> head = stackalloc byte[IndexDigits + 1 + HashDigits + 1];
        Utf8Formatter.TryFormat(index, head, out _, new System.Buffers.StandardFormat('D', IndexDigits));
        head[IndexDigits] = (byte)' ';
        Convert.TryToHexStringLower(hash, head[(IndexDigits + 1)..], out _);
        head[^1] = (byte)' ';
        to.Write(head);
        to.Write(happened);
        to.WriteByte((byte)'\n');
    }

    /// <summary>Reads the first line of a file, without its end of line.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> line, out string shard, out long firstIndex, out byte[] before)
    {
        (shard, firstIndex, before) = ("", 0, []);
        if (line.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return false;
        var parts = Encoding.ASCII.GetString(line).Split(' ');
        if (parts is not ["twingrid-audit", "1", { Length: > 0 } name, { Length: IndexDigits } index, { Length: HashDigits } hash]) return false;
        if (!long.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out firstIndex) || !TryReadHash(Encoding.ASCII.GetBytes(hash), out before)) return false;
        shard = name;
        return true;
    }

    /// <summary>Reads the line of an entry, without its end of line.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out long index, out byte[] hash, out ReadOnlySpan<byte> happened)
    {
        (index, hash) = (0, []);
        happened = default;
        if (line.Length < IndexDigits + HashDigits + 4 || line[IndexDigits] != ' ' || line[IndexDigits + 1 + HashDigits] != ' ') return false;
        if (line[..IndexDigits].ContainsAnyExceptInRange((byte)'0', (byte)'9') || !Utf8Parser.TryParse(line[..IndexDigits], out index, out _)) return false;
        happened = line[(IndexDigits + HashDigits + 2)..];
        return TryReadHash(line.Slice(IndexDigits + 1, HashDigits), out hash);
    }

    private static bool TryReadHash(ReadOnlySpan<byte> hex, out byte[] hash)
    {
        hash = new byte[ChainHash.Size];
        foreach (var digit in hex)
            if (digit is not (>= (byte)'0' and <= (byte)'9' or >= (byte)'a' and <= (byte)'f')) return false;
        return Convert.FromHexString(hex, hash, out _, out var written) == System.Buffers.OperationStatus.Done && written == ChainHash.Size;
    }
}
