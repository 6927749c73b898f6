using System.Buffers;
using System.IO.Pipelines;

namespace TwinGrid.Gateway.Hl7;

/// <summary>Messages between the marks of MLLP: VT before, FS and CR after.</summary>
internal static class MllpFrames
{
    /// <summary>Most bytes a message may have: 1 MiB.</summary>
    public const int Limit = 1 << 20;

    private const byte Before = 0x0b, After = 0x1c, End = 0x0d;

    /// <summary>The next message; null when the sender is gone. Bytes between messages are passed over.</summary>
    /// <exception cref="InvalidDataException">A message is too long: the connection is of no more use.</exception>
    public static async Task<byte[]?> Next(PipeReader reader, CancellationToken cancel)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancel);
            var buffer = read.Buffer;
            if (TryCut(ref buffer, out var message))
            {
                reader.AdvanceTo(buffer.Start);
                return message;
            }
            if (buffer.Length > Limit) throw new InvalidDataException($"a message is longer than {Limit} bytes");
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) return null;
        }
    }

    /// <summary>An answer between its marks.</summary>
    public static byte[] Framed(ReadOnlySpan<byte> message) => [Before, .. message, After, End];

    private static bool TryCut(ref ReadOnlySequence<byte> buffer, out byte[]? message)
    {
        message = null;
        if (buffer.PositionOf(Before) is not { } start)
        {
            buffer = buffer.Slice(buffer.End);
            return false;
        }
        buffer = buffer.Slice(start);
        if (buffer.PositionOf(After) is not { } end) return false;
        message = buffer.Slice(buffer.GetPosition(1), end).ToArray();
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        if (buffer.Length > 0 && buffer.FirstSpan[0] == End) buffer = buffer.Slice(1);
        return true;
    }
}
