using System.Globalization;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.Gateway.Api.Fhir.Writing;
using TwinGrid.HealthRecords;

namespace TwinGrid.Gateway.Api.Fhir.Reading;

/// <summary>Reads the parameters of a search. What is not understood is refused, for an answer to less than was asked misleads; unless whoever asks prefers it passed over, and then he is told.</summary>
/// <param name="inAddress">True where the parameters stood in an address, which no patient's identifier may.</param>
/// <param name="isLenient">True where unknown parameters are passed over (<c>Prefer: handling=lenient</c>). Wrong values never are.</param>
internal sealed class SearchReading(RecordType type, bool inAddress, bool isLenient)
{
    private static readonly (string Name, RecordOrder Order)[] Orders =
    [
        ("date", RecordOrder.Observed), ("-date", RecordOrder.ObservedLatestFirst), ("_lastUpdated", RecordOrder.Updated), ("-_lastUpdated", RecordOrder.UpdatedLatestFirst),
    ];

    /// <summary>Reads a search.</summary>
    /// <exception cref="FhirFault">A parameter is unknown or wrong; the expression names it.</exception>
    public static SearchQuery Read(RecordType type, IEnumerable<KeyValuePair<string, string>> parameters, bool inAddress, bool isLenient = false) => new SearchReading(type, inAddress, isLenient).Read(parameters);

    private SearchQuery Read(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var (query, asked) = (new SearchQuery(type), new List<string>());
        foreach (var (written, value) in parameters)
        {
            if (written is "_format" or "_pretty") continue;
            if (written == "_after")
            {
                query = query with { After = value };
                continue;
            }
            var before = query.PatientIdentifiers;
            try
            {
                query = With(query, written, value);
            }
            catch (UnknownParameterException) when (isLenient)
            {
                query = query with { PassedOver = [.. query.PassedOver, written] };
                continue;
            }
            catch (UnknownParameterException unknown)
            {
                throw Wrong(written, unknown.Message);
            }
            if (written != "_count" && ReferenceEquals(before, query.PatientIdentifiers)) asked.Add($"{Uri.EscapeDataString(written)}={Uri.EscapeDataString(value)}");
        }
        return query with { Asked = string.Join('&', asked) };
    }

    private SearchQuery With(SearchQuery query, string written, string value)
    {
        if (value.Length == 0) throw Wrong(written, "must have a value");
        if (written.StartsWith('_') && Of(query, written, value) is { } told) return told;
        var dot = written.IndexOf('.', StringComparison.Ordinal);
        var (head, chain) = dot < 0 ? (written, null) : (written[..dot], written[(dot + 1)..]);
        var colon = head.IndexOf(':', StringComparison.Ordinal);
        var (name, modifier) = colon < 0 ? (head, null) : (head[..colon], head[(colon + 1)..]);
        name = Parameters.Plain(type, name);
        if (chain is not null) return Chained(query, written, name, modifier, chain, value);
        return name switch
        {
            "patient" when type.OwnerPaths.Length > 0 => modifier is null or "Patient" ? query with { Patients = Both(query.Patients, References(value)) } : throw NoModifier(written, modifier),
            "date" when type.DatePaths.Length > 0 => Dated(query, written, modifier, value),
            "_lastUpdated" => modifier is null ? Updated(query, written, value) : throw NoModifier(written, modifier),
            "identifier" when type.Name == "Patient" => Identified(query, written, modifier, value),
            _ => Coded(query, written, name, modifier, value),
        };
    }

