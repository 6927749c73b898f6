using TwinGrid.Access;

namespace TwinGrid.Gateway.Access;

/// <summary>Roles that a row of the table lets through, each with its relation to the twin. The developer of a gateway without identities is always one of them.</summary>
[Flags]
internal enum Who : byte
{
    Nobody = 0,

    /// <summary>A patient: his own twin, no other.</summary>
    Patient = 1,

    /// <summary>A clinician: twins of his care teams, and those for which he broke the glass, as the consent has it.</summary>
    Clinician = 2,

    /// <summary>A researcher: numbers about his study's cohort, as each patient's consent has it; no patient's own record.</summary>
    Researcher = 4,

    /// <summary>A device: its own patient's twin.</summary>
    Device = 8,

    /// <summary>The operator: the grid, no patient.</summary>
    Operator = 16,

    /// <summary>The privacy officer: who looked, and why.</summary>
    PrivacyOfficer = 32,

    Everyone = 63,
}

internal static class WhoIs
{
    public static bool Holds(this Who who, Role role) => role == Role.Developer || (who & Of(role)) != Who.Nobody;

    private static Who Of(Role role) => role switch
    {
        Role.Patient => Who.Patient,
        Role.Clinician => Who.Clinician,
        Role.Researcher => Who.Researcher,
        Role.Device => Who.Device,
        Role.Operator => Who.Operator,
        Role.PrivacyOfficer => Who.PrivacyOfficer,
        _ => Who.Nobody,
    };
}
