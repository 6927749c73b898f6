using System.Globalization;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.HealthRecords;

namespace TwinGrid.Gateway.Api.Fhir.Reading;

/// <summary>What a search asks for, read and found right. What it does not understand it refuses, for an answer to less than was asked misleads.</summary>
internal sealed record SearchQuery(RecordType Type)
{
    public const int Usual = 50, Most = 500;

    /// <summary>Patients whose records are looked into, as named; null for all that may be seen.</summary>
    public IReadOnlyList<string>? Patients { get; init; }

    public IReadOnlyList<IReadOnlyList<string>> Tokens { get; init; } = [];

    public TimeBounds Observed { get; init; }

    public TimeBounds Updated { get; init; }

    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Identifiers of patients, <c>system|value</c>; null where none is asked for.</summary>
    public IReadOnlyList<string>? PatientIdentifiers { get; init; }

    /// <summary>References to follow: parameter names.</summary>
    public IReadOnlyList<string> Includes { get; init; } = [];

    public int Count { get; init; } = Usual;

    /// <summary>Where the page before ended: a place, and the twin it lies in.</summary>
    public (long Place, string Twin) After { get; init; } = (0, "");

    /// <summary>What was asked, for the links of the answer; without the page.</summary>
    public string Asked { get; init; } = "";

    /// <param name="inAddress">True where the parameters stood in an address, which no patient's identifier may.</param>
    /// <exception cref="FhirFault">A parameter is unknown or wrong; the expression names it.</exception>
    public static SearchQuery Read(RecordType type, IEnumerable<KeyValuePair<string, string>> parameters, bool inAddress)
    {
        var query = new SearchQuery(type);
        var asked = new List<string>();
        foreach (var (written, value) in parameters)
        {
            if (written is "_format" or "_pretty" or "_total") continue;
            if (written == "_after")
            {
                query = query with { After = Place(value) };
                continue;
            }
            query = query.With(written, value, inAddress);
            if (written != "_count") asked.Add($"{Uri.EscapeDataString(written)}={Uri.EscapeDataString(value)}");
        }
        return query with { Asked = string.Join('&', asked) };
    }

    private SearchQuery With(string written, string value, bool inAddress)
    {
        if (value.Length == 0) throw Wrong(written, "must have a value");
        var name = written is "subject" ? "patient" : written is "onset-date" or "recorded-date" or "authoredon" or "period" or "effective" or "issued" ? "date" : written;
        switch (name)
        {
            case "_count" when value == "0": return this with { Count = 0 };
            case "_count":
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? this with { Count = Math.Min(count, Most) } : throw Wrong(written, "must be a whole number");
            case "_summary": return value == "count" ? this with { Count = 0 } : throw Wrong(written, "may be count only");
            case "_id": return this with { Ids = [.. value.Split(',')] };
            case "_lastUpdated": return this with { Updated = Updated.And(Bounds(written, value)) };
            case "_include": return this with { Includes = [.. Includes, Include(written, value)] };
            case "patient" when Type.OwnerPaths.Length > 0: return this with { Patients = [.. value.Split(',').Select(one => one.StartsWith("Patient/", StringComparison.Ordinal) ? one["Patient/".Length..] : one)] };
            case "date" when Type.DatePaths.Length > 0: return this with { Observed = Observed.And(Bounds(written, value)) };
            case "identifier" when Type.Name == "Patient":
                return inAddress ? throw Wrong(written, "of a patient may not stand in an address: POST it to Patient/_search") : this with { PatientIdentifiers = [.. value.Split(',')] };
        }
        if (!Type.TokenPaths.Any(pair => pair.Parameter == name)) throw Wrong(written, $"is not served for {Type.Name}; these are: {string.Join(", ", Type.Parameters)}");
        return this with { Tokens = [.. Tokens, [.. value.Split(',').Select(one => $"{name}={one}")]] };
    }

    private string Include(string written, string value)
    {
        var parts = value.Split(':');
        if (parts.Length < 2 || parts[0] != Type.Name) throw Wrong(written, $"must be {Type.Name}:parameter");
        return parts[1] is "patient" or "subject" ? "patient" : Type.TokenPaths.Any(pair => pair.Parameter == parts[1]) ? parts[1] : throw Wrong(written, $"'{parts[1]}' is not served");
    }

    private static TimeBounds Bounds(string name, string value)
    {
        var prefix = value.Length > 2 && char.IsAsciiLetterLower(value[0]) ? value[..2] : "eq";
        if (!FhirTime.TryRead(value.Length > 2 && char.IsAsciiLetterLower(value[0]) ? value[2..] : value, out var begins, out var ends)) throw Wrong(name, "must be a date or an instant, with eq, gt, ge, lt, le, sa, eb or ap before it");
        var slack = (ends - begins) / 10;
        return prefix switch
        {
            "eq" => new(begins, null, null, ends),
            "gt" => new(null, null, ends, null),
            "ge" => new(null, null, begins, null),
            "lt" => new(null, begins, null, null),
            "le" => new(null, ends, null, null),
            "sa" => new(ends, null, null, null),
            "eb" => new(null, null, null, begins),
            "ap" => new(null, ends + slack, begins - slack, null),
            _ => throw Wrong(name, $"'{prefix}' is not served"),
        };
    }

    private static (long, string) Place(string text) => text.Split('.', 2) is [var place, var twin] && long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        ? (at, twin)
        : throw Wrong("_after", "is no page of a search");

    private static FhirFault Wrong(string parameter, string reason) => FhirFault.Wrong("invalid", $"The search parameter {parameter} {reason}.", parameter);
}
