namespace TwinGrid.Formats;

/// <summary>Files of others that are understood here.</summary>
public enum FileKind : byte
{
    /// <summary>Resources or bundles of FHIR R4: JSON, XML, or a resource a line.</summary>
    Fhir = 0,

    /// <summary>Messages of HL7 v2.</summary>
    Hl7 = 1,

    /// <summary>Receipt claims of Japan (UKE).</summary>
    Claims = 2,

    /// <summary>A VCF.</summary>
    Genome = 3,
    OpenMHealth = 4,
    AppleHealth = 5,

    /// <summary>Entries and treatments of Nightscout.</summary>
    Nightscout = 6,
}
