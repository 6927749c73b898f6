using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>One kept-alive connection that asks by GET and reads the answer to its end: HTTP/1.1 by hand, cheaper than what it measures.</summary>
/// <param name="token">Access token to show; null for none.</param>
internal sealed class GetConnection(Uri server, string? token = null) : IDisposable
{
    private readonly TcpClient _connection = new() { NoDelay = true };
    private readonly string _shown = token is null ? "" : $"Authorization: Bearer {token}\r\n";
    private byte[] _buffer = new byte[1 << 14];

    /// <summary>Bytes of the answer, head included.</summary>
    /// <exception cref="InvalidOperationException">It was not 200.</exception>
    public async ValueTask<int> Get(string path)
    {
        if (!_connection.Connected) await _connection.ConnectAsync(server.Host, server.Port);
        var stream = _connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\n{_shown}\r\n"));
        for (var length = 0; ;)
        {
            if (length == _buffer.Length) Array.Resize(ref _buffer, 2 * length);
            var read = await stream.ReadAsync(_buffer.AsMemory(length));
            if (read == 0) throw new EndOfStreamException("The gateway broke the answer off.");
            length += read;
            if (IsWhole(_buffer.AsSpan(0, length))) return length;
        }
    }

    public void Dispose() => _connection.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        if (!answer.StartsWith("HTTP/1.1 200"u8)) throw new InvalidOperationException($"The gateway answered {Encoding.ASCII.GetString(answer[..head])}.");
        var named = answer[..head].IndexOf("Content-Length: "u8);
        if (named < 0) return answer.EndsWith("\r\n0\r\n\r\n"u8); // chunked
        return Utf8Parser.TryParse(answer[(named + 16)..], out int body, out _) && answer.Length == head + 4 + body;
    }
}
