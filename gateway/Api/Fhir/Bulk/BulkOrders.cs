using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.Gateway.Api.Studies;
using TwinGrid.Patients;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>
/// Reads orders for bulk exports. A group is a care team of the clinician who orders, and then records leave as they stand; or a study, for its researchers, for operators and the privacy officer, and then
/// they leave under its pseudonyms. Whoever is no clinician and no patient gets nothing else.
/// </summary>
internal sealed class BulkOrders(BulkDesk desk, Rosters rosters, IGrainFactory grains, OpenStudies open, IStudies studies, TimeProvider time)
{
    private static readonly string[] Known = ["_type", "_since", "_outputFormat", "_format"];

    private static readonly string[] Formats = ["application/fhir+ndjson", "application/ndjson", "ndjson"];

    public async Task<BulkRecord> Take(HttpContext context, BulkLevel level, string? group)
    {
        var sight = Sight.Of(context);
        if (!FhirPreferences.IsAsynchronous(context.Request)) throw FhirFault.Wrong("invalid", "An export is made in the background: send Prefer: respond-async.", "Prefer");
        var isLenient = FhirPreferences.IsLenient(context.Request);
        if (context.Request.Query.Keys.FirstOrDefault(name => !Known.Contains(name, StringComparer.Ordinal)) is { } unknown && !isLenient) throw FhirFault.Wrong("not-supported", $"The parameter {unknown} is not served; these are: _type, _since, _outputFormat.", unknown);
        if (context.Request.Query["_outputFormat"].ToString() is { Length: > 0 } format && !Formats.Contains(format, StringComparer.OrdinalIgnoreCase)) throw FhirFault.Wrong("not-supported", "The parameter _outputFormat must be application/fhir+ndjson.", "_outputFormat");
        var since = Since(context.Request.Query["_since"].ToString());
        var study = level == BulkLevel.Group ? await StudyOf(context, sight, group!) : null;
        if (study is not null && since is not null) throw FhirFault.Wrong("not-supported", "The parameter _since is not served for studies: it would tell when something was written.", "_since");
        var types = Types(context, sight.Row, context.Request.Query["_type"].ToString(), study is not null);
        var order = new BulkOrder(study, types, since, level == BulkLevel.System, $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}{context.Request.QueryString}");
        var record = BulkDesk.New(order, sight.Caller, time.GetUtcNow());
        var job = new BulkJob(record, sight.Caller, sight.Purpose, RequestIds.Of(context), sight.Row.Route, study is null ? await TwinsOf(sight, level, group) : null, sight.Only);
        return desk.Take(job) ? record : throw new FhirFault(StatusCodes.Status429TooManyRequests, new Issue("throttled", "Too many exports wait or are kept already. Take some away, or try again later."));
    }

    /// <summary>The study that a group is; null where it is a care team.</summary>
    private async Task<string?> StudyOf(HttpContext context, Sight sight, string group)
    {
        var role = sight.Caller.Role;
        if (role is Role.Clinician or Role.Patient) return null;
        if (role == Role.Developer && (!Study.IsId(group) || await studies.Find(group, context.RequestAborted) is null)) return null;
        if (role == Role.Researcher && sight.Caller.Study != group) throw NoGroup;
        if (await open.Objection(group, context.RequestAborted) is { } objection) throw new FhirFault(objection.Status, new Issue(objection.Status == StatusCodes.Status404NotFound ? "not-found" : "conflict", objection.Detail));
        return group;
    }

    /// <summary>Whose records; null for all there are.</summary>
    private async Task<IReadOnlyList<TwinId>?> TwinsOf(Sight sight, BulkLevel level, string? group)
    {
        if (level != BulkLevel.Group) return sight.SeesEverything ? null : await rosters.Of(sight);
        if (!sight.SeesEverything && !sight.Caller.CareTeams.Contains(group!, StringComparer.Ordinal)) throw NoGroup;
        return await grains.GetGrain<ICareTeamRoster>(group!).Twins() is { Count: > 0 } twins ? twins : sight.SeesEverything ? throw NoGroup : [];
    }

    private static List<string> Types(HttpContext context, RouteRow row, string asked, bool isStudy)
    {
        var may = RecordTypes.All.Where(type => AccessGate.MayAsk(context, RecordTypes.Narrow(row, type)) && (!isStudy || ResearchForms.Types.Contains(type.Name, StringComparer.Ordinal))).Select(type => type.Name).ToList();
        if (asked.Length == 0) return may;
        var named = asked.Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
        if (named.Find(name => RecordTypes.Find(name) is null) is { } unknown) throw FhirFault.Wrong("invalid", $"The parameter _type names {(unknown.All(char.IsAsciiLetter) ? unknown : "something")}, which is not served.", "_type");
        if (isStudy && named.Find(name => !ResearchForms.Types.Contains(name, StringComparer.Ordinal)) is { } left) throw FhirFault.Wrong("not-supported", $"{left} never leaves for studies; these do: {string.Join(", ", ResearchForms.Types)}.", "_type");
        return named.Find(name => !may.Contains(name)) is { } forbidden ? throw new FhirFault(StatusCodes.Status403Forbidden, new Issue("forbidden", $"The role does not export {forbidden}, or the token lacks the scope {forbidden}.r.", "_type")) : named;
    }

    private static DateTimeOffset? Since(string text) => text.Length == 0 ? null : FhirTime.TryRead(text, out var begins, out _) ? begins : throw FhirFault.Wrong("invalid", "The parameter _since must be an instant.", "_since");

    private static FhirFault NoGroup => new(StatusCodes.Status404NotFound, new Issue("not-found", "There is no such group, or none of yours: a group is a care team, or a study."));
}
