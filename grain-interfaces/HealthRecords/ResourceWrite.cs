using TwinGrid.Access;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.HealthRecords;

/// <summary>A version of a resource that is to be written.</summary>
/// <param name="ExpectedVersion">The newest version that is kept, 0 where there is none; the new one is one more. Where another has been written since, nothing of the whole commit is.</param>
/// <param name="At">When it was written, as its body says.</param>
/// <param name="Body">UTF-8 JSON, whole.</param>
/// <param name="Content">What is in it, but for version and time: where the same stands already, nothing is written and no version is made.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.ResourceWrite")]
public sealed record ResourceWrite(
    [property: Id(0)] ResourceName Name,
    [property: Id(1)] TwinId? Twin,
    [property: Id(2)] long ExpectedVersion,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] DataClass Data,
    [property: Id(5)] byte[] Body,
    [property: Id(6)] string Content)
{
    /// <summary>Where it came from, null where that is not told; two resources of a record never come from the same place.</summary>
    [Id(7)] public string? Origin { get; init; }

    /// <summary>What it is found by. Stored so that nobody reads them without the patient's key.</summary>
    [Id(8)] public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>Since when it is about the patient; null where it does not say.</summary>
    [Id(9)] public DateTimeOffset? From { get; init; }

    /// <summary>Until when, not included.</summary>
    [Id(10)] public DateTimeOffset? To { get; init; }

    /// <summary>What was measured, for the twin.</summary>
    [Id(11)] public IReadOnlyList<VitalSign> Signs { get; init; } = [];

    /// <summary>Who measured, as a device is named.</summary>
    [Id(12)] public string Device { get; init; } = "record";

    /// <summary>What it says of who the patient is, for the twin's profile.</summary>
    [Id(13)] public IReadOnlyList<RecordFact> Facts { get; init; } = [];

    public long Version => ExpectedVersion + 1;
}

/// <summary>Something a record says of who the patient is.</summary>
/// <param name="Value">A word or a number, as <paramref name="Kind"/> has it.</param>
/// <param name="At">Since when; the newest of its kind holds.</param>
/// <param name="Holds">False where it was so and is so no more.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.RecordFact")]
public sealed record RecordFact([property: Id(0)] RecordFactKind Kind, [property: Id(1)] string Value, [property: Id(2)] DateTimeOffset? At, [property: Id(3)] bool Holds = true);

public enum RecordFactKind : byte
{
    /// <summary>yyyy-MM-dd.</summary>
    BirthDate = 1,

    /// <summary>female, male.</summary>
    Sex = 2,

    /// <summary>cm.</summary>
    Height = 3,

    /// <summary>kg.</summary>
    Weight = 4,

    /// <summary>A word of <see cref="PatientProfile.Conditions"/>.</summary>
    Condition = 5,

    /// <summary>type1, type2.</summary>
    Diabetes = 6,

    /// <summary>Of the left ventricle, %.</summary>
    EjectionFraction = 7,

    /// <summary>A <see cref="Medication"/> as it is told.</summary>
    Medication = 8,
}

/// <summary>What became of a commit.</summary>
/// <param name="Conflict">The first resource of which another version, or another resource from the same place, has been written since; null when all is written.</param>
/// <param name="Unchanged">By write: true where the same stood already.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.RecordReceipt")]
public sealed record RecordReceipt([property: Id(0)] ResourceName? Conflict, [property: Id(1)] IReadOnlyList<bool> Unchanged);
