namespace TwinGrid.Access;

/// <summary>Whether a request is permitted, and on what ground. It goes into the audit trail as it is.</summary>
/// <param name="ConsentId">The consent that decided; null where the patient has filed none and a default did.</param>
/// <param name="ConsentVersion">Its version; 0 where there is none.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.AccessDecision")]
public readonly record struct AccessDecision(
    [property: Id(0)] bool Permitted, [property: Id(1)] AccessGround Ground, [property: Id(2)] string? ConsentId, [property: Id(3)] int ConsentVersion);

/// <summary>Why access was given or refused.</summary>
public enum AccessGround
{
    /// <summary>Permitted: the patient himself.</summary>
    OwnRecord = 1,

    /// <summary>Permitted: the patient's own device adds what it measured.</summary>
    OwnDevice = 2,

    /// <summary>Permitted: care by a team of the patient's, to which the consent says nothing else.</summary>
    CareTeam = 3,

    /// <summary>Permitted: a provision of the consent.</summary>
    ConsentPermits = 4,

    /// <summary>Permitted: the caller broke the glass within the last hour.</summary>
    BrokenGlass = 5,

    /// <summary>Permitted: review of consents and accesses by the privacy officer.</summary>
    PrivacyReview = 6,

    /// <summary>Permitted: no issuer of identities is configured.</summary>
    Development = 7,

    /// <summary>Permitted by the role alone: no patient's data is touched.</summary>
    RoleAlone = 8,

    /// <summary>Refused: a provision of the consent.</summary>
    ConsentDenies = 20,

    /// <summary>Refused: nothing permits it.</summary>
    NothingPermits = 21,

    /// <summary>Refused: this role never does this, or not for this purpose.</summary>
    NotForThisRole = 22,

    /// <summary>Refused: an emergency without a broken glass.</summary>
    GlassIsWhole = 23,

    /// <summary>Refused: no such twin is registered.</summary>
    UnknownTwin = 24,

    /// <summary>Refused: no credential, or one that does not hold.</summary>
    NotIdentified = 25,
}
