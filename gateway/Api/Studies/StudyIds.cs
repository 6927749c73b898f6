using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Studies;

/// <summary>Names of studies in addresses.</summary>
internal static class StudyIds
{
    public const string Described = "The study's name, as consents and tokens carry it.";

    /// <summary>What is wrong with a study's name; null when nothing is.</summary>
    public static Problem? Fault(string study) => TwinId.TryParse(study, out _) ? null : Problem.Field("study", TwinIds.Form);
}
