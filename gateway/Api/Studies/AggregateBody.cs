using System.Text.Json;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Studies;

/// <summary>A question about a study's cohort.</summary>
/// <param name="Kind">count, sum, mean or histogram.</param>
/// <param name="Of">age, height, weight, or code or short name of a signal (its mean over the period); not for count.</param>
/// <param name="From">Start of the period, for a signal.</param>
/// <param name="To">End of the period, not included; at most 366 days later, and not in the future.</param>
/// <param name="Low">For sum and mean: values below count as this.</param>
/// <param name="High">Values above count as this.</param>
/// <param name="Edges">For histogram: 2 to 101 rising edges of bins; what lies beyond counts in the outermost.</param>
/// <param name="Where">Whom it is about; all unless given.</param>
/// <param name="Epsilon">Privacy loss to spend, 0.001 to 10, at most six decimals.</param>
public sealed record AggregateBody(
    string Kind, string? Of, DateTimeOffset? From, DateTimeOffset? To, double? Low, double? High, IReadOnlyList<double>? Edges, CohortFilterBody? Where, decimal Epsilon)
{
    private const int MostEdges = 101;

    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(366);

    private static readonly (string, QuestionKind)[] Kinds = [("count", QuestionKind.Count), ("sum", QuestionKind.Sum), ("mean", QuestionKind.Mean), ("histogram", QuestionKind.Histogram)];

    internal static Reading<Question> Read(JsonElement body, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        var fields = new JsonFields(body, "", errors, "kind", "of", "from", "to", "low", "high", "edges", "where", "epsilon");
        var kind = fields.Choice("kind", Kinds);
        var measure = ReadMeasure(fields, kind);
        var (from, to) = ReadPeriod(fields, measure, now);
        var (low, high) = ReadLimits(fields, kind, measure);
        var edges = ReadEdges(fields, kind, measure);
        var where = fields.Has("where") ? ReadFilter(fields, errors) : CohortFilter.Everyone;
        var epsilon = ReadEpsilon(fields);
        return errors.Any ? errors.ToProblem() : new Question(kind!.Value, measure, low, high, edges, from, to, where, epsilon);
    }

    private static Measure? ReadMeasure(JsonFields fields, QuestionKind? kind)
    {
        if (kind is null or QuestionKind.Count)
        {
            if (kind is not null && fields.Has("of")) fields.Wrong("of", "does not go with count");
            return null;
        }
        if (fields.Text("of", 64) is not { } name) return null;
        if (Measure.Find(name) is { } measure) return measure;
        fields.Wrong("of", "must be age, height, weight, or a signal that has a mean; GET /v1/signals lists them");
        return null;
    }

    private static (DateTimeOffset From, DateTimeOffset To) ReadPeriod(JsonFields fields, Measure? measure, DateTimeOffset now)
    {
        if (measure?.Signal is null)
        {
            foreach (var name in (string[])["from", "to"])
                if (fields.Has(name)) fields.Wrong(name, "goes with a signal only");
            return default;
        }
        if (fields.Instant("from") is not { } from || fields.Instant("to") is not { } to) return default;
        if (to > now) fields.Wrong("to", "is in the future");
        else if (from >= to) fields.Wrong("from", "must be before to");
        else if (to - from > LongestPeriod) fields.Wrong("from", "is more than 366 days before to");
        return (from, to);
    }

    private static (long Low, long High) ReadLimits(JsonFields fields, QuestionKind? kind, Measure? measure)
    {
        if (kind is not (QuestionKind.Sum or QuestionKind.Mean))
        {
            foreach (var name in (string[])["low", "high"])
                if (fields.Has(name)) fields.Wrong(name, "goes with sum and mean only");
            return default;
        }
        if (measure is null || fields.Number("low", measure.Lowest, measure.Highest) is not { } low || fields.Number("high", measure.Lowest, measure.Highest) is not { } high) return default;
        if (measure.Steps(low) >= measure.Steps(high)) fields.Wrong("low", "must be below high");
        return (measure.Steps(low), measure.Steps(high));
    }

    private static List<long> ReadEdges(JsonFields fields, QuestionKind? kind, Measure? measure)
    {
        if (kind is not QuestionKind.Histogram)
        {
            if (fields.Has("edges")) fields.Wrong("edges", "goes with histogram only");
            return [];
        }
        if (measure is null || fields.Raw("edges") is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is < 2 or > MostEdges)
        {
            fields.Wrong("edges", $"must be a list of 2 to {MostEdges} numbers");
            return [];
        }
        var edges = new List<long>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetDouble(out var edge) || !(edge >= measure.Lowest && edge <= measure.Highest)) fields.Wrong("edges", $"must be numbers from {measure.Lowest} to {measure.Highest}");
            else if (edges.Count > 0 && measure.Steps(edge) <= edges[^1]) fields.Wrong("edges", "must rise");
            else edges.Add(measure.Steps(edge));
        }
        return edges;
    }

    private static CohortFilter ReadFilter(JsonFields outer, FieldErrors errors)
    {
        if (outer.Raw("where") is not { ValueKind: JsonValueKind.Object } where)
        {
            outer.Wrong("where", "must be an object");
            return CohortFilter.Everyone;
        }
        var fields = new JsonFields(where, "where", errors, "sex", "ageFrom", "ageTo", "diabetes", "condition");
        var (from, to) = ((int?)fields.Whole("ageFrom", 0, 130, isRequired: false), (int?)fields.Whole("ageTo", 0, 130, isRequired: false));
        if (from > to) fields.Wrong("ageFrom", "must not be above ageTo");
        return new CohortFilter(
            fields.Choice("sex", [("female", Sex.Female), ("male", Sex.Male), ("unknown", Sex.Unknown)], isRequired: false), from, to,
            fields.Choice("diabetes", [("none", DiabetesType.None), ("type1", DiabetesType.Type1), ("type2", DiabetesType.Type2)], isRequired: false),
            fields.Text("condition", 64, isRequired: false));
    }

    private static TwinGrid.Disclosure.Noise.Epsilon ReadEpsilon(JsonFields fields)
    {
        if (fields.Raw("epsilon") is not { } raw) return default;
        if (raw.ValueKind == JsonValueKind.Number && raw.TryGetDecimal(out var value) && value is >= .001m and <= 10 && TwinGrid.Disclosure.Noise.Epsilon.TryOf(value, out var epsilon)) return epsilon;
        fields.Wrong("epsilon", "must be a number from 0.001 to 10 with at most six decimals");
        return default;
    }
}

/// <summary>Whom a question is about; what is not given is not looked at.</summary>
/// <param name="Sex">female, male, unknown.</param>
/// <param name="Diabetes">none, type1, type2.</param>
/// <param name="Condition">A condition of the record.</param>
public sealed record CohortFilterBody(string? Sex, int? AgeFrom, int? AgeTo, string? Diabetes, string? Condition);
