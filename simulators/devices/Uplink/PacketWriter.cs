using System.Buffers;
using System.Globalization;
using System.Text.Json;
using TwinGrid.Vitals;

namespace TwinGrid.Devices.Uplink;

/// <summary>Writes packets as newline-delimited JSON, the form of <c>POST /v1/vitals</c>.</summary>
public static class PacketWriter
{
    public static byte[] Lines(IReadOnlyList<OutgoingPacket> packets)
    {
        var buffer = new ArrayBufferWriter<byte>(packets.Count * 512);
        using var json = new Utf8JsonWriter(buffer);
        foreach (var packet in packets)
        {
            Write(json, packet);
            json.Flush();
            buffer.Write("\n"u8);
            json.Reset();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, OutgoingPacket packet)
    {
        json.WriteStartObject();
        json.WriteString("twinId", packet.TwinId.Value);
        json.WriteString("deviceId", packet.DeviceId);
        json.WriteNumber("sequence", packet.Sequence);
        json.WriteStartArray("samples");
        foreach (var sample in packet.Samples) Write(json, sample);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in OutgoingSample sample)
    {
        json.WriteStartObject();
        json.WriteString("code", sample.Code);
        if (SignalCatalogue.Find(sample.Code) is { IsCoded: true } coded) json.WriteString("value", CodedValues.Letter(coded.Signal, sample.Value));
        else json.WriteNumber("value", sample.Value);
        json.WriteString("unit", sample.Unit);
        json.WriteString("observedAt", sample.ObservedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        if (StatusWord(sample.Status) is { } status) json.WriteString("status", status);
        json.WriteEndObject();
    }

    private static string? StatusWord(SampleStatus status) => status switch
    {
        SampleStatus.Corrected => "corrected",
        SampleStatus.EnteredInError => "entered-in-error",
        _ => null,
    };
}
