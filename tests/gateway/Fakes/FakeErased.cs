using System.Collections.Concurrent;
using TwinGrid.Erasure;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>Who was erased, as a test says.</summary>
public sealed class FakeErased : IErasedTwins
{
    private readonly ConcurrentDictionary<string, TwinId> _all = new(StringComparer.Ordinal);
    private Action<TwinId>? _told;

    public IReadOnlyCollection<TwinId> All => [.. _all.Values];

    public bool Contains(string twin) => _all.ContainsKey(twin);

    public void LetGo(TwinId twin)
    {
        if (_all.TryAdd(twin.Value, twin)) _told?.Invoke(twin);
    }

    public void Tell(Action<TwinId> erased) => _told += erased;
}
