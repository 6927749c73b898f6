using System.Net;
using System.Net.Sockets;
using MQTTnet;
using MQTTnet.Formatter;

namespace TwinGrid.Gateway.Tests.Imports;

internal static class RecordedMqtt
{
    /// <summary>What a client of MQTT 5 says to connect and publish, as bytes.</summary>
    public static async Task<byte[]> Of(MqttApplicationMessage publication)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new MqttClientFactory().CreateMqttClient();
        var gone = new TaskCompletionSource();
        client.DisconnectedAsync += _ =>
        {
            gone.TrySetResult();
            return Task.CompletedTask;
        };
        var connecting = client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port).WithProtocolVersion(MqttProtocolVersion.V500).WithClientId("spoilt").Build());
        using var line = await listener.AcceptTcpClientAsync();
        var (said, buffer) = (new List<byte>(), new byte[4096]);
        said.AddRange(buffer.AsSpan(0, await line.GetStream().ReadAsync(buffer)));
        await line.GetStream().WriteAsync((byte[])[0x20, 3, 0, 0, 0]); // CONNACK
        await connecting;
        var publishing = client.PublishAsync(publication);
        said.AddRange(buffer.AsSpan(0, await line.GetStream().ReadAsync(buffer)));
        line.Close();
        await Should.ThrowAsync<Exception>(() => publishing);
        await gone.Task; // it may not be disposed of while it still tidies up
        return [.. said];
    }
}
