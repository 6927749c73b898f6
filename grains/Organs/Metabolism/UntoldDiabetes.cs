using TwinGrid.Grains.Treatments;
using TwinGrid.Patients;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Grains.Organs.Metabolism;

/// <summary>
/// Glucose as only diabetes makes it, in somebody of whom none is known. The model of people without diabetes answers it with insulin that such a person
/// has not, and foretells lows that do not come.
/// </summary>
/// <remarks>A random plasma glucose of 200 mg/dL and more: American Diabetes Association, Standards of Care in Diabetes, "Diagnosis and Classification of Diabetes".</remarks>
internal static class UntoldDiabetes
{
    private const double FromMgPerDl = 200;

    /// <summary>So long the model holds insulin at work against it: after as long a silence it forgets its course, too.</summary>
    private static readonly TimeSpan Lasting = TimeSpan.FromHours(6);

    /// <summary>Whether a glucose, in mg/dL, stands so high.</summary>
    public static bool IsShownBy(double mgPerDl) => mgPerDl >= FromMgPerDl;

    /// <summary>Why the model of people without diabetes does not foretell this person; null where nothing speaks against it.</summary>
    /// <param name="profile">The person; null: not known.</param>
    /// <param name="shownAt">When glucose last stood so high; null: never.</param>
    /// <param name="asOf">The time of the forecast.</param>
    public static string? Doubt(PatientProfile? profile, DateTimeOffset? shownAt, DateTimeOffset asOf) =>
        PrescribedInsulin.KindOf(profile, asOf) != MetabolismKind.Healthy || !(asOf - shownAt <= Lasting)
            ? null
            : $"Glucose was at {FromMgPerDl:0} mg/dL or more within the last {Lasting.TotalHours:0} h, as in diabetes, and the profile names no diabetes: "
                + "the model of people without diabetes does not explain it. With the type of diabetes in the profile, glucose is foretold.";
}
