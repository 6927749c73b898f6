using TwinGrid.Patients;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Grains.Treatments;

/// <summary>Insulin that the record says is taken: which metabolism it is taken in, and how much of it works round the clock.</summary>
/// <remarks>It goes by the profile and not by the hour: a metabolism must not depend on when it slept. What ends leaves the profile when the record is written next.</remarks>
internal static class PrescribedInsulin
{
    /// <summary>Words of the clinical table.</summary>
    private const string Any = "insulin", Basal = "insulin-basal", Rapid = "insulin-rapid", Mixed = "insulin-mixed";

    /// <summary>The profile's words.</summary>
    private static readonly string[] Taken = [PatientProfile.Taking + Any, PatientProfile.Taking + Basal, PatientProfile.Taking + Rapid, PatientProfile.Taking + Mixed];

    /// <summary>Of a mixture so much is protracted: 70 in human 70/30 and biphasic aspart 70/30, the usual ones.</summary>
    private const double ProtractedShare = .7;

    /// <summary>IU per kg a day beyond which a dose was misread.</summary>
    private const double MostPerKg = 5;

    private const int Adult = 18;

    public const string Source = "American Diabetes Association, Standards of Care in Diabetes, section 9 (about half of the insulin of type 1 is basal); UVA/Padova and Dalla Man 2007 for what it does";

    /// <summary>Whether the record says that insulin is taken.</summary>
    public static bool IsTaken(PatientProfile? profile) => profile is not null && Array.Exists(Taken, profile.Has);

    /// <summary>The metabolism that answers for a patient: by the diabetes in the profile, else by the insulin: who takes it has one of the two.</summary>
    public static MetabolismKind KindOf(PatientProfile? profile, DateTimeOffset at) => profile?.DiabetesType switch
    {
        DiabetesType.Type1 => MetabolismKind.Type1,
        DiabetesType.Type2 => MetabolismKind.Type2,
        _ when IsTaken(profile) => profile!.AgeYears(at) < Adult ? MetabolismKind.Type1 : MetabolismKind.Type2,
        _ => MetabolismKind.Healthy,
    };

    /// <summary>IU a day that work round the clock; null where the record gives no dose that tells.</summary>
    public static double? BasalPerDay(PatientProfile? profile, DateTimeOffset at)
    {
        if (profile is null || !IsTaken(profile)) return null;
        var (basal, mixed, rapid) = (Dose(Basal), Dose(Mixed), Dose(Rapid));
        if (basal is not null || mixed is not null) return (basal ?? 0) + ProtractedShare * (mixed ?? 0);
        return KindOf(profile, at) == MetabolismKind.Type1 ? rapid : null; // half of all

        double? Dose(string kind) => profile.Has(PatientProfile.Taking + kind) && profile.Dosed(kind)?.PerDay is > 0 and var told && told <= MostPerKg * profile.WeightKg ? told : null;
    }
}
