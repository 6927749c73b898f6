using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TwinGrid.Formats.Samples;
using TwinGrid.Gateway.Api.Fhir.Bodies;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>How much of a drug a prescription gives a day, and until when, where it says so in numbers; nothing is guessed.</summary>
internal static partial class DoseInstruction
{
    private static readonly string[] Milligrams = ["mg"], Grams = ["g"], Micrograms = ["ug", "mcg", "µg", "μg"], Units = ["U", "[iU]", "[IU]", "IU", "unit", "units", "UNT", "単位"];

    /// <summary>What is counted in pieces, each as strong as the product's name says.</summary>
    private static readonly string[] Pieces = ["TAB", "CAP", "tablet", "tablets", "capsule", "capsules", "{tbl}", "{tablet}", "{capsule}", "1", "錠", "カプセル"];

    /// <summary>Amount a day, in mg, or in U of insulin; null where it is not said, or differs with need.</summary>
    public static double? PerDay(JsonObject drug, bool inUnits, IEnumerable<string> names)
    {
        var (sum, strength) = (0.0, inUnits ? null : Strength(names));
        var instructions = References.At(drug, "dosageInstruction").Concat(References.At(drug, "dosage")).ToArray();
        if (instructions.Length == 0) return null;
        foreach (var one in instructions)
        {
            if (References.Flag(one, "asNeededBoolean") == true || one["asNeededCodeableConcept"] is not null || OfOne(one, inUnits, strength) is not { } part) return null;
            sum += part;
        }
        return double.IsFinite(sum) && sum > 0 ? Math.Round(sum, 4) : null;
    }

    /// <summary>When the drug ends: the first of its periods that says.</summary>
    public static DateTimeOffset? EndOf(JsonObject drug)
    {
        foreach (var period in ((string[])["effectivePeriod", "dosageInstruction.timing.repeat.boundsPeriod", "dosage.timing.repeat.boundsPeriod"]).SelectMany(path => References.At(drug, path)))
            if (References.Text(period, "end") is { } end && FhirTime.TryRead(end, out _, out var ends)) return ends;
        if (FhirTime.Of(drug, ["effectivePeriod", "effectiveDateTime", "authoredOn"])?.Begins is not { } begins) return null;
        foreach (var bounds in References.At(drug, "dosageInstruction.timing.repeat.boundsDuration").Concat(References.At(drug, "dosage.timing.repeat.boundsDuration")))
            if (References.Number(bounds, "value") is > 0 and < 10_000 and var value && DaysOf(References.Text(bounds, "code") ?? References.Text(bounds, "unit")) is { } days) return begins + TimeSpan.FromDays(Math.Min(value * days, 36_500));
        return null;
    }

    private static double? OfOne(JsonNode instruction, bool inUnits, double? strength)
    {
        var (repeat, doses) = (instruction["timing"]?["repeat"], References.At(instruction, "doseAndRate").ToArray());
        foreach (var dose in doses)
            if (dose["rateRatio"] is { } rate && References.Number(rate["denominator"], "value") is > 0 and var each && DaysOf(References.Text(rate["denominator"], "code")) is { } days && Amount(rate["numerator"], inUnits, strength) is { } daily)
                return daily / (each * days);
        if (TimesADay(instruction["timing"], repeat) is not { } times) return null;
        foreach (var dose in doses)
            if (Amount(dose["doseQuantity"], inUnits, strength) is { } amount) return amount * times;
        return null;
    }

    private static double? TimesADay(JsonNode? timing, JsonNode? repeat)
    {
        if (References.Number(repeat, "period") is > 0 and var period && DaysOf(References.Text(repeat, "periodUnit")) is { } days)
            return Math.Max(References.Number(repeat, "frequency") ?? 1, References.At(repeat, "when").Count()) / (period * days);
        return References.At(timing, "code.coding").Select(coding => References.Text(coding, "code")).Select(code => code switch
        {
            "QD" or "AM" or "PM" or "BED" => 1.0, "QOD" => .5, "BID" or "Q12H" => 2, "TID" or "Q8H" => 3, "QID" or "Q6H" => 4, _ => (double?)null,
        }).FirstOrDefault(times => times is not null);
    }

    private static double? Amount(JsonNode? quantity, bool inUnits, double? strength)
    {
        if (References.Number(quantity, "value") is not (> 0 and var value)) return null;
        var unit = References.Text(quantity, "code") ?? References.Text(quantity, "unit");
        if (inUnits) return Is(Units) ? value : null;
        return Is(Milligrams) ? value : Is(Grams) ? 1000 * value : Is(Micrograms) ? value / 1000 : unit is null || Is(Pieces) ? value * strength : null;

        bool Is(string[] known) => unit is not null && known.Contains(unit, StringComparer.OrdinalIgnoreCase);
    }

    private static double? DaysOf(string? unit) => unit switch { "h" => 1 / 24.0, "d" or "day" or "days" or "日" => 1, "wk" => 7, "mo" => 30, _ => null };

    /// <summary>mg in a piece; null where the names do not agree, or name more than one.</summary>
    private static double? Strength(IEnumerable<string> names)
    {
        double[] named = [.. names.SelectMany(name => Milligram().Matches(Widths.Plain(name)).Select(match => double.Parse(match.Groups["mg"].ValueSpan, CultureInfo.InvariantCulture))).Distinct()];
        return named is [var one] ? one : null;
    }

    [GeneratedRegex(@"(?<mg>[0-9]+(\.[0-9]+)?)\s*mg(?!\s*/)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Milligram();
}
