using TwinGrid.Access;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>The twins of a care team, in memory.</summary>
public sealed class FakeRoster : ICareTeamRoster
{
    private readonly List<TwinId> _twins = [];

    public void Add(TwinId twin) => _twins.Add(twin);

    public Task<IReadOnlyList<TwinId>> Twins() => Task.FromResult<IReadOnlyList<TwinId>>([.. _twins]);

    public Task Set(TwinId twin, bool cares)
    {
        _twins.Remove(twin);
        if (cares) _twins.Add(twin);
        return Task.CompletedTask;
    }
}
