using System.IO.Compression;
using TwinGrid.Alerts;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Alerts;

/// <summary>Alerts that are only remembered, as they are stored: their sentences are much alike, and compressed together they take a third.</summary>
internal static class PackedAlerts
{
    private const byte Layout = 1;
    private const int Quality = 5, WindowBits = 16;

    public static byte[] Of(IReadOnlyList<Alert> alerts)
    {
        if (alerts.Count == 0) return [];
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write7BitEncodedInt(alerts.Count);
        foreach (var alert in alerts) Write(writer, alert);
        writer.Flush();
        var packed = new byte[1 + BrotliEncoder.GetMaxCompressedLength((int)bytes.Length)];
        packed[0] = Layout;
        return BrotliEncoder.TryCompress(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), packed.AsSpan(1), out var length, Quality, WindowBits)
            ? packed[..(1 + length)]
            : throw new InvalidOperationException("Brotli did not keep to its greatest length.");
    }

    public static List<Alert> Read(byte[] packed)
    {
        if (packed.Length == 0) return [];
        if (packed[0] != Layout) throw new InvalidDataException($"Alerts in layout {packed[0]}; this version reads layout {Layout}.");
        using var reader = new BinaryReader(new BrotliStream(new MemoryStream(packed, 1, packed.Length - 1, writable: false), CompressionMode.Decompress));
        var alerts = new List<Alert>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--) alerts.Add(Read(reader));
        return alerts;
    }

    private static void Write(BinaryWriter writer, Alert alert)
    {
        writer.Write(alert.Id);
        writer.Write(alert.TwinId.Value);
        writer.Write(alert.Rule);
        writer.Write((byte)alert.Severity);
        writer.Write7BitEncodedInt((int)alert.Signal);
        writer.Write((byte)alert.Direction);
        writer.Write(alert.Value is not null);
        if (alert.Value is { } value) writer.Write(value);
        writer.Write(alert.Unit);
        writer.Write((byte)alert.Trend);
        writer.Write(alert.RaisedAt.UtcTicks);
        Write(writer, alert.ObservedAt);
        writer.Write((byte)alert.State);
        writer.Write(alert.Reason);
        writer.Write(alert.ModelVersion);
        Write(writer, alert.DeviceId);
        Write(writer, alert.SnoozedUntil);
        writer.Write7BitEncodedInt(alert.Version);
        writer.Write7BitEncodedInt(alert.Steps.Count);
        foreach (var (at, action, who, note) in alert.Steps)
        {
            writer.Write(at.UtcTicks);
            writer.Write(action);
            writer.Write(who);
            Write(writer, note);
        }
    }

    private static Alert Read(BinaryReader reader) => new(
        reader.ReadString(), ReadTwin(reader), reader.ReadString(), (Severity)reader.ReadByte(), (Signal)reader.Read7BitEncodedInt(),
        (Direction)reader.ReadByte(), reader.ReadBoolean() ? reader.ReadDouble() : null, reader.ReadString(), (Trend)reader.ReadByte(),
        new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero), ReadTime(reader), (AlertState)reader.ReadByte(), reader.ReadString(), reader.ReadString(),
        ReadText(reader), ReadTime(reader), reader.Read7BitEncodedInt(), ReadSteps(reader));

    private static AlertStep[] ReadSteps(BinaryReader reader)
    {
        var steps = new AlertStep[reader.Read7BitEncodedInt()];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = new AlertStep(new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero), reader.ReadString(), reader.ReadString(), ReadText(reader));
        return steps;
    }

    private static TwinId ReadTwin(BinaryReader reader) => reader.ReadString() is { Length: > 0 } id ? TwinId.Parse(id) : default;

    private static void Write(BinaryWriter writer, DateTimeOffset? time)
    {
        writer.Write(time is not null);
        if (time is { } at) writer.Write(at.UtcTicks);
    }

    private static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null) writer.Write(text);
    }

    private static DateTimeOffset? ReadTime(BinaryReader reader) => reader.ReadBoolean() ? new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero) : null;

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}
