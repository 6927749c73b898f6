using System.Globalization;
using System.Text;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>The body of a chunked HTTP/1.1 answer (RFC 9112, 7.1), its head passed over. Reading blocks: each connection of a benchmark has a thread for its answers.</summary>
internal sealed class ChunkedBody(Stream connection) : Stream
{
    private readonly BufferedStream _in = new(connection, 1 << 16);
    private bool _begun;
    private int _left;
    private bool _ended;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (!_begun) Begin();
        if (_left == 0 && !_ended)
        {
            _left = int.Parse(ReadLine(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            _ended = _left == 0;
        }
        if (_ended) return 0;
        var read = _in.Read(buffer, offset, Math.Min(count, _left));
        if (read == 0) throw new EndOfStreamException("The gateway broke the answer off.");
        _left -= read;
        if (_left == 0) ReadLine();
        return read;
    }

    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Begin()
    {
        var status = ReadLine();
        if (!status.Contains(" 200 ", StringComparison.Ordinal)) throw new InvalidOperationException($"The gateway answered {status}.");
        while (ReadLine().Length > 0) { }
        _begun = true;
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        for (var next = _in.ReadByte(); next != '\n'; next = _in.ReadByte())
        {
            if (next < 0) throw new EndOfStreamException("The gateway broke the answer off.");
            if (next != '\r') line.Append((char)next);
        }
        return line.ToString();
    }
}
