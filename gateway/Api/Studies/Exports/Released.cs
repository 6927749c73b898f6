using TwinGrid.Disclosure.Anonymity;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>What of a profile may leave: fields by name and codes by list. What is not named here cannot.</summary>
internal sealed class Released(IReadOnlySet<string> conditions)
{
    public const string Type1 = "diabetes-type-1", Type2 = "diabetes-type-2";

    private readonly Dictionary<string, string> _written = conditions.ToDictionary(word => word, word => word, StringComparer.OrdinalIgnoreCase);

    /// <summary>A person by what may leave of the profile.</summary>
    /// <param name="dropped">Words that are on no list.</param>
    public Person Of(PatientProfile profile, DateTimeOffset now, out int dropped)
    {
        var codes = new SortedSet<string>(StringComparer.Ordinal);
        dropped = 0;
        foreach (var word in profile.Conditions)
        {
            if (_written.TryGetValue(word, out var code)) codes.Add(code); // as the list writes it, never as the record does
            else dropped++;
        }
        if (profile.DiabetesType != DiabetesType.None) codes.Add(profile.DiabetesType == DiabetesType.Type1 ? Type1 : Type2);
        return new Person(profile.AgeYears(now), profile.Sex switch { Sex.Female => 1, Sex.Male => 2, _ => 0 }, profile.HeightCm, profile.WeightKg, [.. codes]);
    }

    /// <summary>A class' sex in a word.</summary>
    public static string SexOf(AnonymousClass one) => one.Sex switch { 1 => "female", 2 => "male", 0 => "unknown", _ => "any" };
}
