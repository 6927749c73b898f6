using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.HealthRecords;

namespace TwinGrid.Gateway.Api.Fhir.Reading;

/// <summary>What a search asks for, read and found right.</summary>
internal sealed record SearchQuery(RecordType Type)
{
    public const int Usual = 50, Most = 500;

    /// <summary>Patients whose records are looked into, as named; null for all that may be seen.</summary>
    public IReadOnlyList<string>? Patients { get; init; }

    public IReadOnlyList<IReadOnlyList<string>> Tokens { get; init; } = [];

    /// <summary>Tokens that must not be there.</summary>
    public IReadOnlyList<string> Lacking { get; init; } = [];

    public TimeBounds Observed { get; init; }

    public TimeBounds Updated { get; init; }

    public IReadOnlyList<TimeBounds> NotObserved { get; init; } = [];

    public IReadOnlyList<TimeBounds> NotUpdated { get; init; } = [];

    public bool? IsDated { get; init; }

    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Identifiers of patients, <c>system|value</c>; null where none is asked for.</summary>
    public IReadOnlyList<string>? PatientIdentifiers { get; init; }

    /// <summary>What must hold of the Patient of the record: chained parameters.</summary>
    public IReadOnlyList<SearchQuery> OfPatient { get; init; } = [];

    /// <summary>True where something is asked of the Patient of the record.</summary>
    public bool IsChained { get; init; }

    /// <summary>References to follow: parameter names, each with the one kind of resource it may lead to, or null.</summary>
    public IReadOnlyList<(string Parameter, string? Target)> Includes { get; init; } = [];

    /// <summary>References to follow backwards: the kind that refers, and its parameter.</summary>
    public IReadOnlyList<(RecordType Type, string Parameter)> ReverseIncludes { get; init; } = [];

    public RecordOrder Order { get; init; }

    public int Count { get; init; } = Usual;

    /// <summary>False where nobody asks how many there are.</summary>
    public bool IsCounted { get; init; } = true;

    /// <summary>What of each resource is given.</summary>
    public ResourcePart Part { get; init; } = ResourcePart.Whole;

    /// <summary>Where the page before ended, as <see cref="SearchPlace"/> writes it; null for the first.</summary>
    public string? After { get; init; }

    /// <summary>What was asked, for the links of the answer; without the page, and without what names a patient.</summary>
    public string Asked { get; init; } = "";

    /// <summary>Parameters that are not known, where they are to be passed over.</summary>
    public IReadOnlyList<string> PassedOver { get; init; } = [];

    /// <summary>The same as the records are asked, of one record.</summary>
    public RecordQuery Of(TwinGrid.Patients.TwinId? twin) => new(twin, [Type.Name], 0, 0)
    {
        Tokens = Tokens, Lacking = Lacking, Observed = Observed, Updated = Updated, NotObserved = NotObserved, NotUpdated = NotUpdated, IsDated = IsDated, Ids = Ids, Order = Order,
    };
}
