using System.Buffers.Binary;
using System.Buffers.Text;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Api.Events;

/// <summary>A place in the events of all desks, one mark per partition, as compact text: the <c>id</c> of a server-sent event. Any gateway can read it.</summary>
internal static class EventMarks
{
    private const int Longest = 16 * 1024;
    private const int Width = 16;

    public static string Format(ReadOnlySpan<EventMark?> marks)
    {
        var bytes = new byte[marks.Length * Width];
        for (var i = 0; i < marks.Length; i++)
        {
            var (epoch, sequence) = marks[i] ?? default;
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(i * Width), epoch);
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(i * Width + 8), sequence);
        }
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a place; null when the text is none for so many partitions.</summary>
    public static EventMark?[]? Parse(string text, int partitions)
    {
        if (text.Length > Longest || !Base64Url.IsValid(text, out var length) || length != partitions * Width) return null;
        var bytes = Base64Url.DecodeFromChars(text);
        var marks = new EventMark?[partitions];
        for (var i = 0; i < partitions; i++)
        {
            var epoch = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(i * Width));
            var sequence = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(i * Width + 8));
            marks[i] = epoch == 0 ? null : new EventMark(epoch, sequence);
        }
        return marks;
    }
}
