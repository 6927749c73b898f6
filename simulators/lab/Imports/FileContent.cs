using System.Net;
using TwinGrid.Lab.Inputs;

namespace TwinGrid.Lab.Imports;

/// <summary>A file as the body of a request; tells after each hundredth of it.</summary>
internal sealed class FileContent(string file, Action step) : HttpContent
{
    public const int Parts = 100;

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var source = InputFile.Open(file);
        var (buffer, sent, told) = (new byte[64 << 10], 0L, 0);
        while (source.Read(buffer) is > 0 and var read)
        {
            stream.Write(buffer.AsSpan(0, read));
            sent += read;
            for (; told < sent * Parts / source.Length; told++) step();
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        SerializeToStream(stream, context, CancellationToken.None);
        return Task.CompletedTask;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = new FileInfo(file).Length;
        return true;
    }
}
