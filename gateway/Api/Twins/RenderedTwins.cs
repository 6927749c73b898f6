using System.Collections.Concurrent;
using TwinGrid.Erasure;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Twins;

/// <summary>
/// Twins as they were last written out. Where grid and gateway are one process, a twin that has not changed shows the same glance again, and it is not written out anew.
/// From another process each glance is a new one, and nothing is kept. Safe for concurrent use.
/// </summary>
/// <param name="silo">The silo of this process, where it has one.</param>
internal sealed class RenderedTwins(ILocalSiloDetails? silo = null) : IForgetsTwins
{
    /// <summary>Some 12 kB each, glance included.</summary>
    private const int Most = 4_096;

    private readonly ConcurrentDictionary<TwinId, RenderedTwin> _twins = new();

    public string What => "answers kept here";

    /// <summary>A glance written out, now or when it was first asked for.</summary>
    public RenderedTwin Of(TwinGlance glance, DateTimeOffset now)
    {
        if (silo is null) return new RenderedTwin(glance, now);
        var isKept = _twins.TryGetValue(glance.Id, out var kept);
        if (isKept && ReferenceEquals(kept!.Glance, glance)) return kept;
        if (!isKept && _twins.Count >= Most) _twins.Clear();
        return _twins[glance.Id] = new RenderedTwin(glance, now);
    }

    public Task<long> Forget(TwinId twin, CancellationToken cancel)
    {
        _twins.TryRemove(twin, out _);
        return Task.FromResult(0L); // no store: it is what the twin itself has forgotten
    }
}
