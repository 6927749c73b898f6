using TwinGrid.Access;
using TwinGrid.Gateway.Access;

namespace TwinGrid.Gateway.Api.Fhir.Types;

/// <summary>A kind of resource that is served.</summary>
/// <param name="Name">As FHIR names it.</param>
/// <param name="Data">What a consent calls it.</param>
/// <param name="Owner">
/// Elements that say whose it is, the first that names a patient decides: the parameters of CompartmentDefinition/patient (R4), the subject before all others. Nothing else makes it a patient's.
/// </param>
/// <param name="Tokens">Search parameters by code or reference, <c>parameter=element</c>.</param>
/// <param name="Dates">Elements that say when it was about the patient; the first there is decides.</param>
internal sealed record RecordType(string Name, DataClass Data, string Owner, string Tokens, string Dates = "")
{
    /// <summary>True where it need not be a patient's: who and where, and what drugs there are.</summary>
    public bool MayBeNobodys { get; init; }

    /// <summary>False where it is kept beside the records, and not written like what is in them.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>Who reads it, where that is not who reads all else.</summary>
    public Who? Readers { get; init; }

    /// <summary>Who writes it, where that is not who writes all else.</summary>
    public Who? Writers { get; init; }

    /// <summary>What the capability statement says of it in words.</summary>
    public string? Documentation { get; init; }

    public string[] OwnerPaths { get; } = Owner.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public string[] DatePaths { get; } = Dates.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public (string Parameter, string Path)[] TokenPaths { get; } = [.. $"{Tokens} identifier=identifier".Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1]))];

    /// <summary>Search parameters, in order, those of every kind among them.</summary>
    public IReadOnlyList<string> Parameters { get; } =
    [
        .. $"{Tokens} identifier=identifier".Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')[0]).Concat(Dates.Length > 0 ? ["date"] : []).Concat(Owner.Length > 0 ? ["patient"] : [])
            .Concat(["_id", "_lastUpdated"]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];
}
