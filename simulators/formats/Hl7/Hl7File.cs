namespace TwinGrid.Formats.Hl7;

/// <summary>Messages in a file: one after the other, within the marks of MLLP or not, within a batch (FHS, BHS) or not.</summary>
public static class Hl7File
{
    private const int MostMessages = 10_000;

    private static readonly byte[][] Envelope = ["FHS"u8.ToArray(), "BHS"u8.ToArray(), "BTS"u8.ToArray(), "FTS"u8.ToArray()];

    /// <summary>Cuts a file into its messages.</summary>
    /// <exception cref="UnreadableFileException">It has too many.</exception>
    public static IReadOnlyList<byte[]> Messages(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("\uFEFF"u8)) file = file[3..];
        var (messages, open) = (new List<byte[]>(), new List<byte>());
        foreach (var range in Lines(file))
        {
            var line = file[range].Trim("\v\u001c"u8);
            if (line.StartsWith("\uFEFF"u8)) line = line[3..];
            if (line.Length == 0 || IsEnvelope(line)) continue;
            if (line.StartsWith("MSH"u8)) Close(messages, open);
            open.AddRange(line);
            open.Add((byte)'\r');
        }
        Close(messages, open);
        return messages;
    }

    private static List<Range> Lines(ReadOnlySpan<byte> file)
    {
        var (lines, start) = (new List<Range>(), 0);
        for (var i = 0; i <= file.Length; i++)
        {
            if (i < file.Length && file[i] is not ((byte)'\r' or (byte)'\n')) continue;
            if (i > start) lines.Add(start..i);
            start = i + 1;
        }
        return lines;
    }

    private static bool IsEnvelope(ReadOnlySpan<byte> line)
    {
        foreach (var mark in Envelope)
            if (line.StartsWith(mark)) return true;
        return false;
    }

    private static void Close(List<byte[]> messages, List<byte> open)
    {
        if (open.Count == 0) return;
        if (messages.Count == MostMessages) throw new UnreadableFileException($"message {MostMessages + 1}", $"is one too many; a file may have {MostMessages}");
        messages.Add([.. open]);
        open.Clear();
    }
}
