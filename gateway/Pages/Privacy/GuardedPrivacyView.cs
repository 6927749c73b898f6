using TwinGrid.Access;
using TwinGrid.Erasure;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Pages.Frame;
using TwinGrid.Patients;
using TwinGrid.Studies;
using TwinGrid.Vault;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Gateway.Pages.Privacy;

/// <summary>The officer's view, decided by the API's own rows of the table each time, and written down like any access.</summary>
internal sealed class GuardedPrivacyView(IGrainFactory grains, IStudies studies, VaultOptions vault, PageVisitor visitor, IAuditTrail trail, TimeProvider time) : IPrivacyView
{
    private const int MostNotices = 200, DaysBack = 30;

    private static readonly string[] Looks = ["GET /v1/privacy/notices", "GET /v1/studies", "GET /v1/privacy/refusals", "GET /v1/privacy/erasures"];

    public async Task<PrivacyShown?> Look()
    {
        foreach (var route in Looks)
            if (!await Enter(route, [])) return null;
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return new PrivacyShown(
            await grains.GetGrain<IPrivacyDesk>(0).Notices(MostNotices),
            vault.IsAbsent ? null : await Task.WhenAll((await studies.All(CancellationToken.None)).Select(async study => new StudyShown(study, await grains.GetGrain<IStudyLedger>(study.Id).Standing()))),
            await grains.GetGrain<IRefusalTally>(0).Since(today.AddDays(1 - DaysBack)), await grains.GetGrain<IErasureDesk>(0).Reports(MostNotices), today);
    }

    public async Task<GlassNotice?> Review(string notice, string finding)
    {
        if (!await Enter("POST /v1/privacy/notices/{notice}/review", [])) return null;
        return await grains.GetGrain<IPrivacyDesk>(0).Review(notice, (await visitor.Credential()).Caller!.Subject, finding);
    }

    /// <summary>Whether the visitor may, written down either way.</summary>
    private async Task<bool> Enter(string route, IReadOnlyList<TwinId> twins)
    {
        var (credential, row) = (await visitor.Credential(), AccessTable.RowOf(route)!);
        if (credential.Caller is not { } caller) return false;
        var isIn = row.Who.Holds(caller.Role) && time.GetUtcNow() < credential.ExpiresAt;
        var decision = new AccessDecision(isIn, !isIn ? AccessGround.NotForThisRole : credential.IsDevelopment ? AccessGround.Development : AccessGround.RoleAlone, null, 0);
        await trail.Record(
            new AccessEntry($"{Guid.CreateVersion7(time.GetUtcNow()):n}", $"page: {route}", caller, row.Operation, row.Data, AccessGate.UsualPurpose(caller.Role), twins, decision, null), CancellationToken.None);
        return isIn;
    }
}
