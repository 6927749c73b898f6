namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>Rows on their way into an archive, piece by piece, so that a piece can be left out at the last moment. They lie in a file, not in memory.</summary>
internal sealed class StagedRows(FileStream file) : IAsyncDisposable
{
    private readonly Dictionary<int, (long Offset, long Length, long Rows)> _pieces = [];

    /// <summary>Puts a piece down.</summary>
    public async Task Add(int piece, IAsyncEnumerable<byte[]> rows, CancellationToken cancel)
    {
        var (offset, count) = (file.Position, 0L);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            await file.WriteAsync(row, cancel);
            count++;
        }
        _pieces.Add(piece, (offset, file.Position - offset, count));
    }

    public Task Add(int piece, IEnumerable<byte[]> rows, CancellationToken cancel) => Add(piece, rows.ToAsyncEnumerable(), cancel);

    /// <summary>Copies a piece; how many rows that were, 0 where there is none.</summary>
    public async Task<long> Copy(int piece, Stream to, CancellationToken cancel)
    {
        if (!_pieces.TryGetValue(piece, out var where)) return 0;
        file.Position = where.Offset;
        var buffer = new byte[81920];
        for (var left = where.Length; left > 0;)
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancel);
            if (read == 0) throw new EndOfStreamException("Staged rows end before they should.");
            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
            left -= read;
        }
        return where.Rows;
    }

    public async ValueTask DisposeAsync()
    {
        await file.DisposeAsync();
        File.Delete(file.Name);
    }
}
