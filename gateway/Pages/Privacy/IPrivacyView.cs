using TwinGrid.Access;
using TwinGrid.Erasure;
using TwinGrid.Studies;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Gateway.Pages.Privacy;

/// <summary>What the privacy officer's page sees, and all it may do.</summary>
public interface IPrivacyView
{
    /// <summary>All of it; null where the visitor may not know.</summary>
    Task<PrivacyShown?> Look();

    /// <summary>Says what came of a broken glass; null when there is no such notice, or the visitor may not. The first review stands.</summary>
    Task<GlassNotice?> Review(string notice, string finding);
}

/// <summary>What the privacy officer sees.</summary>
/// <param name="Notices">Broken glasses, those not reviewed first.</param>
/// <param name="Studies">Null where there is no identity vault.</param>
/// <param name="Refusals">Of the last thirty days, the newest day first.</param>
/// <param name="Erasures">Those not finished first.</param>
/// <param name="Today">The day up to which refusals are counted, UTC.</param>
public sealed record PrivacyShown(IReadOnlyList<GlassNotice> Notices, IReadOnlyList<StudyShown>? Studies, IReadOnlyList<RefusalCount> Refusals, IReadOnlyList<ErasureReport> Erasures, DateOnly Today);

/// <summary>A study, and how its budget stands.</summary>
public sealed record StudyShown(Study Study, LedgerStanding Budget);
