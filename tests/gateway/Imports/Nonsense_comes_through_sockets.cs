using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using TwinGrid.Gateway.Api.Nightscout;
using TwinGrid.Gateway.Hl7;
using TwinGrid.Testbed;
using TwinGrid.Vitals;
using Xunit.Abstractions;

namespace TwinGrid.Gateway.Tests.Imports;

/// <summary>What is nearly a message, sent to the ports of HL7 and MQTT and to the route of phones. TWINGRID_FUZZ sets how many of each; the seed is printed.</summary>
public sealed class Nonsense_comes_through_sockets(ITestOutputHelper output) : Gateway
{
    private const int Usually = 60;
    private const string Secret = "a-secret-of-p1", Message = "MSH|^~\\&|LAB|H|TG|H|20260301110000||ORU^R01|7|P|2.5\rPID|1||42\rOBR|1|||X|||20260301100000\rOBX|1|NM|2345-7^Glucose^LN||104|mg/dl||N|||F\rOBX|2|NM|8867-4^^LN||61|bpm|||||F\r";

    private readonly int _mqtt = LoopbackPort.Free(), _many = Sockets.Many(Usually), _seed = Sockets.Seed;

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["TwinGrid:Hl7:Port"] = "0", ["TwinGrid:Hl7:PatientSystem"] = "urn:oid:1.2.3", ["TwinGrid:Mqtt:Port"] = $"{_mqtt}", ["TwinGrid:Nightscout:Uploaders:p1"] = Secret, ["TwinGrid:Admission:PerCredential"] = "1000000",
    };

    private int Packets => Log.All.Count(logged => logged.Record is VitalsPacket);

    [Fact]
    public async Task every_message_of_HL7_is_answered_and_only_what_is_accepted_is_written()
    {
        await Post("/v1/patients", """{"identifiers":[{"system":"urn:oid:1.2.3","value":"42"}],"profile":{"birthDate":"1961-04-30","sex":"female","heightCm":163,"weightKg":58}}""");
        var (random, codes) = (new Random(_seed), new SortedDictionary<string, int>(StringComparer.Ordinal));
        using var line = await Sockets.Connected(Services.GetRequiredService<MllpServer>().Address!);
        for (var i = 0; i < _many; i++)
        {
            var before = Packets;
            var spoilt = Sockets.Frameless(Spoilt.Bytes(Encoding.UTF8.GetBytes(Message), random));
            var code = await Asked(line.GetStream(), spoilt);
            codes[code] = codes.GetValueOrDefault(code) + 1;
            if (code != "AA") Packets.ShouldBe(before, $"seed {_seed}, number {i} was refused and written");
        }
        output.WriteLine($"HL7, seed {_seed}: {string.Join(", ", codes.Select(pair => $"{pair.Value} × {pair.Key}"))}");
        codes.Keys.ShouldAllBe(code => code == "AA" || code == "AE" || code == "AR");
        (await Asked(line.GetStream(), Encoding.UTF8.GetBytes(Message))).ShouldBe("AA");
    }

    [Fact]
    public async Task broken_frames_hinder_nobody_else()
    {
        await Post("/v1/patients", """{"identifiers":[{"system":"urn:oid:1.2.3","value":"42"}],"profile":{"birthDate":"1961-04-30","sex":"female","heightCm":163,"weightKg":58}}""");
        byte[] framed = [0x0b, .. Encoding.UTF8.GetBytes(Message), 0x1c, 0x0d];
        await Thrown(Services.GetRequiredService<MllpServer>().Address!, framed);
        using var line = await Sockets.Connected(Services.GetRequiredService<MllpServer>().Address!);
        (await Asked(line.GetStream(), Encoding.UTF8.GetBytes(Message))).ShouldBe("AA");
    }

    [Fact]
    public async Task broken_packets_of_MQTT_hinder_nobody_else()
    {
        await Registered();
        await Thrown(new IPEndPoint(IPAddress.Loopback, _mqtt), await RecordedMqtt.Of(Publication()));
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _mqtt).WithProtocolVersion(MqttProtocolVersion.V500).WithClientId("good").Build());
        (await client.PublishAsync(Publication())).ReasonCode.ShouldBe(MqttClientPublishReasonCode.Success);
    }

    [Fact]
    public async Task what_a_phone_sends_is_taken_or_refused_whole()
    {
        await Registered();
        var (random, statuses) = (new Random(_seed), new SortedDictionary<int, int>());
        var good = Encoding.UTF8.GetBytes("""[{"type":"sgv","sgv":104,"date":1772361900000,"dateString":"2026-03-01T10:45:00.000Z","device":"xDrip"},{"type":"mbg","mbg":"99","date":1772361960000},{"type":"sgv","sgv":106,"date":1772362200000}]""");
        for (var i = 0; i < _many; i++)
        {
            var before = Packets;
            using var request = new HttpRequestMessage(HttpMethod.Post, i % 2 == 0 ? "/api/v1/entries" : "/api/v1/treatments") { Content = new ByteArrayContent(Spoilt.Bytes(good, random)) };
            request.Headers.Add("api-secret", UploaderOptions.Hash(Secret));
            using var answer = await Http.SendAsync(request);
            var status = (int)answer.StatusCode;
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            status.ShouldBeLessThan(500, $"seed {_seed}, number {i}");
            if (status != 200) Packets.ShouldBe(before, $"seed {_seed}, number {i} was refused and written");
        }
        output.WriteLine($"Nightscout, seed {_seed}: {string.Join(", ", statuses.Select(pair => $"{pair.Value} × {pair.Key}"))}");
    }

    /// <summary>Throws spoilt bytes at a port, a connection each.</summary>
    private async Task Thrown(IPEndPoint port, byte[] good)
    {
        var random = new Random(_seed);
        for (var i = 0; i < _many; i++) await Sockets.Thrown(port, Spoilt.Bytes(good, random));
    }

    private static MqttApplicationMessage Publication() =>
        new MqttApplicationMessageBuilder().WithTopic("twins/p1/vitals").WithPayload(Encoding.UTF8.GetBytes(Packet())).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();

    private static async Task<string> Asked(Stream line, byte[] message) => (await Sockets.Asked(line, message)).Segments[1].Text(1);
}
