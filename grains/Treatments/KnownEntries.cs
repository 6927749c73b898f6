using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;
using TwinGrid.Physiology.Drugs;
using TwinGrid.Treatments;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Treatments;

/// <summary>
/// What the newest laboratory results and the profile say to the models of drugs, as if somebody had entered it: drugs that the record says are taken (<c>on-warfarin</c>), creatinine as clearance (Cockcroft–Gault, adults), estimated filtration of this body, bilirubin, and the counts
/// of blood cells. What was entered later counts in its place.
/// </summary>
internal static class KnownEntries
{
    /// <summary>What a laboratory found longer ago says nothing of today.</summary>
    private static readonly TimeSpan Valid = TimeSpan.FromDays(90);

    private const int Adult = 18;

    /// <summary>1.73 m², to which filtration is told.</summary>
    private const double UsualSurface = 1.73;

    /// <summary>Entries with those of laboratory and profile among them, by time.</summary>
    public static IReadOnlyList<TreatmentEntry> With(IReadOnlyList<TreatmentEntry> entries, LatestSigns signs, PatientProfile? profile, DateTimeOffset now)
    {
        TreatmentEntry[] found = [.. Taken(profile), .. Of(signs, profile, now)];
        return found.Length == 0 ? entries : [.. found.Concat(entries).OrderBy(entry => entry.At)];
    }

    /// <summary>Drugs that the record says are taken, since ever: what somebody entered of one counts in its place.</summary>
    public static IEnumerable<TreatmentEntry> Taken(PatientProfile? profile)
    {
        foreach (var word in (profile?.Conditions ?? []).Where(word => word.StartsWith(PatientProfile.Taking, StringComparison.Ordinal)))
        {
            var drug = word[PatientProfile.Taking.Length..];
            yield return new($"profile-{word}", TreatmentKind.Taking, DateTimeOffset.UnixEpoch, drug, 1);
            if (profile!.Dosed(drug)?.Until is { } end) yield return new($"profile-{word}-end", TreatmentKind.Taking, end, drug, 0);
        }
    }

    private static IEnumerable<TreatmentEntry> Of(LatestSigns signs, PatientProfile? profile, DateTimeOffset now)
    {
        LatestSign? Newest(Signal signal) => signs.Newest(signal) is { } sign && sign.ObservedAt <= now && now - sign.ObservedAt <= Valid ? sign : null;
        if (Newest(Signal.Creatinine) is { } creatinine && profile is { Sex: not Sex.Unknown } && profile.AgeYears(now) is >= Adult and var age)
            yield return Covariate(creatinine, "CLCR", BodySize.CreatinineClearance(age, profile.WeightKg, creatinine.Value, profile.Sex == Sex.Female));
        if (Newest(Signal.GlomerularFiltration) is { } filtration && profile is not null) yield return Covariate(filtration, "GFR", filtration.Value * BodySize.Surface(profile.HeightCm, profile.WeightKg) / UsualSurface);
        if (Newest(Signal.Bilirubin) is { } bilirubin) yield return Covariate(bilirubin, "BILI", bilirubin.Value * 10_000 / SignalCatalogue.Of(Signal.Bilirubin).MolarMass); // mg/dL in µmol/L
        if (Newest(Signal.Neutrophils) is { } neutrophils) yield return Entry(neutrophils, TreatmentKind.Count, "neutrophils", neutrophils.Value);
        if (Newest(Signal.Leucocytes) is { } leucocytes) yield return Entry(leucocytes, TreatmentKind.Count, "leucocytes", leucocytes.Value);
    }

    private static TreatmentEntry Covariate(in LatestSign sign, string what, double amount) => Entry(sign, TreatmentKind.Covariate, what, amount);

    private static TreatmentEntry Entry(in LatestSign sign, TreatmentKind kind, string what, double amount) => new($"laboratory-{what}", kind, sign.ObservedAt, what, amount, By: sign.DeviceId);
}
