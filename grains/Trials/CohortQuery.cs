using System.Text.Json;
using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;
using TwinGrid.Treatments;
using TwinGrid.TrialRuns;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Trials;

/// <summary>Which of the grid's own patients a trial is about. Each twin answers it for itself.</summary>
internal sealed record CohortQuery
{
    private const string At = "population.cohort";

    private static readonly string[] Names = ["sex", "ageFrom", "ageTo", "diabetes", "condition", "drug", "tumour", "signals"];

    public Sex? Sex { get; init; }

    public double? AgeFrom { get; init; }

    public double? AgeTo { get; init; }

    public DiabetesType? Diabetes { get; init; }

    public string? Condition { get; init; }

    /// <summary>Doses of it were entered.</summary>
    public string? Drug { get; init; }

    /// <summary>A scan was entered, or none.</summary>
    public bool? HasTumour { get; init; }

    /// <summary>Newest values, with the bounds they lie in.</summary>
    public IReadOnlyList<(Signal Signal, double Least, double Most)> Signals { get; init; } = [];

    /// <summary>Reads the cohort of a protocol.</summary>
    public static (CohortQuery? Query, TrialFault? Fault) Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) return Wrong("", $"must have some of {string.Join(", ", Names)}");
        var query = new CohortQuery();
        foreach (var field in root.EnumerateObject())
        {
            var value = field.Value;
            var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            double? number = value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
            switch (field.Name)
            {
                case "sex" when Enum.TryParse<Sex>(text, ignoreCase: true, out var sex) && sex != TwinGrid.Patients.Sex.Unknown: query = query with { Sex = sex }; break;
                case "ageFrom" when number is >= 0 and <= 130: query = query with { AgeFrom = number }; break;
                case "ageTo" when number is >= 0 and <= 130: query = query with { AgeTo = number }; break;
                case "diabetes" when Enum.TryParse<DiabetesType>(text, ignoreCase: true, out var type): query = query with { Diabetes = type }; break;
                case "condition" when text is { Length: > 0 }: query = query with { Condition = text }; break;
                case "drug" when text is { Length: > 0 }: query = query with { Drug = text }; break;
                case "tumour" when value.ValueKind is JsonValueKind.True or JsonValueKind.False || text is "true" or "false": query = query with { HasTumour = value.ValueKind == JsonValueKind.True || text == "true" }; break;
                case "signals" when value.ValueKind == JsonValueKind.Object:
                    if (Ranges(value, out var ranges) is { } fault) return (null, fault);
                    query = query with { Signals = ranges };
                    break;
                case "sex": return Wrong(".sex", "must be female or male");
                case "ageFrom" or "ageTo": return Wrong($".{field.Name}", "must be a number of years from 0 to 130");
                case "diabetes": return Wrong(".diabetes", "must be none, type1 or type2");
                case "tumour": return Wrong(".tumour", "must be true or false");
                case "condition" or "drug": return Wrong($".{field.Name}", "must be a word");
                case "signals": return Wrong(".signals", "must be a list of names, each with least and most");
                default: return Wrong($".{field.Name}", $"is not known; known are {string.Join(", ", Names)}");
            }
        }
        return (query, null);
    }

    /// <summary>Whether a patient is of the cohort.</summary>
    public bool Fits(PatientProfile profile, IReadOnlyList<TreatmentEntry> entries, LatestSigns latest, DateTimeOffset now)
    {
        var age = profile.AgeYears(now);
        return (Sex is null || profile.Sex == Sex) && !(age < AgeFrom) && !(age > AgeTo) && (Diabetes is null || profile.DiabetesType == Diabetes) && (Condition is null || profile.Has(Condition))
            && (Drug is null || entries.Any(entry => entry.Kind == TreatmentKind.Dose && string.Equals(entry.What, Drug, StringComparison.OrdinalIgnoreCase)))
            && (HasTumour is null || entries.Any(entry => entry.Kind == TreatmentKind.Scan) == HasTumour)
            && Signals.All(range => latest.Newest(range.Signal) is { } sign && sign.Value >= range.Least && sign.Value <= range.Most);
    }

    private static TrialFault? Ranges(JsonElement signals, out IReadOnlyList<(Signal Signal, double Least, double Most)> ranges)
    {
        var found = new List<(Signal, double, double)>();
        ranges = found;
        foreach (var one in signals.EnumerateObject())
        {
            if (SignalCatalogue.Find(one.Name) is not { IsDose: false } signal) return new($"{At}.signals.{one.Name}", null, "is no vital sign that has a latest value");
            if (one.Value.ValueKind != JsonValueKind.Object) return new($"{At}.signals.{one.Name}", null, "must have least or most");
            double Bound(string name, double otherwise) => one.Value.TryGetProperty(name, out var bound) && bound.ValueKind == JsonValueKind.Number ? bound.GetDouble() : otherwise;
            found.Add((signal.Signal, Bound("least", double.NegativeInfinity), Bound("most", double.PositiveInfinity)));
        }
        return null;
    }

    private static (CohortQuery?, TrialFault?) Wrong(string path, string reason) => (null, new(At + path, null, reason));
}
