using TwinGrid.Access;
using TwinGrid.Gateway.Api.Erasure;

namespace TwinGrid.Gateway.Api.Consents;

/// <summary>A version of a patient's consent.</summary>
/// <param name="Id">The same for all versions; null where none was filed.</param>
/// <param name="Version">0 where none was filed.</param>
/// <param name="Status">active, inactive (withdrawn), or none: the defaults hold.</param>
/// <param name="FiledBy">Subject of whoever filed it.</param>
public sealed record ConsentView(string? Id, int Version, string Status, DateTimeOffset? FiledAt, string? FiledBy, IReadOnlyList<ProvisionBody> Provision)
{
    internal static ConsentView Of(Consent? consent) => consent is null
        ? new ConsentView(null, 0, "none", null, null, [])
        : new ConsentView(consent.Id, consent.Version, consent.IsActive ? "active" : "inactive", consent.FiledAt, consent.FiledBy, [.. consent.Provisions.Select(ProvisionBody.Of)]);
}

/// <summary>Teams that care for the patient.</summary>
public sealed record CareTeamsView(IReadOnlyList<string> CareTeams);

/// <summary>Someone took access in an emergency.</summary>
/// <param name="By">Subject of whoever it was.</param>
/// <param name="Until">When that access ends, or ended.</param>
public sealed record BrokenGlassView(string Id, string By, string Reason, DateTimeOffset At, DateTimeOffset Until)
{
    internal static BrokenGlassView Of(BrokenGlass glass) => new(glass.Id, glass.By, glass.Reason, glass.At, glass.Until);
}

/// <summary>A broken glass, and what the privacy officer found.</summary>
public sealed record GlassNoticeView(string TwinId, BrokenGlassView Glass, string? ReviewedBy, DateTimeOffset? ReviewedAt, string? Finding)
{
    internal static GlassNoticeView Of(GlassNotice notice) => new(notice.Twin.Value, BrokenGlassView.Of(notice.Glass), notice.ReviewedBy, notice.ReviewedAt, notice.Finding);
}

/// <summary>Broken glasses, those not reviewed first.</summary>
public sealed record GlassNoticesView(IReadOnlyList<GlassNoticeView> Notices);

/// <summary>Erasures, those not finished first.</summary>
public sealed record ErasuresView(IReadOnlyList<ErasureView> Erasures);

/// <summary>Refusals by day, reason and role, the newest day first.</summary>
public sealed record RefusalsView(IReadOnlyList<RefusalView> Refusals);

/// <param name="Ground">Why, as the audit trail has it.</param>
/// <param name="Role">Who asked; empty where nobody knows who.</param>
public sealed record RefusalView(DateOnly Day, string Ground, string Role, long Times);

/// <param name="Reason">Why, 1 to 500 characters; the patient and the privacy officer read it.</param>
public sealed record BreakGlassBody(string Reason);

/// <param name="Finding">What came of it, 1 to 1000 characters.</param>
public sealed record ReviewBody(string Finding);
