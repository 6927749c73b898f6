namespace TwinGrid.Physiology.Pharmacogenomics.Genomes;

/// <summary>A stream whose first bytes were looked at and are read again.</summary>
internal sealed class PeekedStream : Stream
{
    private readonly Stream _rest;
    private int _given;

    public PeekedStream(Stream rest, int bytes)
    {
        _rest = rest;
        var head = new byte[bytes];
        Head = head[..rest.ReadAtLeast(head, bytes, throwOnEndOfStream: false)];
    }

    public byte[] Head { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_given >= Head.Length) return _rest.Read(buffer);
        var part = Head.AsSpan(_given);
        part = part[..Math.Min(part.Length, buffer.Length)];
        part.CopyTo(buffer);
        _given += part.Length;
        return part.Length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
