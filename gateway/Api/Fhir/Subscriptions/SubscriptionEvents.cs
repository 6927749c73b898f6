using TwinGrid.Access;
using TwinGrid.Gateway.Api.Fhir.Reading;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Subscriptions;

/// <summary>
/// Finds what a subscriber is to be told: what came into records since he was told last, fits his criteria, and may be seen by him at this moment. What he is told stands in the patient's trail before.
/// </summary>
internal sealed class SubscriptionEvents(IGrainFactory grains, IAccessDecisions decisions, IAuditTrail trail, RecordView view, TimeProvider time)
{
    /// <summary>The route that a delivery stands under in the trail.</summary>
    public const string Route = "NOTIFY /fhir/Subscription/{sid}";

    private const int AtOnce = 500, MostSeen = 2_000;

    /// <summary>How late a version may come to stand behind others: silos that write at the same time finish in any order.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(10);

    private IHealthRecords Records => grains.GetGrain<IHealthRecords>(0);

    /// <summary>Changes that were not looked at yet, in order.</summary>
    public async Task<IReadOnlyList<ResourceChange>> New(SubscriptionState state)
    {
        var (seen, after, found) = (state.Seen.ToHashSet(), state.Settled, new List<ResourceChange>());
        while (found.Count < AtOnce && await Records.Changes(after, AtOnce) is { Count: > 0 } changes)
        {
            found.AddRange(changes.Where(change => !seen.Contains(change.Place)));
            after = changes[^1].Place;
        }
        return found;
    }

    /// <summary>The resource that is to be told; null where it does not fit, may not be seen, or is no longer what stands.</summary>
    public async Task<StoredResource?> Of(SubscriptionState state, ResourceChange change, CancellationToken cancel)
    {
        var (query, resource) = (SubscriptionBodies.Criteria(state.Criteria), change.Resource);
        if (!change.IsCurrent || resource.Name.Type != query.Type.Name || (query.Patients is { } patients && (resource.Twin is null || !patients.Contains(resource.Twin.Value.Value, StringComparer.Ordinal)))) return null;
        if (query.Ids.Count > 0 && !query.Ids.Contains(resource.Name.Id, StringComparer.Ordinal)) return null;
        if (resource.Twin is { } twin)
        {
            if (state.Right.Only is { } only && only != twin.Value) return null;
            foreach (var asked in query.OfPatient)
                if ((await Records.Search(asked.Of(twin))).Total == 0) return null;
            if (query.IsChained && !(await Decide(state, twin, DataClass.Profile, cancel)).Permitted) return null;
        }
        var page = await Records.Search(query.Of(resource.Twin) with { Ids = [resource.Name.Id], Limit = 1 });
        if (page.Found is not [var found] || found.Version != resource.Version) return null;
        if (found.Twin is not { } owner) return found;
        var decision = await Decide(state, owner, found.Data, cancel);
        if (!decision.Permitted) return null;
        await trail.Record(new AccessEntry($"{state.Id}.{change.Place}", Route, state.Right.ToCaller(), Operation.Watch, found.Data, state.Right.Purpose, [owner], decision, null), cancel);
        return found;
    }

    /// <summary>The resource as the subscriber may see it.</summary>
    public async Task<byte[]> Shown(SubscriptionState state, StoredResource resource, CancellationToken cancel) =>
        resource is { Name.Type: "Patient", Twin: { } twin } && (await Decide(state, twin, DataClass.Identity, cancel)).Permitted ? await view.Named(resource, cancel) : resource.Body;

    /// <summary>Changes have been looked at: places that nothing can come before any more are settled.</summary>
    public SubscriptionState After(SubscriptionState state, IEnumerable<ResourceChange> changes)
    {
        var (seen, settled, safe) = (state.Seen.ToHashSet(), state.Settled, time.GetUtcNow() - Lateness);
        foreach (var change in changes)
        {
            seen.Add(change.Place);
            if (change.Resource.At <= safe && change.Place > settled) settled = change.Place;
        }
        List<long> left = [.. seen.Where(place => place > settled).Order()];
        if (left.Count > MostSeen)
        {
            settled = left[^(MostSeen + 1)];
            left.RemoveRange(0, left.Count - MostSeen);
        }
        return state with { Settled = settled, Seen = left };
    }

    private ValueTask<AccessDecision> Decide(SubscriptionState state, TwinId twin, DataClass data, CancellationToken cancel) =>
        decisions.Decide(new AccessRequest(state.Right.ToCaller(), twin, Operation.Watch, data, state.Right.Purpose), cancel);
}
