using TwinGrid.Access;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>Twins for which one person broke the glass, in memory; they close when a test says so.</summary>
public sealed class FakeOpened : IOpenedTwins
{
    private readonly List<TwinId> _twins = [];

    public Task<IReadOnlyList<TwinId>> Twins() => Task.FromResult<IReadOnlyList<TwinId>>([.. _twins]);

    public Task Add(TwinId twin, DateTimeOffset until)
    {
        _twins.Add(twin);
        return Task.CompletedTask;
    }

    public void Close() => _twins.Clear();
}
