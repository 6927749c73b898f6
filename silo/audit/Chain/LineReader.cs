namespace TwinGrid.Audit.Chain;

/// <summary>Reads a file line by line, as bytes. A line that has no end is told apart from one that has.</summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>Longest line: far more than any event takes.</summary>
    private const int Longest = 16 << 20;

    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>Where the next line begins, bytes from the beginning of the stream's reading.</summary>
    public long Position { get; private set; }

    /// <summary>The next line without its end; false at the end of the file.</summary>
    /// <param name="isWhole">False where the file ends before the line does.</param>
    public bool TryRead(out ReadOnlySpan<byte> line, out bool isWhole)
    {
        while (true)
        {
            var found = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = _buffer.AsSpan(_start, found);
                _start += found + 1;
                Position += found + 1;
                return isWhole = true;
            }
            if (_atEnd || _end - _start > Longest)
            {
                line = _buffer.AsSpan(_start, _end - _start);
                isWhole = false;
                var any = line.Length > 0;
                _start = _end;
                return any;
            }
            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = stream.Read(_buffer.AsSpan(_end));
        _atEnd = read == 0;
        _end += read;
    }
}
