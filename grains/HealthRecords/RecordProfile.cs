using System.Globalization;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Grains.HealthRecords;

/// <summary>
/// Makes a twin's profile of what the record says. What somebody entered by hand stays, unless the record says it is over. A size that nobody measured is that of most people of the age, and the
/// profile says so.
/// </summary>
internal static class RecordProfile
{
    /// <summary>Condition of a profile whose height or weight nobody measured.</summary>
    public const string HeightAssumed = "height-assumed", WeightAssumed = "weight-assumed";

    private const int MostConditions = 100;

    /// <summary>%, and less is reduced (ESC guidelines 2021). What was measured last counts more than any diagnosis.</summary>
    private const double ReducedFraction = 40;

    /// <summary>The profile; null where nothing says when the patient was born.</summary>
    public static PatientProfile? Of(IReadOnlyList<RecordFact> facts, PatientProfile? known, DateTimeOffset now)
    {
        if ((Newest(facts, RecordFactKind.BirthDate) is { } text ? Day(text) : known?.BirthDate) is not { } birthDate) return null;
        var sex = Newest(facts, RecordFactKind.Sex) switch { "female" => Sex.Female, "male" => Sex.Male, _ => known?.Sex ?? Sex.Unknown };
        var words = Words(facts, known, now);
        var height = Size(facts, RecordFactKind.Height, known?.HeightCm, known, HeightAssumed, words);
        var weight = Size(facts, RecordFactKind.Weight, known?.WeightKg, known, WeightAssumed, words);
        var usual = UsualSize.At(birthDate, sex, now);
        return new PatientProfile(birthDate, sex, height ?? usual.HeightCm, weight ?? usual.WeightKg, [.. words.Take(MostConditions)], Diabetes(facts, known), Medications(facts, known, words, now));
    }

    /// <summary>Doses and ends of what is taken: of each drug the newest prescription that has not ended. Null where nothing is told beyond the words.</summary>
    private static Medication[]? Medications(IReadOnlyList<RecordFact> facts, PatientProfile? known, List<string> words, DateTimeOffset now)
    {
        var told = facts.Where(fact => fact.Kind == RecordFactKind.Medication).Select(fact => (Fact: fact, Taken: Medication.Read(fact.Value))).GroupBy(one => one.Taken.Drug, StringComparer.Ordinal).ToArray();
        var kept = (known?.Medications ?? []).Where(one => !Array.Exists(told, drug => drug.Key == one.Drug));
        var newest = told.Select(drug => drug.Where(one => one.Fact.Holds).OrderBy(one => !(one.Taken.Until <= now)).ThenBy(one => one.Fact.At ?? DateTimeOffset.MinValue).LastOrDefault().Taken).OfType<Medication>();
        Medication[] taken = [.. kept.Concat(newest).Where(one => (one.PerDay ?? one.Until?.UtcTicks) is not null && words.Contains(PatientProfile.Taking + one.Drug, StringComparer.Ordinal)).OrderBy(one => one.Drug, StringComparer.Ordinal)];
        return taken.Length > 0 ? taken : null;
    }

    private static List<string> Words(IReadOnlyList<RecordFact> facts, PatientProfile? known, DateTimeOffset now)
    {
        var said = facts.Where(fact => fact.Kind == RecordFactKind.Condition).GroupBy(fact => fact.Value, StringComparer.Ordinal).ToDictionary(word => word.Key, word => word.Any(fact => fact.Holds), StringComparer.Ordinal);
        foreach (var drug in facts.Where(fact => fact is { Kind: RecordFactKind.Medication, Holds: true }).Select(fact => Medication.Read(fact.Value)).GroupBy(one => one.Drug, StringComparer.Ordinal))
            if (drug.All(one => one.Until <= now)) said[PatientProfile.Taking + drug.Key] = false;
        var kept = (known?.Conditions ?? []).Where(word => word is not (HeightAssumed or WeightAssumed) && said.GetValueOrDefault(word, defaultValue: true));
        var words = kept.Union(said.Where(word => word.Value).Select(word => word.Key).Order(StringComparer.Ordinal), StringComparer.Ordinal).ToList();
        if (Newest(facts, RecordFactKind.EjectionFraction) is { } fraction)
        {
            words.Remove(PatientProfile.ReducedEjectionFraction);
            if (double.Parse(fraction, CultureInfo.InvariantCulture) <= ReducedFraction) words.Add(PatientProfile.ReducedEjectionFraction);
        }
        if (words.Contains(PatientProfile.AorticValveReplaced, StringComparer.Ordinal)) words.Remove(PatientProfile.SevereAorticStenosis);
        return words;
    }

    /// <summary>The newest that was measured, else what stood there unless it was assumed; null to assume, which the words then say.</summary>
    private static double? Size(IReadOnlyList<RecordFact> facts, RecordFactKind kind, double? stood, PatientProfile? known, string assumed, List<string> words)
    {
        if (Newest(facts, kind) is { } measured) return double.Parse(measured, CultureInfo.InvariantCulture);
        if (stood is { } size && known?.Has(assumed) == false) return size;
        words.Insert(0, assumed);
        return null;
    }

    private static DiabetesType Diabetes(IReadOnlyList<RecordFact> facts, PatientProfile? known)
    {
        var types = facts.Where(fact => fact is { Kind: RecordFactKind.Diabetes, Holds: true }).Select(fact => fact.Value).ToHashSet(StringComparer.Ordinal);
        return types.Contains("type1") ? DiabetesType.Type1 : types.Contains("type2") ? DiabetesType.Type2 : known?.DiabetesType ?? DiabetesType.None;
    }

    private static string? Newest(IReadOnlyList<RecordFact> facts, RecordFactKind kind) =>
        facts.Where(fact => fact.Kind == kind && fact.Holds).OrderBy(fact => fact.At ?? DateTimeOffset.MinValue).LastOrDefault()?.Value;

    private static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
