using System.Security.Cryptography;
using System.Text.Json;
using TwinGrid.Audit.Chain;

namespace TwinGrid.Audit.Anchors;

/// <summary>
/// A signed statement of what the trail held: a line <c>SIGNATURE JSON</c>, base64 and the signed text. It also carries eight bytes of each entry's chain hash, so that whoever recomputed the chain
/// after a change is told the first entry that differs.
/// </summary>
/// <param name="From">First entry it covers.</param>
/// <param name="To">The entry after the last it covers.</param>
/// <param name="Root">Merkle root over the chain hashes of those entries, hexadecimal.</param>
/// <param name="Previous">SHA-256 of the signed text of the anchor before, hexadecimal; null for the first.</param>
/// <param name="Leaves">Eight bytes of each chain hash, one after the other.</param>
internal sealed record Anchor(string Shard, long From, long To, string Root, DateTimeOffset At, string? Previous, byte[] Leaves)
{
    public const int LeafBytes = 8;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Anchor Over(string shard, long from, IReadOnlyList<byte[]> hashes, DateTimeOffset at, string? previous) => new(
        shard, from, from + hashes.Count, Convert.ToHexStringLower(MerkleRoot.Of(hashes)), at, previous, LeavesOf(hashes));

    /// <summary>The line, with its end.</summary>
    public (string Line, string Digest) Signed(SigningKey key)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(this, Json);
        return ($"{Convert.ToBase64String(key.Sign(text))} {System.Text.Encoding.UTF8.GetString(text)}\n", Digest(text));
    }

    /// <summary>Reads a line; null where it is none, or its signature does not hold.</summary>
    public static Anchor? Read(string line, SigningKey key, out string digest)
    {
        digest = "";
        var cut = line.IndexOf(' ', StringComparison.Ordinal);
        Span<byte> signature = stackalloc byte[64];
        if (cut < 0 || !Convert.TryFromBase64Chars(line.AsSpan(0, cut), signature, out var length) || length != signature.Length) return null;
        var text = System.Text.Encoding.UTF8.GetBytes(line[(cut + 1)..]);
        if (!key.Verifies(text, signature)) return null;
        digest = Digest(text);
        return JsonSerializer.Deserialize<Anchor>(text, Json);
    }

    /// <summary>Index of the first entry whose chain hash is not the one that was anchored; -1 when all are.</summary>
    public long FirstDifference(IReadOnlyList<byte[]> hashes)
    {
        for (var i = 0; i < hashes.Count; i++)
            if (!hashes[i].AsSpan(0, LeafBytes).SequenceEqual(Leaves.AsSpan(i * LeafBytes, LeafBytes))) return From + i;
        return string.Equals(Convert.ToHexStringLower(MerkleRoot.Of(hashes)), Root, StringComparison.Ordinal) ? -1 : From;
    }

    private static byte[] LeavesOf(IReadOnlyList<byte[]> hashes)
    {
        var leaves = new byte[hashes.Count * LeafBytes];
        for (var i = 0; i < hashes.Count; i++) hashes[i].AsSpan(0, LeafBytes).CopyTo(leaves.AsSpan(i * LeafBytes));
        return leaves;
    }

    private static string Digest(byte[] text) => Convert.ToHexStringLower(SHA256.HashData(text));
}
