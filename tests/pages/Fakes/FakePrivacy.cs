using TwinGrid.Access;
using TwinGrid.Erasure;
using TwinGrid.Gateway.Pages.Privacy;
using TwinGrid.Patients;
using TwinGrid.Studies;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Pages.Tests.Fakes;

/// <summary>What a privacy officer has before him on a busy day.</summary>
public sealed class FakePrivacy(DateTimeOffset now) : IPrivacyView
{
    public PrivacyShown? Shown { get; set; } = new(
        [
            new GlassNotice(TwinId.Parse("7f3a9c"), new BrokenGlass("g2", "dr-5", "Unconscious in the emergency room, no relative present", now.AddMinutes(-20), now.AddMinutes(40))),
            new GlassNotice(TwinId.Parse("0bd11e"), new BrokenGlass("g1", "dr-9", "Ward round, team was not entered yet", now.AddHours(-30), now.AddHours(-29))) { ReviewedBy = "officer-1", ReviewedAt = now.AddHours(-3), Finding = "Justified; the team was entered late" },
        ],
        [
            new StudyShown(
                new Study("sglt2-2026", "SGLT2 and the night", StudyStatus.Active, new DateOnly(2026, 3, 1), new DateOnly(2027, 3, 31), now.AddDays(-30), "officer-1"),
                new LedgerStanding(true, 1_000_000, 350_000, 7, [])),
            new StudyShown(
                new Study("nights-2024", "Nights on the ward", StudyStatus.Completed, new DateOnly(2024, 1, 1), new DateOnly(2025, 12, 31), now.AddDays(-700), "officer-1") { KeyDestroyedAt = new DateTimeOffset(2026, 1, 15, 9, 0, 0, TimeSpan.Zero) },
                new LedgerStanding(true, 1_000_000, 1_000_000, 40, [])),
        ],
        [
            new RefusalCount(DateOnly.FromDateTime(now.UtcDateTime), "consent-denies", "clinician", 3), new RefusalCount(DateOnly.FromDateTime(now.UtcDateTime), "not-identified", "", 12),
            new RefusalCount(DateOnly.FromDateTime(now.UtcDateTime).AddDays(-2), "consent-denies", "clinician", 4), new RefusalCount(DateOnly.FromDateTime(now.UtcDateTime).AddDays(-20), "unknown-twin", "patient", 1),
        ],
        [
            new ErasureReport(TwinId.Parse("c0ffee"), ErasureGround.Objection, now.AddMinutes(-1), null, new Dictionary<string, long>(StringComparer.Ordinal)),
            new ErasureReport(TwinId.Parse("5d0c1f"), ErasureGround.ConsentWithdrawn, now.AddDays(-3), now.AddDays(-3), new Dictionary<string, long>(StringComparer.Ordinal)),
        ],
        DateOnly.FromDateTime(now.UtcDateTime));

    public List<(string Notice, string Finding)> Reviewed { get; } = [];

    public Task<PrivacyShown?> Look() => Task.FromResult(Shown);

    public Task<GlassNotice?> Review(string notice, string finding)
    {
        Reviewed.Add((notice, finding));
        var found = Shown!.Notices.FirstOrDefault(one => one.Glass.Id == notice) is { } one ? one with { ReviewedBy = "officer-1", ReviewedAt = now, Finding = finding } : null;
        if (found is not null) Shown = Shown with { Notices = [.. Shown.Notices.Where(other => other.Glass.Id != notice), found] };
        return Task.FromResult(found);
    }
}
