using System.Buffers.Text;
using System.Globalization;
using System.Text;
using TwinGrid.Vitals;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>Writes packets of six vital signs as lines of JSON, cheaply: the sender shares the machine with what it measures. Not safe for concurrent use.</summary>
internal sealed class PacketLines
{
    /// <summary>Different readings of a person; enough that no two that follow each other are alike.</summary>
    private const int Variants = 61;

    /// <summary>The text between what changes: readings, then the time of each.</summary>
    private static readonly byte[][][] Samples = [.. Enumerable.Range(0, Variants).Select(variant => SixSigns.Signs.Select((sign, i) => SampleOf(sign.Signal, SixSigns.Value(variant, variant, i))).ToArray())];

    /// <summary>Longest line.</summary>
    public const int Longest = 1024;

    private readonly byte[] _time = new byte[28];

    /// <summary>Time of observation of the lines that follow.</summary>
    public DateTimeOffset ObservedAt
    {
        set => Encoding.ASCII.GetBytes(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture), _time);
    }

    /// <summary>Writes a line with its end.</summary>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> into, int twin, long sequence)
    {
        var at = 0;
        Put("{\"twinId\":\"bench-"u8, into, ref at);
        Put(twin, into, ref at);
        Put("\",\"deviceId\":\"monitor\",\"sequence\":"u8, into, ref at);
        Put(sequence, into, ref at);
        Put(",\"samples\":["u8, into, ref at);
        foreach (var sample in Samples[(twin + sequence) % Variants])
        {
            if (into[at - 1] != (byte)'[') Put(","u8, into, ref at);
            Put(sample, into, ref at);
            Put(_time, into, ref at);
            Put("\"}"u8, into, ref at);
        }
        Put("]}\n"u8, into, ref at);
        return at;
    }

    private static byte[] SampleOf(Signal signal, double value)
    {
        var definition = SignalCatalogue.Of(signal);
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"code":"{{definition.Code}}","value":{{value}},"unit":"{{definition.Unit}}","observedAt":""") + "\"");
    }

    private static void Put(ReadOnlySpan<byte> text, Span<byte> into, ref int at)
    {
        text.CopyTo(into[at..]);
        at += text.Length;
    }

    private static void Put(long number, Span<byte> into, ref int at)
    {
        Utf8Formatter.TryFormat(number, into[at..], out var written);
        at += written;
    }
}
