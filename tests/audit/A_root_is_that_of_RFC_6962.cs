using System.Security.Cryptography;
using TwinGrid.Audit.Chain;

namespace TwinGrid.Audit.Tests;

public sealed class A_root_is_that_of_RFC_6962
{
    [Fact]
    public void for_every_number_of_entries()
    {
        var hashes = new List<byte[]>();
        for (var count = 1; count <= 70; count++)
        {
            hashes.Add(SHA256.HashData([(byte)count]));
            MerkleRoot.Of(hashes).ShouldBe(AsDefined([.. hashes]), $"{count} entries");
        }
    }

    /// <summary>Section 2.1, word for word: the left part is the largest power of two that is smaller than the whole.</summary>
    private static byte[] AsDefined(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 1) return SHA256.HashData([0, .. leaves[0]]);
        var left = 1;
        while (2 * left < leaves.Length) left *= 2;
        return SHA256.HashData([1, .. AsDefined(leaves[..left]), .. AsDefined(leaves[left..])]);
    }
}
