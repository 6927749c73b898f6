using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace TwinGrid.Gateway.Mqtt;

/// <summary>One connection. A CONNECT with a will is answered by a CONNACK that says why not, and is the end of the line: a device that relied on its will would not be told otherwise that nobody acts on it.</summary>
/// <remarks>MQTT 5, 3.2.2.2: 0x90, "the Will Topic Name is not malformed, but is not accepted by this Server"; of the six codes of MQTT 3.1.1, 3.2.2.3, "not authorized" is the one after which clients do not try again.</remarks>
internal sealed class WillRefusingLine(IMqttChannelAdapter line) : IMqttChannelAdapter
{
    public const string Reason = "Wills are not acted on here: connect without one.";

    public long BytesReceived => line.BytesReceived;

    public long BytesSent => line.BytesSent;

    public X509Certificate2 ClientCertificate => line.ClientCertificate;

    public EndPoint LocalEndPoint => line.LocalEndPoint;

    public EndPoint RemoteEndPoint => line.RemoteEndPoint;

    public bool IsSecureConnection => line.IsSecureConnection;

    public MqttPacketFormatterAdapter PacketFormatterAdapter => line.PacketFormatterAdapter;

    public Task ConnectAsync(CancellationToken cancellationToken) => line.ConnectAsync(cancellationToken);

    public Task DisconnectAsync(CancellationToken cancellationToken) => line.DisconnectAsync(cancellationToken);

    public Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken) => line.SendPacketAsync(packet, cancellationToken);

    public void ResetStatistics() => line.ResetStatistics();

    public void Dispose() => line.Dispose();

    /// <summary>The next packet; null where the line has ended, and instead of a CONNECT with a will.</summary>
    public async Task<MqttPacket?> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        var packet = await line.ReceivePacketAsync(cancellationToken);
        if (packet is not MqttConnectPacket { WillFlag: true }) return packet;
        var refusal = new MqttConnAckPacket { ReasonCode = MqttConnectReasonCode.TopicNameInvalid, ReturnCode = MqttConnectReturnCode.ConnectionRefusedNotAuthorized, ReasonString = Reason };
        await line.SendPacketAsync(refusal, cancellationToken);
        return null;
    }
}
