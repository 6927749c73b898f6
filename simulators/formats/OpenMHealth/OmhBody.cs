using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using TwinGrid.Formats.Samples;

namespace TwinGrid.Formats.OpenMHealth;

/// <summary>A body held to its schema.</summary>
internal sealed partial class OmhBody(JsonElement body, string place, OmhSchema schema, decimal version)
{
    /// <summary>Fields that take one of a few words; the words are those of all versions.</summary>
    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        ["descriptive_statistic"] =
            ["average", "count", "maximum", "median", "minimum", "standard deviation", "sum", "variance", "20th percentile", "80th percentile", "lower quartile", "upper quartile", "quartile deviation", "1st quintile", "2nd quintile", "3rd quintile", "4th quintile"],
        ["descriptive_statistic_denominator"] = ["sec", "min", "h", "d", "wk", "Mo", "yr", "session", "sleep session", "episode", "sleep episode"],
        ["specimen_source"] = ["interstitial fluid", "capillary blood", "plasma", "serum", "tears", "whole blood"],
        ["blood_specimen_type"] = ["whole blood", "plasma", "serum", "capillary blood"],
        ["temporal_relationship_to_meal"] =
            ["fasting", "not fasting", "before meal", "after meal", "before breakfast", "after breakfast", "before lunch", "after lunch", "before dinner", "after dinner", "before snack", "after snack", "2 hours postprandial", "with meal", "with food"],
        ["temporal_relationship_to_sleep"] = ["before sleeping", "during sleep", "on waking"],
        ["temporal_relationship_to_physical_activity"] = ["at rest", "active", "before exercise", "after exercise", "during exercise"],
        ["body_posture"] = ["sitting", "lying down", "standing", "semi-recumbent"],
        ["position_during_measurement"] = ["sitting", "lying down", "standing"],
        ["system"] = ["peripheral capillary", "arterial blood", "venous blood", "cerebral"],
    };

    private static readonly string[] PartsOfDay = ["morning", "afternoon", "evening", "night"];

    /// <summary>Statistics that are still of one observation over a time.</summary>
    private static readonly string[] Sums = ["sum"];

    private int Major => (int)version;

    /// <exception cref="UnreadableFileException">It is not of the schema.</exception>
    public void Put(string source, ISampleSink sink)
    {
        var found = schema.Measures.Select(measure => Measured(measure)).ToArray();
        foreach (var (field, words) in Words)
            if (body.TryGetProperty(field, out _) && (OmhFields.Text(body, field) is not { } word || !words.Contains(word, StringComparer.Ordinal))) throw Wrong(field, $"must be one of {string.Join(", ", words)}");
        var at = Time();
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is not var (value, unit)) continue;
            var measure = schema.Measures[i];
            if (at is null) sink.Leave(new(place, measure.Field, "says no time"));
            else if (OmhFields.Text(body, "descriptive_statistic") is { } statistic && !(schema.AddsUp && Sums.Contains(statistic, StringComparer.Ordinal))) sink.Leave(new(place, measure.Field, $"is a statistic ({statistic}) of a time and no observation"));
            else sink.Take(new(CodeOf(measure), value, unit, at.Value, source, place));
        }
    }

    /// <summary>What a sensor under the skin shows is another signal than glucose in blood.</summary>
    private string CodeOf(OmhMeasure measure) => measure.Field == "blood_glucose" && OmhFields.Text(body, "specimen_source") == "interstitial fluid" ? "99504-3" : measure.Code;

    private (double Value, string Unit)? Measured(OmhMeasure measure)
    {
        if (!body.TryGetProperty(measure.Field, out var value)) return measure.IsOptional ? null : throw Wrong(measure.Field, "is missing");
        if (Major < measure.PlainBefore) return (Number(value, measure.Field), measure.Units[0].Ucum);
        if (value.ValueKind != JsonValueKind.Object) throw Wrong(measure.Field, "must be an object with value and unit");
        var number = value.TryGetProperty("value", out var bare) ? Number(bare, $"{measure.Field}.value") : throw Wrong($"{measure.Field}.value", "is missing");
        var unit = OmhFields.Text(value, "unit") ?? throw Wrong($"{measure.Field}.unit", "is missing");
        return measure.Units.FirstOrDefault(one => one.Written == unit) is { Ucum: { } ucum } ? (number, ucum) : throw Wrong($"{measure.Field}.unit", $"must be {string.Join(" or ", measure.Units.Select(one => one.Written))}");
    }

    private double Number(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw Wrong(field, "must be a number");

    private DateTimeOffset? Time()
    {
        const string name = "effective_time_frame";
        if (!body.TryGetProperty(name, out var frame)) return Major >= schema.TimeNeededFrom ? throw Wrong(name, "is missing") : null;
        if (frame.ValueKind != JsonValueKind.Object) throw Wrong(name, "must be an object");
        var hasInstant = frame.TryGetProperty("date_time", out _);
        if (hasInstant == frame.TryGetProperty("time_interval", out var interval)) throw Wrong(name, "must have either date_time or time_interval");
        if (hasInstant) return Major >= schema.IntervalOnlyFrom ? throw Wrong(name, "must be a time_interval") : Instant(frame, name, "date_time");
        if (interval.ValueKind != JsonValueKind.Object) throw Wrong($"{name}.time_interval", "must be an object");
        return Interval(interval, $"{name}.time_interval");
    }

    private DateTimeOffset? Interval(JsonElement interval, string name)
    {
        bool Has(string field) => interval.TryGetProperty(field, out _);
        var (start, end) = (Has("start_date_time") ? Instant(interval, name, "start_date_time") : (DateTimeOffset?)null, Has("end_date_time") ? Instant(interval, name, "end_date_time") : (DateTimeOffset?)null);
        if (start is not null && end is not null) return schema.AddsUp ? end : start;
        if (Has("duration") && (start ?? end) is { } one)
        {
            var length = Length(interval.GetProperty("duration"), $"{name}.duration");
            return schema.AddsUp ? end ?? Later(one, length, name) : start ?? Later(one, -length, name);
        }
        if (Major < 4 && start is null && end is null && Has("date") && Has("part_of_day"))
        {
            if (OmhFields.Text(interval, "date") is not { } date || !DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) throw Wrong($"{name}.date", "must be a date");
            if (!PartsOfDay.Contains(OmhFields.Text(interval, "part_of_day"), StringComparer.Ordinal)) throw Wrong($"{name}.part_of_day", $"must be one of {string.Join(", ", PartsOfDay)}");
            return null; // a morning is no instant
        }
        throw Wrong(name, "must have two of start_date_time, end_date_time and duration");
    }

    private DateTimeOffset Later(DateTimeOffset at, TimeSpan by, string name)
    {
        try
        {
            return at + by;
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Wrong($"{name}.duration", "is too long");
        }
    }

    private TimeSpan Length(JsonElement duration, string name)
    {
        if (duration.ValueKind != JsonValueKind.Object || !duration.TryGetProperty("value", out var value)) throw Wrong(name, "must be an object with value and unit");
        double? seconds = OmhFields.Text(duration, "unit") switch { "ms" => .001, "sec" => 1, "min" => 60, "h" => 3600, "d" => 86_400, "wk" => 604_800, _ => null };
        var length = Number(value, $"{name}.value") * (seconds ?? throw Wrong($"{name}.unit", "must be ms, sec, min, h, d or wk"));
        return length is >= 0 and < 1e10 ? TimeSpan.FromSeconds(length) : throw Wrong($"{name}.value", "must not be negative, and less than 300 years");
    }

    private DateTimeOffset Instant(JsonElement parent, string name, string field) =>
        OmhFields.Text(parent, field) is { } text && Rfc3339().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : throw Wrong($"{name}.{field}", "must be a date and time with a zone (RFC 3339)");

    private UnreadableFileException Wrong(string field, string reason) => new(place.Length == 0 ? field : $"{place}.{field}", reason);

    [GeneratedRegex(@"\A\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:?\d{2})\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Rfc3339();
}
