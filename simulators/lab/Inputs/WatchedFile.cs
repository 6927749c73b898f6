using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Inputs;

/// <summary>A file that is read from its beginning to its end, with a bar where somebody waits for it.</summary>
internal sealed class WatchedFile : Stream
{
    private const int Parts = 100;

    private readonly Stream _file;
    private readonly Action _step;
    private int _told;

    private WatchedFile(Stream file, Action step) => (_file, _step) = (file, step);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _file.Length;

    public override long Position { get => _file.Position; set => _file.Position = value; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="RefusedInputException">There is no such file, or it may not be read.</exception>
    public static T Through<T>(Workbench bench, string file, Func<Stream, T> read)
    {
        using var opened = InputFile.Open(file);
        T? found = default;
        bench.LongWork("Reading", Parts, step =>
        {
            using var watched = new WatchedFile(opened, step);
            found = read(watched);
        });
        return found!;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = _file.Read(buffer);
        for (; _file.Length > 0 && _told < _file.Position * Parts / _file.Length; _told++) _step();
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => _file.Seek(offset, origin);

    public override void Flush()
    {
        // nothing is written
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
