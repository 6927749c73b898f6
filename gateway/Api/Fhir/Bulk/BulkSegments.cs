using System.Buffers.Binary;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>
/// Files of an export: one segment after the other, each of one patient. Before each stands its length and the patient's mark; the segment itself is sealed. So a file can be read piece by piece, and
/// each piece be decided on.
/// </summary>
internal static class BulkSegments
{
    public const int MarkLength = 16;

    private const int HeadLength = sizeof(int) + MarkLength;

    public static async Task Append(Stream file, byte[] mark, byte[] sealedBytes, CancellationToken cancel)
    {
        var head = new byte[HeadLength];
        BinaryPrimitives.WriteInt32LittleEndian(head, sealedBytes.Length);
        mark.CopyTo(head, sizeof(int));
        await file.WriteAsync(head, cancel);
        await file.WriteAsync(sealedBytes, cancel);
    }

    /// <summary>The next segment, sealed; null at the end.</summary>
    public static async Task<byte[]?> Next(Stream file, CancellationToken cancel)
    {
        var head = new byte[HeadLength];
        if (await file.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false, cancel) < HeadLength) return null;
        var bytes = new byte[BinaryPrimitives.ReadInt32LittleEndian(head)];
        await file.ReadExactlyAsync(bytes, cancel);
        return bytes;
    }

    /// <summary>Whether a segment bears a mark.</summary>
    public static async Task<bool> Holds(string path, byte[] mark, CancellationToken cancel)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var head = new byte[HeadLength];
            while (await file.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false, cancel) == HeadLength)
            {
                if (head.AsSpan(sizeof(int)).SequenceEqual(mark)) return true;
                file.Seek(BinaryPrimitives.ReadInt32LittleEndian(head), SeekOrigin.Current);
            }
            return false;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false; // it was taken away meanwhile
        }
    }
}
