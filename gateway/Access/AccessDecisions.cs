using System.Collections.Concurrent;
using TwinGrid.Access;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Access;

/// <summary>
/// Decides by the consents that this gateway holds on lease, and asks for a lease where it holds none: a hot twin costs a look into a table, a patient's own not even that. A lease counts from before it
/// was asked for, by this process' own clock, so it ends here before it ends where it was given. Safe for concurrent use.
/// </summary>
internal sealed class AccessDecisions(IGrainFactory grains, TimeProvider time) : IAccessDecisions
{
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<TwinId, Leased> _leases = new();

    public ValueTask<AccessDecision> Decide(AccessRequest request, CancellationToken cancel) =>
        ConsentRules.WithoutConsent(request) is { } decided ? new ValueTask<AccessDecision>(decided)
        : _leases.TryGetValue(request.Twin, out var held) && Holds(held) && held.Sheet.IsCompletedSuccessfully
            ? new ValueTask<AccessDecision>(ConsentRules.Decide(held.Sheet.Result, request, time.GetUtcNow()))
            : new ValueTask<AccessDecision>(Ask(request, cancel));

    /// <summary>Those who ask at the same time share one question; what comes back too late is asked again.</summary>
    private async Task<AccessDecision> Ask(AccessRequest request, CancellationToken cancel)
    {
        while (true)
        {
            var lease = _leases.TryGetValue(request.Twin, out var held) && Holds(held) && !held.Sheet.IsFaulted ? held : Lease(request.Twin);
            var sheet = await lease.Sheet.WaitAsync(cancel);
            if (Holds(lease)) return ConsentRules.Decide(sheet, request, time.GetUtcNow());
        }
    }

    private Leased Lease(TwinId twin)
    {
        if (_leases.Count >= Most) _leases.Clear();
        var askedAt = time.GetTimestamp();
        return _leases[twin] = new Leased(grains.GetGrain<IPatientConsent>(twin.Value).Lease(), askedAt);
    }

    private bool Holds(Leased lease) => time.GetElapsedTime(lease.AskedAt) < IPatientConsent.LeaseTime;

    private sealed record Leased(Task<ConsentSheet> Sheet, long AskedAt);
}
