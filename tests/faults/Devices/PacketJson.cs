using System.Globalization;
using System.Text.Json.Nodes;
using TwinGrid.Faults.Histories;

namespace TwinGrid.Faults.Devices;

/// <summary>A packet as the API takes it.</summary>
internal static class PacketJson
{
    public static JsonObject Of(SentPacket packet) => new()
    {
        ["deviceId"] = packet.Device,
        ["sequence"] = packet.Sequence,
        ["samples"] = new JsonArray([.. packet.Samples.Select(Of)]),
    };

    private static JsonObject Of(SentSample sample) => new()
    {
        ["code"] = sample.Code,
        ["value"] = sample.Value,
        ["unit"] = sample.Unit,
        ["observedAt"] = sample.ObservedAt.ToString("O", CultureInfo.InvariantCulture),
        ["status"] = sample.Status,
    };
}
