using System.Buffers;
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

    public static byte[] Beginning(string shard) => SHA256.HashData(Encoding.ASCII.GetBytes($"twingrid-audit 1 {shard}"));

    public static byte[] Next(ReadOnlySpan<byte> previous, long index, ReadOnlySpan<byte> happened)
    {
        var length = 1 + Size + 8 + happened.Length;
        var whole = ArrayPool<byte>.Shared.Rent(length); // hashed in one call: a hash that is fed in parts costs an object of the operating system's library each time
        try
        {
            whole[0] = 0;
            previous.CopyTo(whole.AsSpan(1));
            BinaryPrimitives.WriteInt64BigEndian(whole.AsSpan(1 + Size), index);
            happened.CopyTo(whole.AsSpan(1 + Size + 8));
            return SHA256.HashData(whole.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }
}
