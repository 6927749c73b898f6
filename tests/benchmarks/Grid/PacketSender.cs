using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>
/// One connection that streams packets to <c>POST /v1/vitals</c> and reads the answers as they come: HTTP/1.1 by hand, so that sending costs little of the machine.
/// </summary>
/// <param name="twins">The twins it sends for, by turns.</param>
/// <param name="first">Sequence the packets of every twin begin at.</param>
/// <param name="mostUnanswered">Packets on their way at once.</param>
internal sealed class PacketSender(Uri gateway, int[] twins, long first, int mostUnanswered) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(4);

    private readonly TcpClient _connection = new() { NoDelay = true };
    private readonly List<long> _sentAt = [];
    private readonly Lock _gate = new();
    private long _answered;

    /// <summary>Packets that were acknowledged.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>From sending to acknowledgement, of those that <see cref="IsMeasured"/> was set for.</summary>
    public Percentiles Times { get; } = new();

    /// <summary>Offset at which the newest packet of each twin was acknowledged.</summary>
    public Dictionary<int, long> Offsets { get; } = [];

    /// <summary>Told of each acknowledgement that is measured: twin, offset, when it was sent.</summary>
    public Action<int, long, long>? OnAcknowledged { get; set; }

    public bool IsMeasured { get; set; }

    /// <summary>Sends for a while: as fast as answers come, or at a rate; then awaits the last answers.</summary>
    public async Task Run(TimeSpan length, double? packetsPerSecond)
    {
        await _connection.ConnectAsync(gateway.Host, gateway.Port);
        var stream = _connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/vitals HTTP/1.1\r\nHost: {gateway.Authority}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"));
        var answers = Task.Factory.StartNew(() => Read(stream), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var (lines, buffer, sent, watch) = (new PacketLines(), new byte[64 * PacketLines.Longest], 0L, Stopwatch.StartNew());
        while (watch.Elapsed < length && !answers.IsCompleted)
        {
            var due = packetsPerSecond is { } rate ? (long)(rate * watch.Elapsed.TotalSeconds) - sent : long.MaxValue;
            var count = (int)Math.Min(Math.Min(due, 63), mostUnanswered - (sent - Interlocked.Read(ref _answered)));
            if (count <= 0)
            {
                await Task.Delay(Beat, TimeProvider.System);
                continue;
            }
            lines.ObservedAt = TimeProvider.System.GetUtcNow();
            var at = 10; // room for the length of the chunk
            for (var i = 0; i < count; i++, sent++) at += lines.Write(buffer.AsSpan(at), twins[sent % twins.Length], first + sent / twins.Length);
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{at - 10:x8}\r\n"), buffer);
            "\r\n"u8.CopyTo(buffer.AsSpan(at));
            lock (_gate) _sentAt.AddRange(Enumerable.Repeat(Stopwatch.GetTimestamp(), count));
            await stream.WriteAsync(buffer.AsMemory(0, at + 2));
        }
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
        await answers;
        if (_answered != sent) throw new InvalidOperationException($"{sent} packets were sent, but {_answered} answered.");
    }

    public void Dispose() => _connection.Dispose();

    private void Read(Stream stream)
    {
        using var reader = new StreamReader(new ChunkedBody(stream), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, 1 << 16);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0) continue;
            var number = (int)NumberAfter(line, "\"line\":") - 1;
            if (NumberAfter(line, "\"status\":") != 202) throw new InvalidOperationException($"A packet was refused: {line}");
            Acknowledged++;
            var (twin, offset) = (twins[number % twins.Length], NumberAfter(line, "\"offset\":"));
            Offsets[twin] = offset;
            if (IsMeasured)
            {
                long sentAt;
                lock (_gate) sentAt = _sentAt[number];
                Times.Add(Stopwatch.GetElapsedTime(sentAt));
                OnAcknowledged?.Invoke(twin, offset, sentAt);
            }
            Interlocked.Increment(ref _answered);
        }
    }

    private static long NumberAfter(string line, string name)
    {
        var at = line.IndexOf(name, StringComparison.Ordinal) + name.Length;
        var number = 0L;
        while (at < line.Length && char.IsAsciiDigit(line[at])) number = 10 * number + line[at++] - '0';
        return number;
    }
}
