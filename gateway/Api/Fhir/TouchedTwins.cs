using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir;

/// <summary>Twins that a request came to and was let in to, for who put this into the request and wants to tell of them.</summary>
internal sealed class TouchedTwins
{
    private readonly SortedSet<string> _twins = new(StringComparer.Ordinal);

    public IReadOnlyList<string> All => [.. _twins];

    public void Add(TwinId twin) => _twins.Add(twin.Value);
}
