using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using TwinGrid.Access;
using TwinGrid.Gateway.Identity.Issuer;
using TwinGrid.Gateway.Tests.Fakes;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Imports;

/// <summary>A gateway that is its own issuer and takes MQTT over TLS with a certificate of its own making; mon-a is a device of patient a.</summary>
public sealed class A_device_publishes_over_TLS : Gateway, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Verdicts _verdicts = new() { Rule = request => request.Caller.OwnTwin == request.Twin };
    private readonly (int Http, int Mqtt) _ports = (LoopbackPort.Free(), LoopbackPort.Free());
    private readonly SelfSigned _certificate;
    private string _secret = "";

    public A_device_publishes_over_TLS() => _certificate = new SelfSigned(_folder.Path);

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["TwinGrid:Identity:Issuer"] = $"http://127.0.0.1:{_ports.Http}", ["TwinGrid:Identity:BuiltIn"] = "true", ["TwinGrid:Data"] = _folder.Path,
        ["TwinGrid:Mqtt:Port"] = $"{_ports.Mqtt}", ["TwinGrid:Mqtt:Tls"] = "true", ["Kestrel:Certificates:Default:Path"] = _certificate.CertificateFile, ["Kestrel:Certificates:Default:KeyPath"] = _certificate.KeyFile,
    };

    private IReadOnlyList<VitalsPacket> Packets => [.. Log.All.Select(logged => logged.Record).OfType<VitalsPacket>()];

    protected override void Prepare(WebApplicationBuilder builder) => builder.Services.AddSingleton<IAccessDecisions>(_verdicts);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Grid.Twin("a").Register(Samples.Profile);
        await Grid.Twin("b").Register(Samples.Profile);
        await using var scope = Services.CreateAsyncScope();
        _secret = (await scope.ServiceProvider.GetRequiredService<Clients>().Add("mon-a", new ClientFacts("device", Clients.DeviceScopes, "a", "", "", null), [], isPublic: false, null, default))!;
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task with_its_name_and_secret_it_publishes_for_its_own_patient_and_nobody_else()
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        (await client.ConnectAsync(With("mon-a", _secret))).ResultCode.ShouldBe(MqttClientConnectResultCode.Success);
        (await client.PublishAsync(Message("twins/a/vitals", Packet(device: "mon-a")))).ReasonCode.ShouldBe(MqttClientPublishReasonCode.Success);
        (await client.PublishAsync(Message("twins/b/vitals", Packet(device: "mon-a")))).ReasonCode.ShouldBe(MqttClientPublishReasonCode.NotAuthorized);
        (await client.PublishAsync(Message("twins/a/vitals", Packet(device: "another")))).ReasonCode.ShouldNotBe(MqttClientPublishReasonCode.Success);
        Packets.ShouldHaveSingleItem().TwinId.Value.ShouldBe("a");
    }

    [Theory]
    [InlineData("mon-a", "a-guess")]
    [InlineData("nobody", "a-guess")]
    [InlineData("", "no.such.token")]
    [InlineData(null, null)]
    public async Task who_is_not_known_is_told_so(string? name, string? secret)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var answer = await client.ConnectAsync(With(name, secret));
        answer.ResultCode.ShouldBe(MqttClientConnectResultCode.BadUserNameOrPassword);
        answer.ReasonString.ShouldStartWith("Give a device's name and secret");
    }

    [Fact]
    public async Task with_a_will_it_is_told_that_there_are_none()
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = With("mon-a", _secret);
        (options.WillTopic, options.WillPayload) = ("twins/a/vitals", Encoding.UTF8.GetBytes(Packet(device: "mon-a")));
        var answer = await client.ConnectAsync(options);
        (answer.ResultCode, answer.ReasonString).ShouldBe((MqttClientConnectResultCode.TopicNameInvalid, "Wills are not acted on here: connect without one."));
        Packets.ShouldBeEmpty();
    }

    [Fact]
    public async Task without_TLS_nothing_is_heard()
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _ports.Mqtt).WithProtocolVersion(MqttProtocolVersion.V500).WithClientId("plain").WithCredentials("mon-a", _secret).Build();
        await Should.ThrowAsync<Exception>(() => client.ConnectAsync(options));
        Packets.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_client_that_trusts_another_certificate_does_not_go_on()
    {
        using var other = new TemporaryFolder();
        using var foreign = new SelfSigned(other.Path);
        using var client = new MqttClientFactory().CreateMqttClient();
        await Should.ThrowAsync<Exception>(() => client.ConnectAsync(With("mon-a", _secret, foreign)));
    }

    private MqttClientOptions With(string? name, string? secret, SelfSigned? trusted = null)
    {
        var fingerprint = (trusted ?? _certificate).Fingerprint;
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _ports.Mqtt).WithProtocolVersion(MqttProtocolVersion.V500).WithClientId("monitor")
            .WithTlsOptions(tls => tls.UseTls().WithCertificateValidationHandler(shown => shown.Certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) == fingerprint));
        return (name is null ? options : options.WithCredentials(name, secret)).Build();
    }

    private static MqttApplicationMessage Message(string topic, string payload) =>
        new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(Encoding.UTF8.GetBytes(payload)).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.ExactlyOnce).Build();
}
