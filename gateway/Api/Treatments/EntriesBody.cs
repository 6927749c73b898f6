using System.Globalization;
using System.Text.Json;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Treatments;

namespace TwinGrid.Gateway.Api.Treatments;

/// <summary>What became known of a treatment.</summary>
/// <param name="Entries">1 to 100.</param>
public sealed record EntriesBody(IReadOnlyList<EntryBody> Entries)
{
    private const int Most = 100;

    internal static Reading<IReadOnlyList<TreatmentEntry>> Read(JsonElement body, string? by)
    {
        var errors = new FieldErrors();
        var fields = new JsonFields(body, "", errors, "entries");
        List<TreatmentEntry> entries = [.. fields.Objects("entries", fewest: 1, Most).Select(one => EntryBody.Read(one.Element, one.Path, errors, by)).OfType<TreatmentEntry>()];
        return errors.Any ? errors.ToProblem() : new Reading<IReadOnlyList<TreatmentEntry>>(entries, null);
    }
}

/// <summary>One of them.</summary>
/// <param name="Id">Yours; the same id again takes the earlier one's place.</param>
/// <param name="Kind">dose, concentration, count, scan, genotype, variant, covariate, taking, diagnosis or act.</param>
/// <param name="At">When it was given, drawn, scanned, or began to hold.</param>
/// <param name="What">Drug, gene, covariate (such as CLCR, AAG, PRIOR), neutrophils or leucocytes.</param>
/// <param name="Amount">Dose in mg; mg/L; 10⁹/L; mm; the covariate's value; 1 or 0 of a drug that is begun or stopped.</param>
/// <param name="DurationHours">Of an infusion.</param>
/// <param name="IsOral">Whether a dose was swallowed.</param>
/// <param name="Text">A diplotype such as *1/*4, or a variant.</param>
/// <param name="Lesions">Of a scan: at most five target lesions, in place of the amount.</param>
/// <param name="Retracted">It was entered in error.</param>
public sealed record EntryBody(
    string Id, string Kind, DateTimeOffset At, string? What, double? Amount, double? DurationHours, bool? IsOral, string? Text, IReadOnlyList<LesionBody>? Lesions, bool? Retracted)
{
    private const int MostLesions = 5;

    internal static readonly (string Word, TreatmentKind Kind)[] Kinds =
    [
        ("dose", TreatmentKind.Dose), ("concentration", TreatmentKind.Concentration), ("count", TreatmentKind.Count), ("scan", TreatmentKind.Scan), ("genotype", TreatmentKind.Genotype),
        ("variant", TreatmentKind.Variant), ("covariate", TreatmentKind.Covariate), ("taking", TreatmentKind.Taking), ("diagnosis", TreatmentKind.Diagnosis), ("act", TreatmentKind.Act),
    ];

    internal static TreatmentEntry? Read(JsonElement element, string path, FieldErrors errors, string? by)
    {
        var fields = new JsonFields(element, path, errors, "id", "kind", "at", "what", "amount", "durationHours", "isOral", "text", "lesions", "retracted");
        var (id, kind, at) = (fields.Text("id", 64), fields.Choice("kind", Kinds), fields.Instant("at"));
        var what = fields.Text("what", 64, isRequired: kind is not (null or TreatmentKind.Scan)) ?? "";
        var amount = fields.Number("amount", 0, 1e9, isRequired: false) ?? 0;
        var duration = fields.Number("durationHours", 0, 10_000, isRequired: false) ?? 0;
        var (isOral, isRetracted) = (Flag(fields, "isOral"), Flag(fields, "retracted"));
        var text = fields.Text("text", 64, isRequired: false);
        if (fields.Has("lesions"))
        {
            if (kind != TreatmentKind.Scan) fields.Wrong("lesions", "are of a scan");
            text = string.Join(';', fields.Objects("lesions", fewest: 1, MostLesions).Select(one => LesionBody.Read(one.Element, one.Path, errors)));
        }
        return id is null || kind is null || at is null ? null : new(id, kind.Value, at.Value, what, amount, duration, isOral, text, by, isRetracted);
    }

    internal static EntryBody Of(TreatmentEntry entry) => new(
        entry.EntryId, Kinds.First(kind => kind.Kind == entry.Kind).Word, entry.At, entry.What.Length > 0 ? entry.What : null, entry.Amount, entry.DurationHours, entry.IsOral,
        entry.Text, null, entry.IsRetracted);

    private static bool Flag(JsonFields fields, string name)
    {
        if (!fields.Has(name) || fields.Raw(name) is not { } raw) return false;
        if (raw.ValueKind is JsonValueKind.True or JsonValueKind.False) return raw.GetBoolean();
        fields.Wrong(name, "must be true or false");
        return false;
    }
}

/// <summary>A target lesion.</summary>
/// <param name="Organ">Where.</param>
/// <param name="DiameterMm">Longest; of a node the shortest.</param>
/// <param name="IsNode">Whether it is a lymph node.</param>
public sealed record LesionBody(string Organ, double DiameterMm, bool? IsNode)
{
    internal static string Read(JsonElement element, string path, FieldErrors errors)
    {
        var fields = new JsonFields(element, path, errors, "organ", "diameterMm", "isNode");
        var (organ, diameter) = (fields.Text("organ", 32), fields.Number("diameterMm", 0, 1000));
        if (organ?.AsSpan().IndexOfAny(':', ';') >= 0) fields.Wrong("organ", "must not hold : or ;");
        var isNode = fields.Has("isNode") && fields.Raw("isNode") is { ValueKind: JsonValueKind.True };
        return string.Create(CultureInfo.InvariantCulture, $"{organ}:{diameter ?? 0:R}{(isNode ? ":node" : "")}");
    }
}
