using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>Whether a sender may send what a packet says it is.</summary>
internal static class PacketSender
{
    /// <summary>A device sends under its own name only, for the sequence of another is not its to count on. Null when all is well.</summary>
    public static Problem? Objection(VitalsPacket packet, Sight sight) =>
        sight.Device is { } device && device != packet.DeviceId ? Problem.Field("deviceId", "is not the device that the credential names") : null;

    /// <summary>The same of a line, whose twin nobody has looked at yet: one for which the sender may not send is answered as one that is not there.</summary>
    public static async ValueTask<Problem?> ObjectionToTwin(VitalsPacket packet, Sight sight, CancellationToken cancel)
    {
        if (sight.SeesEverything) return null;
        return await sight.May(packet.TwinId, DataClass.Vitals, cancel) ? Objection(packet, sight) : Problem.UnknownTwin(packet.TwinId.Value);
    }
}
