using System.Globalization;
using TwinGrid.Access;
using TwinGrid.Disclosure.Noise;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Studies;

/// <summary>What is asked of a cohort: one number, or counts by bins, of one value a person.</summary>
/// <param name="Of">Null where people are counted.</param>
/// <param name="Low">Values are clipped to it, in steps.</param>
/// <param name="High">And to this.</param>
/// <param name="Edges">Of a histogram, in steps; else empty.</param>
internal sealed record Question(QuestionKind Kind, Measure? Of, long Low, long High, IReadOnlyList<long> Edges, DateTimeOffset From, DateTimeOffset To, CohortFilter Where, Epsilon Epsilon)
{
    /// <summary>Kinds of data that are touched of each person.</summary>
    public DataClass Data => (Of?.Signal is null || !Where.IsEmpty ? DataClass.Profile : DataClass.None) | (Of?.Signal is null ? DataClass.None : DataClass.Vitals);

    /// <summary>The question in one line, for the ledger.</summary>
    public override string ToString()
    {
        var of = Of is null ? "" : $" {Of.Name}";
        var within = Of is null || Kind == QuestionKind.Histogram ? "" : $" in [{Of.Shown(Low)}, {Of.Shown(High)}]";
        var bins = Kind == QuestionKind.Histogram ? $" at {string.Join(' ', Edges.Select(Of!.Shown))}" : "";
        var period = Of?.Signal is null ? "" : $" from {From.UtcDateTime:yyyy-MM-ddTHH:mmZ} to {To.UtcDateTime:yyyy-MM-ddTHH:mmZ}";
        return $"{Kind.ToString().ToLowerInvariant()}{of}{within}{bins}{period}{Where}";
    }
}

internal enum QuestionKind { Count = 1, Sum = 2, Mean = 3, Histogram = 4 }

/// <summary>A value that each person has at most once, counted in whole steps of its last decimal.</summary>
/// <param name="Signal">Null for what stands in the profile.</param>
/// <param name="Lowest">The lowest value that can be asked about.</param>
internal sealed record Measure(string Name, string Unit, int Decimals, double Lowest, double Highest, SignalDefinition? Signal)
{
    private double StepsPerUnit => Math.Pow(10, Decimals);

    /// <summary>What stands in the profile, or the mean of a signal; null for what has no mean.</summary>
    public static Measure? Find(string name) => name switch
    {
        "age" => new("age", "a", 0, 0, 130, null),
        "height" => new("height", "cm", 0, 20, 280, null),
        "weight" => new("weight", "kg", 0, 0, 650, null),
        _ => SignalCatalogue.Find(name) is { IsCoded: false, IsDose: false } signal ? new(signal.Slug, signal.Unit, signal.Decimals, signal.PossibleLow, signal.PossibleHigh, signal) : null,
    };

    public long Steps(double value) => (long)Math.Round(value * StepsPerUnit);

    public double Value(double steps) => Math.Round(steps / StepsPerUnit, Decimals + 2);

    public string Shown(long steps) => Value(steps).ToString(CultureInfo.InvariantCulture);

    /// <summary>What the profile says of it; null for a signal.</summary>
    public double? Of(PatientProfile profile, DateTimeOffset now) => Name switch { "age" => profile.AgeYears(now), "height" => profile.HeightCm, "weight" => profile.WeightKg, _ => null };
}

/// <summary>Whom of the cohort a question is about.</summary>
internal sealed record CohortFilter(Sex? Sex, int? AgeFrom, int? AgeTo, DiabetesType? Diabetes, string? Condition)
{
    public static CohortFilter Everyone { get; } = new(null, null, null, null, null);

    public bool IsEmpty => this == Everyone;

    public bool Fits(PatientProfile profile, DateTimeOffset now)
    {
        var age = profile.AgeYears(now);
        return (Sex is null || profile.Sex == Sex) && !(age < AgeFrom) && !(age > AgeTo) && (Diabetes is null || profile.DiabetesType == Diabetes) && (Condition is null || profile.Has(Condition));
    }

    public override string ToString()
    {
        List<string> parts = [];
        if (Sex is { } sex) parts.Add($"sex {sex.ToString().ToLowerInvariant()}");
        if (AgeFrom is not null || AgeTo is not null) parts.Add($"age {AgeFrom?.ToString(CultureInfo.InvariantCulture) ?? "0"} to {AgeTo?.ToString(CultureInfo.InvariantCulture) ?? "any"}");
        if (Diabetes is { } diabetes) parts.Add($"diabetes {diabetes.ToString().ToLowerInvariant()}");
        if (Condition is not null) parts.Add($"condition {Condition}");
        return parts.Count == 0 ? "" : $" where {string.Join(", ", parts)}";
    }
}
