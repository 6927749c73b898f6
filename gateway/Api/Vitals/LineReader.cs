namespace TwinGrid.Gateway.Api.Vitals;

internal enum LineFault { None, TooLong, StreamTooLong, StreamIdle, GatewayStops }

internal static class LineFaults
{
    /// <summary>True for what ends the stream, not only the line.</summary>
    public static bool EndsTheStream(this LineFault fault) => fault is LineFault.StreamTooLong or LineFault.StreamIdle or LineFault.GatewayStops;
}

/// <summary>One line of a stream; its text stands only until the next one is read.</summary>
/// <param name="Number">From 1, blank lines counted.</param>
internal readonly record struct Line(int Number, ReadOnlyMemory<byte> Utf8, LineFault Fault);

/// <summary>
/// Cuts a body into lines as it arrives, holding no more than one line. Blank lines are passed over; one that is too long is passed over too, and said.
/// When the stream as a whole is too long or stands still, or the gateway stops, the last line says so.
/// </summary>
/// <param name="closing">The gateway stops: no more is read.</param>
internal sealed class LineReader(Stream body, StreamLimits limits, TimeProvider time, CancellationToken closing)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _scanned;
    private int _end;
    private int _number;
    private long _taken;
    private bool _isSkipping;
    private bool _isOver;
    private LineFault _ending = LineFault.None;

    /// <summary>The next line that is not blank; null at the end.</summary>
    public async ValueTask<Line?> Next(CancellationToken cancel)
    {
        while (true)
        {
            while (FindLine() is { } line)
                if (line.Fault != LineFault.None || !IsBlank(line.Utf8.Span)) return line;
            if (_isOver) return Rest();
            if (_end - _start > limits.LineBytes) Skip();
            await Fill(cancel);
        }
    }

    private Line? FindLine()
    {
        var at = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
        if (at < 0)
        {
            _scanned = _end;
            return null;
        }
        var text = _buffer.AsMemory(_start, _scanned + at - _start);
        _start = _scanned = _scanned + at + 1;
        var isTooLong = _isSkipping || text.Length > limits.LineBytes;
        _isSkipping = false;
        return new Line(++_number, isTooLong ? default : text, isTooLong ? LineFault.TooLong : LineFault.None);
    }

    /// <summary>What stands after the last line break: a line like others, unless the stream was cut.</summary>
    private Line? Rest()
    {
        var text = _buffer.AsMemory(_start, _end - _start);
        var (fault, isSkipping) = (_ending, _isSkipping);
        (_start, _scanned, _isSkipping, _ending) = (_end, _end, false, LineFault.None);
        if (fault == LineFault.None && (isSkipping || text.Length > limits.LineBytes)) fault = LineFault.TooLong;
        if (fault != LineFault.None) return new Line(++_number, default, fault);
        return IsBlank(text.Span) ? null : new Line(++_number, text, LineFault.None);
    }

    private void Skip() => (_isSkipping, _start, _scanned, _end) = (true, 0, 0, 0);

    private async ValueTask Fill(CancellationToken cancel)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _scanned, _end) = (0, _scanned - _start, _end - _start);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = await Read(cancel);
        var allowed = (int)Math.Min(read, limits.StreamBytes - _taken);
        (_end, _taken) = (_end + allowed, _taken + read);
        if (read == 0) _isOver = true;
        if (allowed < read) (_isOver, _ending) = (true, LineFault.StreamTooLong);
    }

    private async ValueTask<int> Read(CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(limits.Idle, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token, closing);
        try
        {
            return await body.ReadAsync(_buffer.AsMemory(_end), either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            _ending = closing.IsCancellationRequested ? LineFault.GatewayStops : LineFault.StreamIdle;
            return 0;
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;
}

/// <summary>How much one stream may bring.</summary>
/// <param name="LineBytes">Longest line.</param>
/// <param name="StreamBytes">Longest stream.</param>
/// <param name="Idle">Longest silence.</param>
internal sealed record StreamLimits(int LineBytes, long StreamBytes, TimeSpan Idle)
{
    public static StreamLimits Standard { get; } = new(1 << 20, 64L << 20, TimeSpan.FromMinutes(10));
}
