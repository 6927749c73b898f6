using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace TwinGrid.Audit.Chain;

/// <summary>
/// The chain that ties each entry to all before it: <c>h(i) = SHA-256(0x00 ‖ h(i-1) ‖ i as 8 bytes big-endian ‖ event)</c>, and <c>h(-1) = SHA-256("twingrid-audit 1 " ‖ shard)</c>.
/// </summary>
internal static class ChainHash
{
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>Used again and again: to make one costs as much as to hash an event.</summary>
    [ThreadStatic] private static IncrementalHash? _hash;

    public static byte[] Beginning(string shard) => SHA256.HashData(Encoding.ASCII.GetBytes($"twingrid-audit 1 {shard}"));

    public static byte[] Next(ReadOnlySpan<byte> previous, long index, ReadOnlySpan<byte> happened)
    {
        Span<byte> head = stackalloc byte[1 + Size + 8];
        head[0] = 0;
        previous.CopyTo(head[1..]);
        BinaryPrimitives.WriteInt64BigEndian(head[(1 + Size)..], index);
        var hash = _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        hash.AppendData(happened);
        return hash.GetHashAndReset();
    }
}
