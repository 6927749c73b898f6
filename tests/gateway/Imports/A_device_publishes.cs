using System.Net;
using System.Net.Sockets;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Imports;

public sealed class A_device_publishes : Gateway
{
    private readonly int _port = Free();

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal) { ["TwinGrid:Mqtt:Port"] = $"{_port}" };

    private IReadOnlyList<VitalsPacket> Packets => [.. Log.All.Select(logged => logged.Record).OfType<VitalsPacket>()];

    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task a_packet_is_acknowledged_when_the_log_has_flushed(MqttQualityOfServiceLevel quality)
    {
        await Registered();
        var flush = new TaskCompletionSource();
        Log.Flush = flush.Task;
        using var client = await Connected();
        var sending = client.PublishAsync(Message("twins/p1/vitals", Packet(), quality));
        await Eventually(() => Packets.Count == 1);
        sending.IsCompleted.ShouldBeFalse();
        flush.SetResult();
        (await sending).ReasonCode.ShouldBe(MqttClientPublishReasonCode.Success);
        Packets[0].Samples[0].Value.ShouldBe(72);
    }

    [Fact]
    public async Task what_is_not_taken_is_said_with_its_reason_and_the_line_goes_on()
    {
        await Registered();
        using var client = await Connected();
        await Refused(client, Message("twins/p1/vitals", Packet(unit: "mmol/L")), MqttClientPublishReasonCode.PayloadFormatInvalid, "samples[0].unit must be /min");
        await Refused(client, Message("elsewhere", Packet()), MqttClientPublishReasonCode.TopicNameInvalid, "must be twins/{id}/vitals");
        await Refused(client, Message("twins/nobody/vitals", Packet()), MqttClientPublishReasonCode.NotAuthorized, "No twin 'nobody'");
        await Refused(client, new MqttApplicationMessageBuilder().WithTopic("twins/p1/vitals").WithPayload(Packet()).WithRetainFlag().WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(), MqttClientPublishReasonCode.ImplementationSpecificError, "Retained messages are not kept here");
        Packets.ShouldBeEmpty();
        (await client.PublishAsync(Message("twins/p1/vitals", Packet()))).ReasonCode.ShouldBe(MqttClientPublishReasonCode.Success);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V500, MqttClientConnectResultCode.TopicNameInvalid)]
    [InlineData(MqttProtocolVersion.V311, MqttClientConnectResultCode.NotAuthorized)]
    public async Task a_client_with_a_will_is_not_let_in(MqttProtocolVersion version, MqttClientConnectResultCode code)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _port).WithProtocolVersion(version).WithClientId("monitor").WithWillTopic("wards/7/offline").WithWillPayload("monitor").Build();
        var answer = await client.ConnectAsync(options);
        answer.ResultCode.ShouldBe(code);
        if (version == MqttProtocolVersion.V500) answer.ReasonString.ShouldStartWith("Wills are not acted on here");
    }

    [Fact]
    public async Task nobody_subscribes()
    {
        using var client = await Connected();
        var answer = await client.SubscribeAsync("twins/p1/vitals");
        answer.Items.ShouldHaveSingleItem().ResultCode.ShouldBe(MqttClientSubscribeResultCode.NotAuthorized);
    }

    [Fact]
    public async Task an_old_client_that_cannot_be_told_loses_its_connection_rather_than_being_acknowledged()
    {
        await Registered();
        using var client = await Connected(MqttProtocolVersion.V311);
        await Should.ThrowAsync<Exception>(() => client.PublishAsync(Message("twins/p1/vitals", "{}")));
        Packets.ShouldBeEmpty();
    }

    private static async Task Refused(IMqttClient client, MqttApplicationMessage message, MqttClientPublishReasonCode code, string reason)
    {
        var answer = await client.PublishAsync(message);
        answer.ReasonCode.ShouldBe(code, answer.ReasonString);
        answer.ReasonString.ShouldStartWith(reason);
    }

    private static MqttApplicationMessage Message(string topic, string payload, MqttQualityOfServiceLevel quality = MqttQualityOfServiceLevel.AtLeastOnce) =>
        new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(Encoding.UTF8.GetBytes(payload)).WithQualityOfServiceLevel(quality).Build();

    private async Task<IMqttClient> Connected(MqttProtocolVersion version = MqttProtocolVersion.V500)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _port).WithProtocolVersion(version).WithClientId("monitor").Build());
        return client;
    }

    private static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
