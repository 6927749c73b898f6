using System.Collections.Concurrent;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Hl7;

namespace TwinGrid.Gateway.Mqtt;

/// <summary>
/// The gateway's side of MQTT (3.1.1 and 5). Devices publish, nobody subscribes, and who has a will is not let in. A packet is acknowledged (PUBACK, PUBREC) when the vitals log has flushed it; the next of the same device is read only then, so that a
/// device waits where the log does. One sent twice counts once, by its device and sequence.
/// </summary>
internal sealed partial class MqttServing(MqttOptions options, MqttIntake intake, IConfiguration configuration, ILogger<MqttServing> logger) : IHostedService, IDisposable
{
    /// <summary>Packets that a client of MQTT 5 may send before the first of them is acknowledged.</summary>
    private const ushort MostUnacknowledged = 32;

    private const int RoomForTopic = 4096, LongestName = 128;

    private readonly ConcurrentDictionary<string, (Credential Credential, bool CanBeTold)> _known = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private MqttServer? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Port is not { } port) return;
        var factory = new MqttServerFactory();
        var build = factory.CreateServerOptionsBuilder();
        build = options.OffersTls
            ? build.WithoutDefaultEndpoint().WithEncryptedEndpoint().WithEncryptedEndpointPort(port).WithEncryptedEndpointBoundIPAddress(options.Address).WithEncryptionCertificate(EndpointCertificate.Load(configuration))
            : build.WithDefaultEndpoint().WithDefaultEndpointPort(port).WithDefaultEndpointBoundIPAddress(options.Address).WithDefaultEndpointBoundIPV6Address(System.Net.IPAddress.IPv6Loopback);
        _server = factory.CreateMqttServer(build.Build(), [.. factory.DefaultServerAdapters.Select(adapter => new WillsRefused(adapter(factory)))]);
        _server.ValidatingConnectionAsync += Connecting;
        _server.InterceptingOutboundPacketAsync += Said;
        _server.InterceptingPublishAsync += Published;
        _server.InterceptingSubscriptionAsync += Subscribing;
        await _server.StartAsync();
        Listening(logger, port, options.OffersTls ? "TLS" : "no TLS");
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        if (_server is { IsStarted: true }) await _server.StopAsync();
    }

    public void Dispose()
    {
        _server?.Dispose();
        _stop.Dispose();
    }

    private async Task Connecting(ValidatingConnectionEventArgs connecting)
    {
        try
        {
            if (string.IsNullOrEmpty(connecting.ClientId)) connecting.AssignedClientIdentifier = $"assigned-{Guid.NewGuid():n}"; // clients of MQTT 5 may leave their name to the server; of 3.1.1 the library refuses that
            var name = string.IsNullOrEmpty(connecting.ClientId) ? connecting.AssignedClientIdentifier : connecting.ClientId;
            if (name.Length > LongestName)
            {
                connecting.ReasonCode = MqttConnectReasonCode.ClientIdentifierNotValid;
            }
            else if (await intake.Identify(connecting.UserName, connecting.Password, _stop.Token) is { } credential)
            {
                _known[name] = (credential, connecting.ProtocolVersion == MqttProtocolVersion.V500);
            }
            else
            {
                connecting.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
                connecting.ReasonString = "Give a device's name and secret, or an access token as the password.";
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Failed(logger, error.GetType().Name);
            connecting.ReasonCode = MqttConnectReasonCode.ServerUnavailable;
        }
    }

    /// <summary>A client is told at once what it may do here, so that one of MQTT 5 keeps to it by itself.</summary>
    private static Task Said(InterceptingPacketEventArgs said)
    {
        if (said.Packet is not MqttConnAckPacket { ReasonCode: MqttConnectReasonCode.Success } welcome) return Task.CompletedTask;
        welcome.RetainAvailable = welcome.WildcardSubscriptionAvailable = welcome.SubscriptionIdentifiersAvailable = welcome.SharedSubscriptionAvailable = false;
        (welcome.ReceiveMaximum, welcome.MaximumPacketSize) = (MostUnacknowledged, JsonBody.Limit + RoomForTopic);
        welcome.ReasonString = "Publish to twins/{id}/vitals. Nothing is retained.";
        return Task.CompletedTask;
    }

    private async Task Published(InterceptingPublishEventArgs published)
    {
        published.ProcessPublish = false; // nobody is subscribed: what was taken stands in the log
        var isKnown = _known.TryGetValue(published.ClientId, out var known);
        var (code, reason) = published.ApplicationMessage.Payload.IsEmpty ? (MqttPubAckReasonCode.PayloadFormatInvalid, "is empty; it must be a packet of vital signs")
            : published.ApplicationMessage.Retain ? (MqttPubAckReasonCode.ImplementationSpecificError, "Retained messages are not kept here: publish without the retain flag.")
            : !isKnown ? (MqttPubAckReasonCode.NotAuthorized, "This connection is not known.")
            : await intake.Take(known.Credential, published.ApplicationMessage.Topic, published.ApplicationMessage.Payload, _stop.Token);
        published.Response.ReasonCode = code;
        published.Response.ReasonString = reason;
        // MQTT 3.1.1 cannot say no to one message, and an acknowledgement would be a lie.
        if (code != MqttPubAckReasonCode.Success && !known.CanBeTold && published.ApplicationMessage.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce) published.CloseConnection = true;
    }

    private static Task Subscribing(InterceptingSubscriptionEventArgs subscribing)
    {
        subscribing.ProcessSubscription = false;
        subscribing.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
        subscribing.ReasonString = "Nothing is sent here: read the events of the HTTP API.";
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "MQTT is taken at port {Port} ({Security}).")]
    private static partial void Listening(ILogger logger, int port, string security);

    [LoggerMessage(Level = LogLevel.Error, Message = "A connection of MQTT could not be judged: {Kind}.")]
    private static partial void Failed(ILogger logger, string kind);
}
