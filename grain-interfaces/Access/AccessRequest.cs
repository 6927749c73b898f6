using TwinGrid.Patients;

namespace TwinGrid.Access;

/// <summary>Someone wants to do something with one patient's data, for a purpose.</summary>
/// <param name="Data">What is touched; with several kinds, each must be permitted.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.AccessRequest")]
public readonly record struct AccessRequest(
    [property: Id(0)] Caller Caller,
    [property: Id(1)] TwinId Twin,
    [property: Id(2)] Operation Operation,
    [property: Id(3)] DataClass Data,
    [property: Id(4)] Purpose Purpose);

/// <summary>What is done.</summary>
public enum Operation
{
    Read = 1,

    /// <summary>Search and lists over several patients.</summary>
    Query = 2,

    /// <summary>Events as they happen.</summary>
    Watch = 3,

    /// <summary>Vital signs are added; nothing is answered but that they were taken.</summary>
    Append = 4,

    /// <summary>Something new: a registration, a simulation, a command to an alert.</summary>
    Create = 5,
    Update = 6,
    Delete = 7,

    /// <summary>Data leaves the grid as a file.</summary>
    Export = 8,
}

/// <summary>Why it is done (HL7 v3 ActReason).</summary>
public enum Purpose
{
    /// <summary>Treatment, <c>TREAT</c>.</summary>
    Care = 1,

    /// <summary>The patient's own use, <c>PATRQT</c>.</summary>
    OwnUse = 2,

    /// <summary><c>HRESCH</c>.</summary>
    Research = 3,

    /// <summary><c>PUBHLTH</c>.</summary>
    PublicHealth = 4,

    /// <summary>Emergency treatment, <c>ETREAT</c>: needs the glass to be broken first.</summary>
    Emergency = 5,

    /// <summary>Running the grid and reviewing who looked, <c>HOPERAT</c>.</summary>
    Operations = 6,
}

/// <summary>Kinds of data a consent tells apart.</summary>
[Flags]
public enum DataClass
{
    None = 0,

    /// <summary>Birth date, sex, size, conditions.</summary>
    Profile = 1 << 0,

    /// <summary>Measured values, past and present, and the devices they came from.</summary>
    Vitals = 1 << 1,

    /// <summary>What models say: forecasts, courses, what-ifs.</summary>
    Forecasts = 1 << 2,
    Alerts = 1 << 3,
    Medication = 1 << 4,
    Genome = 1 << 5,

    /// <summary>What the patient permits and denies.</summary>
    Consent = 1 << 6,

    /// <summary>Who looked, when and why.</summary>
    Accesses = 1 << 7,

    /// <summary>Which teams care for the patient.</summary>
    CareTeams = 1 << 8,

    /// <summary>What names the patient outside, such as an insurer's number, and which pseudonyms are his.</summary>
    Identity = 1 << 9,
}
