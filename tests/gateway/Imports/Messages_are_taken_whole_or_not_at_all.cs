using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using TwinGrid.Gateway.Hl7;
using TwinGrid.Patients;
using TwinGrid.Testbed;
using TwinGrid.Vault.Identities;
using Xunit.Abstractions;

namespace TwinGrid.Gateway.Tests.Imports;

/// <summary>
/// Broken messages of HL7 and MQTT, sent to the ports of a whole grid. After each that is refused the twin, its history, the records and the vault are as they were; of each that is taken all is there.
/// TWINGRID_FUZZ sets how many of each, TWINGRID_SEED where they begin; the seed is printed.
/// </summary>
public sealed class Messages_are_taken_whole_or_not_at_all(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Usually = 300;

    private readonly int _mqtt = LoopbackPort.Free(), _many = Sockets.Many(Usually);
    private readonly Random _random = new(Sockets.Seed);
    private readonly SortedDictionary<string, int> _answers = new(StringComparer.Ordinal);
    private WholeGrid _grid = null!;
    private TwinId _twin;
    private Left _left = null!;

    public async Task InitializeAsync()
    {
        _grid = await WholeGrid.Start(settings: [("TwinGrid:Hl7:Port", "0"), ("TwinGrid:Hl7:PatientSystem", "urn:oid:1.2.3"), ("TwinGrid:Mqtt:Port", $"{_mqtt}")]);
        var known = await Answer.Of(_grid.Http.PostAsync("/v1/patients", new StringContent("""{"identifiers":[{"system":"urn:oid:1.2.3","value":"42"}],"profile":{"birthDate":"1961-04-30","sex":"female","heightCm":163,"weightKg":58}}""", Encoding.UTF8, "application/json")));
        _twin = TwinId.Parse(known.Json.GetProperty("twinId").GetString()!);
        _left = new Left(_grid, _twin);
    }

    public async Task DisposeAsync()
    {
        output.WriteLine($"seed {Sockets.Seed}: {string.Join(", ", _answers.Select(pair => $"{pair.Value} × {pair.Key}"))}");
        await _grid.DisposeAsync();
        _grid.Logged.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task results_of_a_hospital()
    {
        using var line = await Sockets.Connected(_grid.App.Services.GetRequiredService<MllpServer>().Address!);
        await EachLeavesAllOrNothing(async i =>
        {
            var at = Instant(i);
            var good = $"MSH|^~\\&|LAB|H|TG|H|{at:yyyyMMddHHmmss}||ORU^R01|{i}|P|2.5\rPID|1||42\rOBR|1|||X|||{at:yyyyMMddHHmmss}\rOBX|1|NM|2345-7^Glucose^LN||104|mg/dl||N|||F\rOBX|2|NM|8867-4^^LN||61|bpm|||||F\rOBX|3|NM|8480-6^^LN||121|mmHg|||||F\r";
            var answer = (await Sockets.Asked(line.GetStream(), Sockets.Frameless(Spoilt.Bytes(Encoding.UTF8.GetBytes(good), _random)))).Segments[1];
            return (answer.Text(1), answer.Text(1) == "AA" ? int.Parse(answer.Text(3).Split(' ')[0], CultureInfo.InvariantCulture) : 0);
        });
    }

    [Fact]
    public async Task a_patient_who_arrives_with_two_numbers()
    {
        var vault = _grid.App.Services.GetRequiredService<IIdentityVault>();
        var reader = _grid.App.Services.GetRequiredService<Hl7ResultReader>();
        using var line = await Sockets.Connected(_grid.App.Services.GetRequiredService<MllpServer>().Address!);
        for (var i = 0; i < _many; i++)
        {
            var before = await _left.Standing();
            var good = $"MSH|^~\\&|ADT|H|TG|H|20260301110000||ADT^A04|{i}|P|2.5\rPID|1||{1000 + i}~{i}^^^&1.2.4&ISO||Suzuki^Ichiro\rPV1|1|I\r";
            var spoilt = Sockets.Frameless(Spoilt.Bytes(Encoding.UTF8.GetBytes(good), _random));
            var code = Noted((await Sockets.Asked(line.GetStream(), spoilt)).Segments[1].Text(1));
            if (code != "AA")
            {
                (await _left.Standing()).ShouldBe(before, $"seed {Sockets.Seed}, number {i} was refused and left something");
                continue;
            }
            var message = Formats.Hl7.Hl7Message.Read(spoilt);
            if (message.Kind != "ADT") continue; // it became one of results, with none
            var twins = new HashSet<TwinId?>();
            foreach (var identifier in reader.Identifiers(message).Named) twins.Add(await vault.Resolve(identifier, default));
            twins.ShouldHaveSingleItem().ShouldNotBeNull($"seed {Sockets.Seed}, number {i}: each number leads to the one patient");
        }
    }

    [Fact]
    public async Task what_a_device_publishes()
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _mqtt).WithProtocolVersion(MqttProtocolVersion.V500).WithClientId("monitor").Build());
        await EachLeavesAllOrNothing(async i =>
        {
            var answer = await client.PublishAsync(Publication(i % 3 == 0 ? Three(i) : Spoilt.Bytes(Three(i), _random)));
            return (answer.ReasonCode == MqttClientPublishReasonCode.Success ? "AA" : answer.ReasonCode.ToString(), null);
        });
    }

    [Fact]
    public async Task packets_of_MQTT_that_break_on_the_line()
    {
        for (var i = 0; i < _many; i++) await Sockets.Thrown(new IPEndPoint(IPAddress.Loopback, _mqtt), await RecordedMqtt.Of(Publication(Three(i))) is var good && i % 3 == 0 ? good : Spoilt.Bytes(good, _random));
        (await _left.Packets()).Count.ShouldBeGreaterThan(_many / 3 - 1, "a sound one among them is taken");
        output.WriteLine($"{(await _left.Packets()).Count} of {_many} were whole all the same");
        await _left.AllIsThere(0, "what came through");
        await _left.NothingElseIsThere();
    }

    /// <summary>Sends one after the other.</summary>
    /// <param name="send">Sends the nth; says what was answered, AA where it was taken, and how many samples that was, if that is said.</param>
    private async Task EachLeavesAllOrNothing(Func<int, Task<(string Code, int? Taken)>> send)
    {
        for (var i = 0; i < _many; i++)
        {
            var (before, packets) = (await _left.Standing(), (await _left.Packets()).Count);
            var (code, taken) = await send(i);
            var what = $"seed {Sockets.Seed}, number {i}, {Noted(code)}";
            if (code != "AA")
            {
                (await _left.Standing()).ShouldBe(before, $"{what} was refused and left something");
                continue;
            }
            var written = (await _left.Packets()).Skip(packets).ToList();
            if (taken is { } told) written.Sum(packet => packet.Samples.Count).ShouldBe(told, what);
            else written.ShouldHaveSingleItem(what);
            await _left.AllIsThere(packets, what);
        }
        await _left.NothingElseIsThere();
        _answers.ContainsKey("AA").ShouldBeTrue("some must be taken, or nothing was tried");
        _answers.Count.ShouldBeGreaterThan(1, "and some refused");
    }

    private string Noted(string code)
    {
        _answers[code] = _answers.GetValueOrDefault(code) + 1;
        return code;
    }

    private static DateTimeOffset Instant(int i) => new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(i);

    /// <summary>Three signs of one instant, so that a half of them could be seen.</summary>
    private static byte[] Three(int i) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
        {"deviceId":"monitor","sequence":{{i}},"samples":[{"code":"8867-4","value":61,"unit":"/min","observedAt":"{{Instant(i):O}}"},{"code":"9279-1","value":17,"unit":"/min","observedAt":"{{Instant(i):O}}"},{"code":"59408-5","value":97,"unit":"%","observedAt":"{{Instant(i):O}}"}]}
        """));

    private MqttApplicationMessage Publication(byte[] payload) => new MqttApplicationMessageBuilder().WithTopic($"twins/{_twin.Value}/vitals").WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
}