    /// <summary>What is asked of the search itself; null where it is no such parameter.</summary>
    private SearchQuery? Of(SearchQuery query, string written, string value) => written switch
    {
        "_count" when value == "0" => query with { Count = 0 },
        "_count" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? query with { Count = Math.Min(count, SearchQuery.Most) } : throw Wrong(written, "must be a whole number"),
        "_summary" => value switch
        {
            "count" => query with { Count = 0, IsCounted = true },
            "true" or "text" or "data" or "false" => query with { Part = query.Part with { Summary = value } },
            _ => throw Wrong(written, "must be true, text, data, count or false"),
        },
        "_elements" => query with { Part = query.Part with { Elements = [.. query.Part.Elements, .. value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Trim())] } },
        "_total" => value is "accurate" or "estimate" or "none" ? query with { IsCounted = value != "none" } : throw Wrong(written, "must be accurate, estimate or none"),
        "_sort" => query with { Order = OrderOf(written, value) },
        "_id" => query with { Ids = Both(query.Ids.Count == 0 ? null : query.Ids, value.Split(',')) is { Count: > 0 } both ? both : [""] }, // no resource has that id
        "_include" => query with { Includes = [.. query.Includes, Include(written, value)] },
        "_revinclude" => query with { ReverseIncludes = [.. query.ReverseIncludes, ReverseInclude(written, value)] },
        _ => null,
    };

    private RecordOrder OrderOf(string written, string value)
    {
        var plain = value.StartsWith('-') ? $"-{Parameters.Plain(type, value[1..])}" : Parameters.Plain(type, value);
        foreach (var (name, order) in Orders)
            if (name == plain && (type.DatePaths.Length > 0 || !name.EndsWith("date", StringComparison.Ordinal))) return order;
        throw Wrong(written, type.DatePaths.Length > 0 ? "is served by one of date, -date, _lastUpdated, -_lastUpdated" : "is served by _lastUpdated or -_lastUpdated");
    }

    /// <summary>A parameter of the Patient whose record it is in; other references are not followed.</summary>
    private SearchQuery Chained(SearchQuery query, string written, string name, string? modifier, string chain, string value)
    {
        if (name != "patient" || type.OwnerPaths.Length == 0 || modifier is not (null or "Patient")) throw new UnknownParameterException("is chained through what is not followed; patient is");
        var patient = RecordTypes.Find("Patient")!;
        var asked = Read(patient, [KeyValuePair.Create(chain, value)], inAddress);
        if (chain.StartsWith('_') && chain != "_id") throw Wrong(written, "is no question about a patient");
        query = query with { IsChained = true };
        if (asked.PatientIdentifiers is { } identifiers) return query with { PatientIdentifiers = Both(query.PatientIdentifiers, identifiers) };
        return asked.Ids.Count > 0 ? query with { Patients = Both(query.Patients, asked.Ids) } : query with { OfPatient = [.. query.OfPatient, asked] };
    }

    private SearchQuery Identified(SearchQuery query, string written, string? modifier, string value)
    {
        if (modifier is not null) throw NoModifier(written, modifier);
        if (inAddress) throw Wrong(written, "of a patient may not stand in an address: POST it to _search");
        return query with { PatientIdentifiers = Both(query.PatientIdentifiers, value.Split(',')) };
    }

    private SearchQuery Coded(SearchQuery query, string written, string name, string? modifier, string value)
    {
        if (!type.TokenPaths.Any(pair => pair.Parameter == name)) throw new UnknownParameterException($"is not served for {type.Name}; these are: {string.Join(", ", type.Parameters)}");
        if (modifier == "missing")
        {
            var present = RecordTokens.Present(name);
            return IsMissing(written, value) ? query with { Lacking = [.. query.Lacking, present] } : query with { Tokens = [.. query.Tokens, [present]] };
        }
        var isReference = Parameters.IsReference(name);
        if (isReference && modifier is not null && RecordTypes.Find(modifier) is not null)
            return query with { Tokens = [.. query.Tokens, [.. value.Split(',').Select(one => $"{name}={(one.Contains('/', StringComparison.Ordinal) ? one : $"{modifier}/{one}")}")]] };
        IReadOnlyList<string> words = [.. value.Split(',').Select(one => $"{name}={(isReference ? Local(one) : one)}")];
        return modifier switch
        {
            null => query with { Tokens = [.. query.Tokens, words] },
            "not" => query with { Lacking = [.. query.Lacking, .. words] },
            _ => throw NoModifier(written, modifier),
        };
    }

    private static SearchQuery Dated(SearchQuery query, string written, string? modifier, string value)
    {
        if (modifier == "missing") return query with { IsDated = !IsMissing(written, value) };
        if (modifier is not null) throw NoModifier(written, modifier);
        var (bounds, isNot) = SearchDate.Read(written, value);
        return isNot ? query with { NotObserved = [.. query.NotObserved, bounds], IsDated = true } : query with { Observed = query.Observed.And(bounds) };
    }

    private static SearchQuery Updated(SearchQuery query, string written, string value)
    {
        var (bounds, isNot) = SearchDate.Read(written, value);
        return isNot ? query with { NotUpdated = [.. query.NotUpdated, bounds] } : query with { Updated = query.Updated.And(bounds) };
    }

    private (string, string?) Include(string written, string value)
    {
        var parts = value.Split(':');
        if (parts.Length is not (2 or 3) || parts[0] != type.Name) throw Wrong(written, $"must be {type.Name}:parameter");
        var target = parts.Length == 3 ? parts[2] : null;
        if (target is not null && RecordTypes.Find(target) is null) throw Wrong(written, $"'{target}' is not served");
        return (Followed(written, type, parts[1]), target);
    }

    private (RecordType, string) ReverseInclude(string written, string value)
    {
        var parts = value.Split(':');
        if (parts.Length is not (2 or 3) || RecordTypes.Find(parts[0]) is not { } from) throw Wrong(written, "must be a kind of resource that is served, a colon, and the parameter that refers");
        if (parts.Length == 3 && parts[2] != type.Name) throw Wrong(written, $"must lead to {type.Name}");
        var parameter = Followed(written, from, parts[1]);
        if (parameter == "patient" && type.Name != "Patient" && !from.TokenPaths.Any(pair => pair.Parameter == parts[1])) throw Wrong(written, "leads to Patient alone");
        return (from, from.TokenPaths.Any(pair => pair.Parameter == parts[1]) ? parts[1] : parameter);
    }

    private static string Followed(string written, RecordType from, string parameter)
    {
        if (Parameters.Plain(from, parameter) == "patient" && from.OwnerPaths.Length > 0) return "patient";
        return Parameters.IsReference(parameter) && from.TokenPaths.Any(pair => pair.Parameter == parameter) ? parameter : throw Wrong(written, $"'{parameter}' is not served: it is no reference of {from.Name}");
    }

    private static string[] References(string value) => [.. value.Split(',').Select(one => Bodies.References.TryRead(one, out var kind, out var id) && kind == "Patient" ? id : one)];

    /// <summary><c>Type/id</c> of an address of this or another server.</summary>
    private static string Local(string reference) => Bodies.References.TryRead(reference, out var kind, out var id) ? $"{kind}/{id}" : reference;

    private static bool IsMissing(string written, string value) => value switch { "true" => true, "false" => false, _ => throw Wrong(written, "must be true or false") };

    private static IReadOnlyList<string> Both(IReadOnlyList<string>? one, IReadOnlyList<string> other) => one is null ? other : [.. one.Intersect(other, StringComparer.Ordinal)];

    private static FhirFault NoModifier(string written, string modifier) => Wrong(written, $"is not served with the modifier :{modifier}");

    private static FhirFault Wrong(string parameter, string reason) => FhirFault.Wrong("invalid", $"The search parameter {parameter} {reason}.", parameter);

    private sealed class UnknownParameterException(string reason) : Exception(reason);
}
