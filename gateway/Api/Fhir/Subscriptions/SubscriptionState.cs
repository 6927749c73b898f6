using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using TwinGrid.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Subscriptions;

/// <summary>A subscription: what its subscriber wrote, by which right he is told, and how far he has been.</summary>
/// <param name="Resource">As its subscriber wrote it last, but for id, status and meta.</param>
/// <param name="Status"><c>requested</c>, <c>active</c>, <c>error</c>, <c>off</c>.</param>
/// <param name="End">It is off from then on.</param>
/// <param name="Settled">All versions up to this place have been looked at.</param>
internal sealed record SubscriptionState(string Id, JsonObject Resource, long Version, DateTimeOffset At, string Status, DateTimeOffset End, SubscriptionRight Right, long Settled)
{
    /// <summary>Why it is in error; what went wrong last while it is tried again.</summary>
    public string? Error { get; init; }

    /// <summary>Places above <see cref="Settled"/> that have been looked at.</summary>
    public IReadOnlyList<long> Seen { get; init; } = [];

    /// <summary>Failures one after the other, and when it is tried again.</summary>
    public int Failures { get; init; }

    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The gateway that tells, and until when it alone does.</summary>
    public string? Holder { get; init; }

    public DateTimeOffset HeldUntil { get; init; }

    public string Criteria => Bodies.References.Text(Resource, "criteria") ?? "";

    public string Channel => Bodies.References.Text(Resource["channel"], "type") ?? "";

    public bool IsLive => Status is "requested" or "active";

    /// <summary>The resource as its subscriber reads it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["resourceType"] = "Subscription", ["id"] = Id, ["meta"] = new JsonObject { ["versionId"] = Version.ToString(System.Globalization.CultureInfo.InvariantCulture), ["lastUpdated"] = Reading.RecordReader.Time(At) }, ["status"] = Status,
        };
        foreach (var (name, value) in Resource)
            if (!json.ContainsKey(name)) json[name] = value?.DeepClone();
        json["end"] = Reading.RecordReader.Time(End);
        if (Error is not null) json["error"] = Error;
        return json;
    }
}

/// <summary>By which right somebody is told: his own when he wrote the subscription last. What each patient's consent says is asked for each event.</summary>
/// <param name="Only">The one twin that his credential was about; null where it was not confined.</param>
internal sealed record SubscriptionRight(string Subject, Role Role, string ClientId, string? OwnTwin, IReadOnlyList<string> CareTeams, Purpose Purpose, string? Only)
{
    public static SubscriptionRight Of(Caller caller, Purpose purpose, TwinId? only) => new(caller.Subject, caller.Role, caller.ClientId, caller.OwnTwin?.Value, caller.CareTeams, purpose, only?.Value);

    public Caller ToCaller() => new(Subject, Role, ClientId) { OwnTwin = OwnTwin is { } twin ? TwinId.Parse(twin) : null, CareTeams = CareTeams };

    public bool IsOf(Caller caller) => caller.Subject == Subject && caller.ClientId == ClientId;
}

/// <summary>Subscriptions as bytes of the book. Sealed with the keys that gateways share, for headers of a channel are secrets; without an issuer of identities there are none, and they lie in the open.</summary>
internal sealed class SubscriptionSeal(IDataProtectionProvider? protection = null)
{
    private const byte Open = 1, Sealed = 2;

    private readonly IDataProtector? _protector = protection?.CreateProtector("TwinGrid.Subscriptions");

    public byte[] Of(SubscriptionState state)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(state, ApiJson.Options);
        return _protector is null ? [Open, .. plain] : [Sealed, .. _protector.Protect(plain)];
    }

    /// <exception cref="System.Security.Cryptography.CryptographicException">It was sealed with keys that are gone.</exception>
    public SubscriptionState Read(BookedSubscription booked)
    {
        var plain = booked.State[0] == Sealed ? (_protector ?? throw new System.Security.Cryptography.CryptographicException("There are no keys to open subscriptions with.")).Unprotect(booked.State[1..]) : booked.State[1..];
        return JsonSerializer.Deserialize<SubscriptionState>(plain, ApiJson.Options) ?? throw new InvalidOperationException($"The subscription {booked.Id} is empty: {Encoding.UTF8.GetString(plain)}");
    }
}
