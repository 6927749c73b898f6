using System.Buffers;
using MQTTnet.Protocol;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.Gateway.Identity.Issuer;
using TwinGrid.Gateway.Identity.Scopes;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Mqtt;

/// <summary>Takes what a device publishes to <c>twins/{id}/vitals</c>: the packet of <c>POST /v1/twins/{id}/vitals</c>, by the same row of the access table.</summary>
internal sealed class MqttIntake(ICredentials credentials, IAccessDecisions decisions, PacketReader reader, PacketIntake intake, IServiceScopeFactory scopes, TimeProvider time)
{
    private const string Begin = "twins/", End = "/vitals";

    /// <summary>After this a device that showed its secret connects anew, so that one taken out does not send for ever.</summary>
    private static readonly TimeSpan SecretHolds = TimeSpan.FromHours(1);

    private static readonly RouteRow Row = AccessTable.RowOf("POST /v1/twins/{id}/vitals")!;

    /// <summary>
    /// Who connects: a device of the built-in issuer by its name and secret, or anybody by an access token as the password, as a request's is. Null where it does not hold or may not send.
    /// </summary>
    public async Task<Credential?> Identify(string? user, string? password, CancellationToken cancel)
    {
        using var scope = scopes.CreateScope();
        if (user is { Length: > 0 } && password is { Length: > 0 } && scope.ServiceProvider.GetService<Clients>() is { } clients && await clients.Identify(user, password, cancel) is { Role: "device" } facts && TwinId.TryParse(facts.Patient, out var twin))
            return new(new Caller(user, Role.Device, user) { OwnTwin = twin }, GrantedScopes.Read(facts.Scopes), time.GetUtcNow() + SecretHolds) { Patient = twin, Device = user };
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        if (password is { Length: > 0 }) context.Request.Headers.Authorization = $"Bearer {password}";
        var credential = await credentials.Of(context, Door.Token);
        return credential.Caller is { } caller && Row.Who.Holds(caller.Role) && Row.Scopes.All(needed => credential.Scopes.Grants(needed.Resource, needed.Permissions, out _)) ? credential : null;
    }

    /// <summary>Completes when the packet is flushed, or says why it is not taken.</summary>
    public async Task<(MqttPubAckReasonCode Code, string? Reason)> Take(Credential credential, string topic, ReadOnlySequence<byte> payload, CancellationToken cancel)
    {
        if (!topic.StartsWith(Begin, StringComparison.Ordinal) || !topic.EndsWith(End, StringComparison.Ordinal) || topic.Length <= Begin.Length + End.Length || !TwinId.TryParse(topic[Begin.Length..^End.Length], out var twin))
            return (MqttPubAckReasonCode.TopicNameInvalid, "must be twins/{id}/vitals");
        if (payload.Length > JsonBody.Limit) return (MqttPubAckReasonCode.QuotaExceeded, $"is longer than {JsonBody.Limit} bytes");
        var sight = new Sight(Row, credential, AccessGate.UsualPurpose(credential.Caller!.Role), credential.Device is null ? credential.Patient : null, decisions, time);
        if (!await sight.May(twin, DataClass.Vitals, cancel)) return (MqttPubAckReasonCode.NotAuthorized, "nobody of this name is known to you");
        try
        {
            if (!JsonBody.Parse(payload.ToArray()).Is(out var body, out var problem)) return Of(problem);
            using (body)
            {
                if (!reader.Read(body.RootElement, twin).Is(out var packet, out problem)) return Of(problem);
                if ((PacketSender.Objection(packet, sight) ?? await intake.Objection(packet)) is { } objection) return Of(objection);
                await intake.Append(packet, cancel);
                return (MqttPubAckReasonCode.Success, null);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return Of(Troubles.Of(error));
        }
    }

    private static (MqttPubAckReasonCode Code, string Reason) Of(Problem problem) => (
        problem.Status switch
        {
            400 or 415 => MqttPubAckReasonCode.PayloadFormatInvalid, 401 or 403 or 404 => MqttPubAckReasonCode.NotAuthorized, 413 or 429 => MqttPubAckReasonCode.QuotaExceeded, _ => MqttPubAckReasonCode.ImplementationSpecificError,
        },
        problem.Detail);
}
