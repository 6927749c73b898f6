using System.Buffers;
using System.Text;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.LowLevelClient;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using TwinGrid.Testbed;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Imports;

/// <summary>Packet by packet, as a library for MQTT would not do it by itself.</summary>
public sealed class A_device_loses_its_line : Gateway
{
    private readonly int _port = LoopbackPort.Free();

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal) { ["TwinGrid:Mqtt:Port"] = $"{_port}" };

    private IReadOnlyList<VitalsPacket> Packets => [.. Log.All.Select(logged => logged.Record).OfType<VitalsPacket>()];

    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task what_it_sends_again_when_it_comes_back_counts_once(MqttQualityOfServiceLevel quality)
    {
        await Registered();
        using (var line = await Open())
        {
            await line.SendAsync(Publication(quality), default);
            await Eventually(() => Packets.Count == 1);
        } // before the acknowledgement is read

        await Insisting(async () =>
        {
            using var again = await Open();
            await again.SendAsync(Publication(quality, isDuplicate: true), default);
            if (quality == MqttQualityOfServiceLevel.AtLeastOnce)
            {
                (await again.ReceiveAsync(default)).ShouldBeOfType<MqttPubAckPacket>().ReasonCode.ShouldBe(MqttPubAckReasonCode.Success);
                return;
            }
            (await again.ReceiveAsync(default)).ShouldBeOfType<MqttPubRecPacket>().ReasonCode.ShouldBe(MqttPubRecReasonCode.Success);
            await again.SendAsync(new MqttPubRelPacket { PacketIdentifier = 7 }, default);
            (await again.ReceiveAsync(default)).ShouldBeOfType<MqttPubCompPacket>().PacketIdentifier.ShouldBe((ushort)7);
        });
        Packets.Count.ShouldBeGreaterThan(1);
        Packets.Select(packet => (packet.DeviceId, packet.Sequence)).Distinct().ShouldHaveSingleItem(); // by which the twin takes it once
    }

    [Fact]
    public async Task it_is_told_on_arrival_what_may_be_done_here()
    {
        using var line = new MqttClientFactory().CreateLowLevelMqttClient();
        var welcome = await Greeted(line);
        (welcome.ReceiveMaximum, welcome.RetainAvailable, welcome.WildcardSubscriptionAvailable).ShouldBe(((ushort)32, false, false));
        welcome.ReasonString.ShouldContain("Nothing is retained");
    }

    [Fact]
    public async Task one_that_leaves_its_name_to_the_server_is_given_one()
    {
        await Registered();
        using var line = new MqttClientFactory().CreateLowLevelMqttClient();
        await line.ConnectAsync(Options(), default);
        await line.SendAsync(new MqttConnectPacket { ClientId = "", CleanSession = true, KeepAlivePeriod = 60 }, default);
        (await line.ReceiveAsync(default)).ShouldBeOfType<MqttConnAckPacket>().AssignedClientIdentifier.ShouldStartWith("assigned-");
        await line.SendAsync(Publication(MqttQualityOfServiceLevel.AtLeastOnce), default);
        (await line.ReceiveAsync(default)).ShouldBeOfType<MqttPubAckPacket>().ReasonCode.ShouldBe(MqttPubAckReasonCode.Success);
        Packets.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V500)]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V310)]
    public async Task with_a_will_it_is_refused_and_leaves_nothing_behind(MqttProtocolVersion version)
    {
        await Registered();
        using (var line = new MqttClientFactory().CreateLowLevelMqttClient())
        {
            await line.ConnectAsync(Options(version), default);
            await line.SendAsync(new MqttConnectPacket { ClientId = "monitor", CleanSession = true, KeepAlivePeriod = 60, WillFlag = true, WillTopic = "twins/p1/vitals", WillMessage = Encoding.UTF8.GetBytes(Packet()), WillQoS = MqttQualityOfServiceLevel.AtLeastOnce }, default);
            var answer = (await line.ReceiveAsync(default)).ShouldBeOfType<MqttConnAckPacket>();
            if (version == MqttProtocolVersion.V500)
            {
                answer.ReasonCode.ShouldBe(MqttConnectReasonCode.TopicNameInvalid);
                answer.ReasonString.ShouldBe("Wills are not acted on here: connect without one.");
            }
            else
            {
                answer.ReturnCode.ShouldBe(MqttConnectReturnCode.ConnectionRefusedNotAuthorized);
            }
            answer.IsSessionPresent.ShouldBeFalse();
            (await IsEnded(line)).ShouldBeTrue();
        }
        using var next = await Open();
        await next.SendAsync(Publication(MqttQualityOfServiceLevel.AtLeastOnce), default);
        (await next.ReceiveAsync(default)).ShouldBeOfType<MqttPubAckPacket>();
        Packets.ShouldHaveSingleItem().Sequence.ShouldBe(5);
    }

    [Fact]
    public async Task a_will_takes_no_line_from_who_has_the_name()
    {
        await Registered();
        using var line = await Open();
        using (var other = new MqttClientFactory().CreateLowLevelMqttClient())
        {
            await other.ConnectAsync(Options(), default);
            await other.SendAsync(new MqttConnectPacket { ClientId = "monitor", CleanSession = true, WillFlag = true, WillTopic = "wards/7/offline" }, default);
            (await other.ReceiveAsync(default)).ShouldBeOfType<MqttConnAckPacket>().ReasonCode.ShouldBe(MqttConnectReasonCode.TopicNameInvalid);
        }
        await line.SendAsync(Publication(MqttQualityOfServiceLevel.AtLeastOnce), default);
        (await line.ReceiveAsync(default)).ShouldBeOfType<MqttPubAckPacket>().ReasonCode.ShouldBe(MqttPubAckReasonCode.Success);
    }

    [Fact]
    public async Task while_the_log_does_not_flush_the_next_packet_is_not_taken()
    {
        await Registered();
        var flush = new TaskCompletionSource();
        Log.Flush = flush.Task;
        using var line = await Open();
        for (ushort id = 1; id <= 5; id++) await line.SendAsync(Publication(MqttQualityOfServiceLevel.AtLeastOnce, id, sequence: id), default);
        await Eventually(() => Packets.Count == 1);
        flush.SetResult();
        for (ushort id = 1; id <= 5; id++) (await line.ReceiveAsync(default)).ShouldBeOfType<MqttPubAckPacket>().PacketIdentifier.ShouldBe(id);
        Packets.Select(packet => packet.Sequence).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task nothing_is_no_packet()
    {
        using var line = await Open();
        await line.SendAsync(new MqttPublishPacket { Topic = "twins/p1/vitals", PacketIdentifier = 7, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }, default);
        (await line.ReceiveAsync(default)).ShouldBeOfType<MqttPubAckPacket>().ReasonCode.ShouldBe(MqttPubAckReasonCode.PayloadFormatInvalid);
    }

    /// <summary>As a device does: while its old line is being cleared away, a new one of the same name may be cut too.</summary>
    private static async Task Insisting(Func<Task> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await work();
                return;
            }
            catch (MqttCommunicationException) when (attempt < 20)
            {
                continue; // comes back once more
            }
        }
    }

    private async Task<ILowLevelMqttClient> Open()
    {
        var line = new MqttClientFactory().CreateLowLevelMqttClient();
        (await Greeted(line)).ReasonCode.ShouldBe(MqttConnectReasonCode.Success);
        return line;
    }

    private async Task<MqttConnAckPacket> Greeted(ILowLevelMqttClient line)
    {
        await line.ConnectAsync(Options(), default);
        await line.SendAsync(new MqttConnectPacket { ClientId = "monitor", CleanSession = false, SessionExpiryInterval = 600, KeepAlivePeriod = 60 }, default);
        return (await line.ReceiveAsync(default)).ShouldBeOfType<MqttConnAckPacket>();
    }

    /// <summary>Whether the gateway closes the line after what it said last.</summary>
    private static async Task<bool> IsEnded(ILowLevelMqttClient line)
    {
        try
        {
            return await line.ReceiveAsync(default) is null;
        }
        catch (MqttCommunicationException)
        {
            return true;
        }
    }

    private MqttClientOptions Options(MqttProtocolVersion version = MqttProtocolVersion.V500) => new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _port).WithProtocolVersion(version).Build();

    private static MqttPublishPacket Publication(MqttQualityOfServiceLevel quality, ushort id = 7, bool isDuplicate = false, int sequence = 5) => new()
    {
        Topic = "twins/p1/vitals", PacketIdentifier = id, QualityOfServiceLevel = quality, Dup = isDuplicate, Payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Packet(sequence: $"{sequence}"))),
    };
}
