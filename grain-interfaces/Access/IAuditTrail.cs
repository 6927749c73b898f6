using TwinGrid.Patients;

namespace TwinGrid.Access;

/// <summary>The record of who did what with whose data. It only grows. Safe for concurrent use.</summary>
public interface IAuditTrail
{
    /// <summary>Takes one entry down. Complete when it is written: nothing may be answered before.</summary>
    /// <exception cref="AuditUnavailableException">It could not be written, and nothing may be answered.</exception>
    ValueTask Record(AccessEntry entry, CancellationToken cancel);
}

/// <summary>One access, given or refused.</summary>
/// <param name="RequestId">The request's id, which both sides know (<c>X-Request-Id</c>).</param>
/// <param name="Route">Method and route pattern, as <c>GET /v1/twins/{id}/forecast</c>; never an address with values in it.</param>
/// <param name="Twins">Whose data: none for a refusal without a patient, several for a list.</param>
/// <param name="ClientAddress">Network address of the client; null where there is none.</param>
public sealed record AccessEntry(
    string RequestId,
    string Route,
    Caller Caller,
    Operation Operation,
    DataClass Data,
    Purpose Purpose,
    IReadOnlyList<TwinId> Twins,
    AccessDecision Decision,
    string? ClientAddress)
{
    /// <summary>Versions of the models behind a forecast or simulation that was shown.</summary>
    public IReadOnlyList<string> ModelVersions { get; init; } = [];

    /// <summary>Why, in the caller's own words; null where the purpose says it.</summary>
    public string? Reason { get; init; }

    /// <summary>False when it was permitted and then failed, so that nothing was shown or changed.</summary>
    public bool Succeeded { get; init; } = true;
}

/// <summary>The audit trail cannot be written: no access may be given.</summary>
public sealed class AuditUnavailableException : Exception
{
    public AuditUnavailableException(string message) : base(message)
    {
    }

    public AuditUnavailableException(string message, Exception inner) : base(message, inner)
    {
    }
}
