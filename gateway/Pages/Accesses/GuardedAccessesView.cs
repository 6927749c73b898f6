using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Gateway.Pages.Frame;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Pages.Accesses;

/// <summary>The books as one visitor may see them: decided by the API's own row of the table each time, and written down like any access.</summary>
internal sealed class GuardedAccessesView(IGrainFactory grains, KnownTwins twins, PageVisitor visitor, IAccessDecisions decisions, IAuditTrail trail, TimeProvider time) : IAccessesView
{
    private const string Route = "GET /v1/twins/{id}/accesses";
    private const int Rows = 100;

    public async Task<AccessesShown?> Of(TwinId twin, string? after)
    {
        var (credential, row) = (await visitor.Credential(), AccessTable.RowOf(Route)!);
        if (credential.Caller is not { } caller || !row.Who.Holds(caller.Role)) return null;
        var sight = new Sight(row, credential, AccessGate.UsualPurpose(caller.Role), confinedTo: null, decisions, time);
        var isKnown = await twins.BirthDate(twin) is not null;
        var decision = isKnown ? await sight.Decide(twin, row.Data, CancellationToken.None) : new AccessDecision(false, AccessGround.UnknownTwin, null, 0);
        await trail.Record(
            new AccessEntry($"{Guid.CreateVersion7(time.GetUtcNow()):n}", $"page: {Route}", caller, row.Operation, row.Data, sight.Purpose, [twin], decision, null), CancellationToken.None);
        if (!decision.Permitted) return null;
        return new AccessesShown(await grains.GetGrain<IAccessBook>(twin.Value).Read(after, Rows), await grains.GetGrain<IPatientConsent>(twin.Value).Glasses());
    }
}
