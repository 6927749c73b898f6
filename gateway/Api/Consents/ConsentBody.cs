using System.Text.Json;
using TwinGrid.Access;
using TwinGrid.Gateway.Api.Bodies;
using Kinds = TwinGrid.Access.DataClass;

namespace TwinGrid.Gateway.Api.Consents;

/// <summary>What a patient permits and denies, in the shape of FHIR's Consent.</summary>
/// <param name="Status">active, or inactive to withdraw: then only the defaults hold. Active unless given.</param>
/// <param name="Provision">Rules of equal depth, at most 100; where several fit, deny wins.</param>
public sealed record ConsentBody(string? Status, IReadOnlyList<ProvisionBody> Provision)
{
    private static readonly (string, bool)[] States = [("active", true), ("inactive", false)];

    internal static Reading<ReadConsent> Read(JsonElement body)
    {
        var errors = new FieldErrors();
        var fields = new JsonFields(body, "", errors, "status", "provision");
        var isActive = fields.Choice("status", States, isRequired: false) ?? true;
        var provisions = ProvisionBody.ReadAll(fields, errors, depth: 1, inside: null, isRequired: isActive);
        return errors.Any ? errors.ToProblem() : new ReadConsent(isActive, provisions);
    }
}

/// <summary>A consent as it was read.</summary>
internal sealed record ReadConsent(bool IsActive, IReadOnlyList<Provision> Provisions);

/// <summary>Permits or denies what it covers, but for the provisions inside it.</summary>
/// <param name="Type">permit or deny. Inside another provision it is the other kind, and may be left out.</param>
/// <param name="Purpose">care, own-use, research, public-health, emergency. None: every purpose but emergency. A permit must name its purposes.</param>
/// <param name="Actor">Whom it covers; none for everybody.</param>
/// <param name="DataClass">profile, vitals, forecasts, alerts, medication, genome, consent. None: all.</param>
/// <param name="Period">When it holds; always unless given.</param>
/// <param name="Provision">Exceptions from it.</param>
public sealed record ProvisionBody(
    string? Type, IReadOnlyList<string>? Purpose, IReadOnlyList<ActorBody>? Actor, IReadOnlyList<string>? DataClass, PeriodBody? Period, IReadOnlyList<ProvisionBody>? Provision)
{
    private const int Deepest = 5;
    private const int Most = 100;

    private static readonly (string, bool)[] Types = [("permit", true), ("deny", false)];

    internal static IReadOnlyList<Provision> ReadAll(JsonFields fields, FieldErrors errors, int depth, bool? inside, bool isRequired)
    {
        if (!isRequired && !fields.Has("provision")) return [];
        if (depth > Deepest)
        {
            fields.Wrong("provision", $"nests deeper than {Deepest}");
            return [];
        }
        return [.. fields.Objects("provision", 0, Most).Select(item => Read(item.Element, item.Path, errors, depth, inside))];
    }

    internal static ProvisionBody Of(Provision provision) => new(
        provision.Permits ? "permit" : "deny",
        [.. provision.Purposes.Select(ConsentWords.Of)],
        [.. provision.Actors.Select(actor => new ActorBody(ConsentWords.Of(actor.Kind), actor.Id))],
        ConsentWords.Of(provision.Data),
        provision.From is null && provision.To is null ? null : new PeriodBody(provision.From, provision.To),
        [.. provision.Exceptions.Select(Of)]);

    private static Provision Read(JsonElement element, string path, FieldErrors errors, int depth, bool? inside)
    {
        var fields = new JsonFields(element, path, errors, "type", "purpose", "actor", "dataClass", "period", "provision");
        var permits = fields.Choice("type", Types, isRequired: inside is null) ?? inside is false;
        if (inside == permits && fields.Has("type")) fields.Wrong("type", $"must be {(permits ? "deny" : "permit")}, for it is an exception from a {(permits ? "permit" : "deny")}");
        var purposes = Words(fields, "purpose", ConsentWords.Purposes);
        if (permits && inside is null && purposes.Count == 0) fields.Wrong("purpose", "is missing; a permit must name its purposes");
        var data = Words(fields, "dataClass", ConsentWords.DataClasses).Aggregate(Kinds.None, (all, one) => all | one);
        var (from, to) = ReadPeriod(fields, element, path, errors);
        return new Provision(permits, purposes, ReadActors(fields, errors), data, from, to, ReadAll(fields, errors, depth + 1, permits, isRequired: false));
    }

    private static List<T> Words<T>(JsonFields fields, string name, IReadOnlyList<(string Word, T Meaning)> words)
    {
        var meant = new List<T>();
        foreach (var text in fields.Texts(name, words.Count, longest: 32))
        {
            var known = words.FirstOrDefault(word => string.Equals(word.Word, text, StringComparison.Ordinal));
            if (known.Word is null) fields.Wrong(name, $"must be of {string.Join(", ", words.Select(word => word.Word))}");
            else meant.Add(known.Meaning);
        }
        return meant;
    }

    private static List<Actor> ReadActors(JsonFields fields, FieldErrors errors)
    {
        if (!fields.Has("actor")) return [];
        var actors = new List<Actor>();
        foreach (var (element, path) in fields.Objects("actor", 1, Most))
        {
            var actor = new JsonFields(element, path, errors, "kind", "id");
            if (actor.Choice("kind", ConsentWords.ActorKinds) is { } kind && actor.Text("id", longest: 200) is { } id) actors.Add(new Actor(kind, id));
        }
        return actors;
    }

    private static (DateTimeOffset? From, DateTimeOffset? To) ReadPeriod(JsonFields fields, JsonElement element, string path, FieldErrors errors)
    {
        if (!fields.Has("period")) return default;
        var value = element.GetProperty("period");
        if (value.ValueKind != JsonValueKind.Object)
        {
            fields.Wrong("period", "must be an object");
            return default;
        }
        var period = new JsonFields(value, $"{path}.period", errors, "start", "end");
        var (from, to) = (period.Instant("start", isRequired: false), period.Instant("end", isRequired: false));
        if (from >= to) period.Wrong("end", "must be after start");
        return (from, to);
    }
}

/// <param name="Kind">person (by subject), care-team, study, client (a program).</param>
public sealed record ActorBody(string Kind, string Id);

/// <param name="Start">Since when, included; ISO 8601 with a time zone.</param>
/// <param name="End">Until when, not included.</param>
public sealed record PeriodBody(DateTimeOffset? Start, DateTimeOffset? End);
