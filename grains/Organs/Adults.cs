using TwinGrid.Patients;

namespace TwinGrid.Grains.Organs;

/// <summary>Who the models of heart and lung are made for.</summary>
internal static class Adults
{
    private const int From = 18;

    /// <summary>Why nothing can be said of a patient; null when something can.</summary>
    public static string? Refusal(PatientProfile? profile, DateTimeOffset at) => profile switch
    {
        null => "What-ifs need age, sex, height and weight: register the patient first.",
        _ when profile.AgeYears(at) < From => $"The model is one of adults; the patient is {profile.AgeYears(at)}.",
        _ => null,
    };

    public static bool? IsFemale(PatientProfile profile) => profile.Sex switch { Sex.Female => true, Sex.Male => false, _ => null };
}
