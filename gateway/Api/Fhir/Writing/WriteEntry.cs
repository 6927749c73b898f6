using System.Text.Json.Nodes;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Gateway.Api.Fhir.Writing;

/// <summary>One resource that is to be created or updated, and what becomes of it on the way.</summary>
/// <param name="Path">Where it stands, <c>Bundle.entry[3]</c>; empty where it came by itself.</param>
internal sealed record WriteEntry(string Path, RecordType Type, JsonObject Resource)
{
    /// <summary>What refers to it within the bundle.</summary>
    public string? FullUrl { get; init; }

    /// <summary>The id that an update names; null for a create.</summary>
    public string? Id { get; init; }

    /// <summary>Create it unless one fits (<c>If-None-Exist</c>), or update the one that fits.</summary>
    public string? Condition { get; init; }

    /// <summary>True for PUT.</summary>
    public bool IsUpdate { get; init; }

    /// <summary>The version that the sender believes to be the newest; null where he does not say.</summary>
    public long? IfMatch { get; init; }

    /// <summary>The row that lets it in, had it come by itself.</summary>
    public string Route => (IsUpdate, Id) switch
    {
        (true, null) => "PUT /fhir/{type}",
        (true, _) => "PUT /fhir/{type}/{rid}",
        _ => "POST /fhir/{type}",
    };

    public Sight Sight { get; set; } = null!;

    public IReadOnlyList<PatientIdentifier> Identifiers { get; set; } = [];

    /// <summary>Whose record it goes into; null for what belongs to no patient.</summary>
    public TwinId? Twin { get; set; }

    public KnownResource? Known { get; set; }

    public ResourceName Name { get; set; }

    /// <summary>Conditional references in it, and what they lead to.</summary>
    public Dictionary<string, string> Resolved { get; } = new(StringComparer.Ordinal);

    /// <summary>True where one that fits is there already, so that nothing is created.</summary>
    public bool IsThere { get; set; }

    public string? Origin { get; set; }

    public IReadOnlyList<Remark> Remarks { get; set; } = [];

    public ResourceWrite? Write { get; set; }

    /// <summary>Runs what is about this entry; what it objects to is told with its path.</summary>
    public T At<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (FhirFault fault) when (Path.Length > 0)
        {
            throw fault.At(Path);
        }
    }

    /// <inheritdoc cref="At{T}(Func{T})"/>
    public async Task At(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (FhirFault fault) when (Path.Length > 0)
        {
            throw fault.At(Path);
        }
    }
}

/// <summary>What became of an entry.</summary>
/// <param name="IsUnchanged">The same stood there already.</param>
internal sealed record WriteReply(WriteEntry Entry, long Version, DateTimeOffset At, bool IsNew, bool IsUnchanged)
{
    public int Status => IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;

    public string Location => $"{Entry.Name}/_history/{Version}";
}
