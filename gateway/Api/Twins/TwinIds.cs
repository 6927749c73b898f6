using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Twins;

/// <summary>Reads the twin a request is about.</summary>
internal static class TwinIds
{
    public const string Form = "must be 1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit";

    public static bool TryRead(string text, out TwinId twin, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Problem? problem)
    {
        problem = TwinId.TryParse(text, out twin) ? null : Problem.Field("id", Form);
        return problem is null;
    }
}
