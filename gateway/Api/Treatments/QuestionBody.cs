using System.Text.Json;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Treatments;

namespace TwinGrid.Gateway.Api.Treatments;

/// <summary>What would a regimen do, from now on?</summary>
/// <param name="Drug">As the library has it.</param>
/// <param name="Regimen">In words: <c>135 mg over 1 h every 21 d x 6; hold from 42 d to 63 d</c>. Times from now.</param>
/// <param name="OffLabel">Looks at doses that the label does not give.</param>
/// <param name="Days">How far it is looked at; 126 unless given.</param>
/// <param name="Draws">How many of the patients that this one may be are followed; 256 unless given.</param>
/// <param name="Tumour">Which of the drug's tumours; the first unless given.</param>
/// <param name="Covariates">Known beside the twin, by name.</param>
/// <param name="Genes">Diplotypes known beside the twin, by gene.</param>
/// <param name="Prognosis">What the survival model asks, by name.</param>
public sealed record EvaluateBody(
    string Drug, string Regimen, bool? OffLabel, double? Days, int? Draws, string? Tumour, IReadOnlyDictionary<string, double>? Covariates, IReadOnlyDictionary<string, string>? Genes,
    IReadOnlyDictionary<string, double>? Prognosis)
{
    internal static Reading<TreatmentQuestion> Read(JsonElement body)
    {
        var errors = new FieldErrors();
        var fields = new JsonFields(body, "", errors, "drug", "regimen", "offLabel", "days", "draws", "tumour", "covariates", "genes", "prognosis");
        var (drug, regimen) = (fields.Text("drug", 64), fields.Text("regimen", 2000));
        var offLabel = fields.Has("offLabel") && fields.Raw("offLabel") is { } raw && Flag(fields, raw);
        var about = AboutBody.Read(fields, body, errors);
        return errors.Any ? errors.ToProblem() : new TreatmentQuestion(drug!, regimen!, about, offLabel);

        static bool Flag(JsonFields fields, JsonElement raw)
        {
            if (raw.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) fields.Wrong("offLabel", "must be true or false");
            return raw.ValueKind == JsonValueKind.True;
        }
    }
}

/// <summary>Which dose and interval are best, from now on?</summary>
/// <param name="Drug">As the library has it.</param>
/// <param name="Limit">Greatest chance of grade 4 neutropenia, between 0 and 1.</param>
/// <param name="IntervalsDays">Intervals that are tried; 14, 21, 28 unless given.</param>
/// <param name="Least">Smallest dose tried, as the label counts it; the label's unless given.</param>
/// <param name="Most">Greatest dose tried.</param>
/// <param name="Steps">How many doses are tried between them; 10 unless given.</param>
/// <param name="Days">How far it is looked at; 126 unless given.</param>
/// <param name="Draws">How many of the patients that this one may be are followed; 256 unless given.</param>
/// <param name="Tumour">Which of the drug's tumours; the first unless given.</param>
/// <param name="Covariates">Known beside the twin, by name.</param>
/// <param name="Genes">Diplotypes known beside the twin, by gene.</param>
/// <param name="Prognosis">What the survival model asks, by name.</param>
public sealed record OptimiseBody(
    string Drug, double Limit, IReadOnlyList<double>? IntervalsDays, double? Least, double? Most, int? Steps, double? Days, int? Draws, string? Tumour,
    IReadOnlyDictionary<string, double>? Covariates, IReadOnlyDictionary<string, string>? Genes, IReadOnlyDictionary<string, double>? Prognosis)
{
    private const int MostIntervals = 10;

    internal static Reading<DoseQuestion> Read(JsonElement body)
    {
        var errors = new FieldErrors();
        var fields = new JsonFields(body, "", errors, "drug", "limit", "intervalsDays", "least", "most", "steps", "days", "draws", "tumour", "covariates", "genes", "prognosis");
        var (drug, limit) = (fields.Text("drug", 64), fields.Number("limit", .001, .999));
        var (least, most) = (fields.Number("least", 1e-6, 1e6, isRequired: false), fields.Number("most", 1e-6, 1e6, isRequired: false));
        var steps = fields.Whole("steps", 2, 50, isRequired: false) ?? 10;
        var intervals = Intervals(fields);
        var about = AboutBody.Read(fields, body, errors);
        return errors.Any ? errors.ToProblem() : new DoseQuestion(drug!, limit!.Value, intervals, least, most, (int)steps, about);
    }

    private static List<double> Intervals(JsonFields fields)
    {
        if (!fields.Has("intervalsDays") || fields.Raw("intervalsDays") is not { } raw) return [14, 21, 28];
        if (raw.ValueKind != JsonValueKind.Array || raw.GetArrayLength() is 0 or > MostIntervals)
        {
            fields.Wrong("intervalsDays", $"must be a list of 1 to {MostIntervals} numbers of days");
            return [];
        }
        var days = new List<double>();
        foreach (var item in raw.EnumerateArray())
            if (item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out var one) && one is >= 1 and <= 365) days.Add(one);
            else fields.Wrong($"intervalsDays[{days.Count}]", "must be a number of days from 1 to 365");
        return days;
    }
}

/// <summary>What both questions have.</summary>
internal static class AboutBody
{
    private const double UsualDays = 126;
    private const int UsualDraws = 256, MostNames = 50;

    public static TreatmentAbout Read(JsonFields fields, JsonElement body, FieldErrors errors) => new(
        fields.Number("days", 1, 730, isRequired: false) ?? UsualDays, (int)(fields.Whole("draws", 8, 2048, isRequired: false) ?? UsualDraws), fields.Text("tumour", 64, isRequired: false),
        Numbers(body, "covariates", errors), Texts(body, "genes", errors), Numbers(body, "prognosis", errors));

    private static Dictionary<string, double> Numbers(JsonElement body, string name, FieldErrors errors)
    {
        var read = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (key, value) in Entries(body, name, errors))
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && Math.Abs(number) <= 1e9) read[key] = number;
            else errors.Add($"{name}.{key}", "must be a number");
        return read;
    }

    private static Dictionary<string, string> Texts(JsonElement body, string name, FieldErrors errors)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Entries(body, name, errors))
            if (value.ValueKind == JsonValueKind.String && value.GetRawText() is { Length: <= 64 } raw && !raw.Contains('\\', StringComparison.Ordinal)) read[key] = raw[1..^1];
            else errors.Add($"{name}.{key}", "must be a diplotype such as *1/*4");
        return read;
    }

    private static IEnumerable<(string Key, JsonElement Value)> Entries(JsonElement body, string name, FieldErrors errors)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) yield break;
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add(name, "must be an object");
            yield break;
        }
        var count = 0;
        foreach (var property in value.EnumerateObject())
        {
            if (++count > MostNames)
            {
                errors.Add(name, $"must have at most {MostNames} names");
                yield break;
            }
            if (property.Name is { Length: >= 1 and <= 32 } key && key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')) yield return (key, property.Value);
            else errors.Add(name, "has a name that is none: 1 to 32 letters, digits and _");
        }
    }
}
