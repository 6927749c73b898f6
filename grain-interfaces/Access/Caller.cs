using TwinGrid.Patients;

namespace TwinGrid.Access;

/// <summary>Who asks: what a checked credential says of its bearer, and nothing of what he may do with one patient.</summary>
/// <param name="Subject">The person or device as the issuer names it; never a name or an insurance number. It stands in the audit trail.</param>
/// <param name="ClientId">The program that asks for the subject, as registered with the issuer.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.Caller")]
public sealed record Caller([property: Id(0)] string Subject, [property: Id(1)] Role Role, [property: Id(2)] string ClientId)
{
    /// <summary>A patient's own twin, or the twin of the patient whom a device belongs to; null for everybody else.</summary>
    [Id(3)] public TwinId? OwnTwin { get; init; }

    /// <summary>Care teams a clinician belongs to.</summary>
    [Id(4)] public IReadOnlyList<string> CareTeams { get; init; } = [];

    /// <summary>The study a researcher works for; null for everybody else.</summary>
    [Id(5)] public string? Study { get; init; }

    /// <summary>Id of the credential (a token's <c>jti</c>, a device's key id); null where it has none.</summary>
    [Id(6)] public string? CredentialId { get; init; }

    /// <summary>Whoever sits at this machine while no issuer of identities is configured.</summary>
    public static Caller Development { get; } = new("development-operator", Role.Developer, "local");
}

/// <summary>In what capacity someone asks.</summary>
public enum Role
{
    Patient = 1,
    Clinician = 2,
    Researcher = 3,
    Device = 4,

    /// <summary>Runs the grid; sees no patient.</summary>
    Operator = 5,

    /// <summary>Reviews accesses and breaks of the glass.</summary>
    PrivacyOfficer = 6,

    /// <summary>Everyone on a machine whose gateway has no issuer of identities and serves loopback addresses only.</summary>
    Developer = 7,
}
