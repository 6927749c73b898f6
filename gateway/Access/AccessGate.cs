using System.Diagnostics;
using TwinGrid.Access;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Identity;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Access;

/// <summary>
/// The one door of the gateway. It looks up the row of the route, the credential, role and scopes, and asks consent for the twin that the address names; every
/// refusal goes into the audit trail, what is let in is written down by <see cref="AuditedRoute"/>. What has no row is answered as if it were not there.
/// </summary>
internal sealed partial class AccessGate(ICredentials credentials, IAccessDecisions decisions, IAuditTrail trail, TimeProvider time, ILogger<AccessGate> logger)
{
    /// <summary>First step, before requests are rationed: which row, and whose credential.</summary>
    public async Task Identify(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint)
        {
            if (AccessTable.RowOf(endpoint) is not { } row)
            {
                LogNoRow(endpoint.RoutePattern.RawText);
                await Problem.Of(ProblemKind.NoSuchRoute, $"Nothing is served at {context.Request.Path}. The routes are listed at /scalar and in /openapi/v1.json.").ExecuteAsync(context);
                return;
            }
            if (row.Door != Door.Open)
            {
                var visit = new Visit(Narrowed(row, context), await credentials.Of(context, row.Door), Stopwatch.GetTimestamp());
                if (row.Door == Door.Page && IsForeign(context.Request, visit.Credential))
                {
                    await Problem.Of(ProblemKind.ForeignOrigin, "Only pages of this gateway may open its pages' connections.").ExecuteAsync(context);
                    return;
                }
                context.Features.Set(visit);
                context.Response.Headers[RequestIds.Header] = RequestIds.Of(context);
            }
        }
        await next(context);
    }

    /// <summary>A row for every kind of resource is narrowed to the one that the address names.</summary>
    private static RouteRow Narrowed(RouteRow row, HttpContext context) =>
        row.IsByType && Api.Fhir.Types.RecordTypes.Find(context.GetRouteValue("type") as string) is { } type ? Api.Fhir.Types.RecordTypes.Narrow(row, type) : row;

    /// <summary>A page of another site may neither post to a page nor open the connection that it lives by, which browsers allow across sites.</summary>
    private static bool IsForeign(HttpRequest request, Credential credential)
    {
        if (request.Headers.Origin.ToString() is not { Length: > 0 } origin) return false;
        if (credential.IsDevelopment) return !LocalVisitors.IsLocal(origin);
        return !Uri.TryCreate(origin, UriKind.Absolute, out var site) || !string.Equals(site.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Second step: who may not is refused, who may is given his sight.</summary>
    public async Task Admit(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<Visit>() is { } visit)
        {
            if (await Objection(context, visit) is { } objection)
            {
                await objection.ExecuteAsync(context);
                return;
            }
        }
        await next(context);
    }

    private async ValueTask<IResult?> Objection(HttpContext context, Visit visit)
    {
        var (row, credential) = (visit.Row, visit.Credential);
        if (credential.Caller is not { } caller) return await Unidentified(context, visit);
        if (!TryReadPurpose(context.Request, caller.Role, out var purpose)) return Problem.Field(PurposeHeader, $"must be one of {string.Join(", ", Purposes.Select(pair => pair.Word))}");
        if (!row.Who.Holds(caller.Role)) return await NotPermitted(context, visit, caller, purpose, $"The role {RoleWords.Of(caller.Role)} does not do this.");
        if (MissingScope(row, credential, out var onlyPatients) is { } missing) return await NotPermitted(context, visit, caller, purpose, $"The token lacks the scope {missing}.", missing);
        if (onlyPatients && credential.Patient is null) return await NotPermitted(context, visit, caller, purpose, "The token has scopes of a patient but names none.");
        if (row.About == About.Study && caller.Role == Role.Researcher && !string.Equals(caller.Study, context.GetRouteValue("study") as string, StringComparison.Ordinal))
            return await NotPermitted(context, visit, caller, purpose, "The token is for another study.");
        var named = row.About is About.Twin or About.Alert ? TwinOf(context, row) : null;
        var sight = new Sight(row, credential, purpose, onlyPatients ? credential.Patient : null, decisions, time) { Named = named is { } one ? [one] : [] };
        context.Features.Set(sight);
        if (row.About is not (About.Twin or About.Alert)) return null;
        if (named is not { } twin) return sight.SeesEverything ? null : await Hidden(context, visit, sight, new AccessDecision(false, AccessGround.UnknownTwin, null, 0));
        sight.Decision = await sight.Decide(twin, row.Data, context.RequestAborted);
        return sight.Decision.Permitted ? null : await Hidden(context, visit, sight, sight.Decision);
    }

    /// <summary>An inner request of one that was let in: looked at as if it had come by itself. Its sight, or why not.</summary>
    public async ValueTask<(Sight? Sight, IResult? Objection)> Inner(HttpContext context, RouteRow row)
    {
        var (visit, outer) = (context.Features.Get<Visit>() ?? throw new InvalidOperationException("A handler was reached past the gate."), context.Features.Get<Sight>());
        try
        {
            var objection = await Objection(context, visit with { Row = row });
            return objection is null ? (context.Features.Get<Sight>(), null) : (null, objection);
        }
        finally
        {
            context.Features.Set(outer);
        }
    }

    /// <summary>Whether role and scopes would let an inner request in; it leaves no trace.</summary>
    public static bool MayAsk(HttpContext context, RouteRow row) =>
        context.Features.Get<Visit>() is { Credential: { Caller: { } caller } credential } && row.Who.Holds(caller.Role) && MissingScope(row, credential, out var onlyPatients) is null && !(onlyPatients && credential.Patient is null);

    /// <summary>Nobody, or a token that does not hold.</summary>
    private async ValueTask<IResult> Unidentified(HttpContext context, Visit visit)
    {
        if (visit.Row.Door == Door.Page) return new SignInFirst();
        await Record(context, visit, Nobody, Purpose.Operations, [], new AccessDecision(false, AccessGround.NotIdentified, null, 0));
        var isRefused = ReferenceEquals(visit.Credential, Credential.Refused);
        context.Response.Headers.WWWAuthenticate = isRefused ? "Bearer realm=\"twingrid\", error=\"invalid_token\"" : "Bearer realm=\"twingrid\"";
        return Problem.Of(ProblemKind.NotIdentified, isRefused ? "The access token does not hold: it is wrong, of another kind, for somebody else, or out of its time." : "Send an access token: Authorization: Bearer …");
    }

    private async ValueTask<IResult> NotPermitted(HttpContext context, Visit visit, Caller caller, Purpose purpose, string why, string? scope = null)
    {
        await Record(context, visit, caller, purpose, [], new AccessDecision(false, AccessGround.NotForThisRole, null, 0));
        if (scope is not null) context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"twingrid\", error=\"insufficient_scope\", scope=\"{scope}\"";
        return Problem.Of(ProblemKind.NotPermitted, why);
    }

    /// <summary>A twin that may not be seen is answered as one that is not there: the same words, at the same beat.</summary>
    private async ValueTask<IResult> Hidden(HttpContext context, Visit visit, Sight sight, AccessDecision refusal)
    {
        await Record(context, visit, sight.Caller, sight.Purpose, sight.Named, refusal);
        await Beat.Wait(visit, context.RequestAborted);
        var id = context.GetRouteValue("id") as string ?? "";
        return visit.Row.About == About.Alert ? Problem.UnknownAlert(id) : Problem.UnknownTwin(id);
    }

    private ValueTask Record(HttpContext context, Visit visit, Caller caller, Purpose purpose, IReadOnlyList<TwinId> twins, AccessDecision refusal) =>
        visit.Row.IsAudited ? trail.Record(Entries.Of(context, visit.Row, caller, purpose, twins, refusal), context.RequestAborted) : default;

    private static TwinId? TwinOf(HttpContext context, RouteRow row)
    {
        var id = context.GetRouteValue("id") as string;
        if (row.About == About.Alert) return TwinGrid.Alerts.AlertIds.TryGetTwin(id, out var watched) ? watched : null;
        return TwinId.TryParse(id, out var twin) ? twin : null;
    }

    /// <summary>The first scope that the row needs and the token lacks.</summary>
    /// <param name="onlyPatients">True where what is granted is about one patient's own record.</param>
    private static string? MissingScope(RouteRow row, Credential credential, out bool onlyPatients)
    {
        onlyPatients = false;
        foreach (var needed in row.Scopes)
        {
            var isPatients = false;
            if (needed.IsWord ? !credential.Scopes.Has(needed.Resource) : !credential.Scopes.Grants(needed.Resource, needed.Permissions, out isPatients)) return needed.ToString();
            onlyPatients |= isPatients;
        }
        return null;
    }

    private const string PurposeHeader = "X-Purpose-Of-Use";

    private static readonly (string Word, Purpose Purpose)[] Purposes =
        [("care", Purpose.Care), ("own-use", Purpose.OwnUse), ("research", Purpose.Research), ("public-health", Purpose.PublicHealth), ("emergency", Purpose.Emergency)];

    private static bool TryReadPurpose(HttpRequest request, Role role, out Purpose purpose)
    {
        purpose = UsualPurpose(role);
        if (request.Headers[PurposeHeader].ToString() is not { Length: > 0 } word) return true;
        foreach (var (known, meant) in Purposes)
            if (known == word) purpose = meant;
        return Purposes.Any(pair => pair.Word == word);
    }

    internal static Purpose UsualPurpose(Role role) => role switch
    {
        Role.Patient or Role.Device => Purpose.OwnUse,
        Role.Researcher => Purpose.Research,
        Role.Operator or Role.PrivacyOfficer => Purpose.Operations,
        _ => Purpose.Care,
    };

    private static Caller Nobody { get; } = new("unidentified", default, "");

    [LoggerMessage(Level = LogLevel.Critical, Message = "The route {Pattern} has no row in the table of access: it is answered to nobody")]
    private partial void LogNoRow(string? pattern);
}

/// <summary>A request at the door.</summary>
/// <param name="Began">When it came, as <see cref="Stopwatch"/> stamps it.</param>
internal sealed record Visit(RouteRow Row, Credential Credential, long Began);
