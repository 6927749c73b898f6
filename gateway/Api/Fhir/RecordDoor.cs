using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir;

/// <summary>
/// Who may do what within one HTTP request: each inner request of a bundle is looked at as if it had come by itself, with its own row, scope and consent, and is written into the audit trail
/// with the twins it touched. Not safe for concurrent use.
/// </summary>
internal sealed class RecordDoor(HttpContext context, AccessGate gate, IAuditTrail trail, bool isBundle)
{
    private readonly Dictionary<string, Sight> _sights = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Route, TwinId Twin), (Sight Sight, AccessDecision Decision)> _touched = [];

    public HttpContext Context => context;

    public CancellationToken Cancel => context.RequestAborted;

    /// <summary>What an interaction with a kind of resource may see.</summary>
    /// <param name="route">Its row, as <c>GET /fhir/{type}/{rid}</c>.</param>
    /// <exception cref="FhirFault">The role or the scopes do not allow it.</exception>
    public async ValueTask<Sight> For(string route, RecordType type)
    {
        if (!isBundle) return Sight.Of(context);
        var row = RecordTypes.Narrow(AccessTable.RowOf(route) ?? throw new InvalidOperationException($"{route} has no row."), type);
        if (_sights.TryGetValue(row.Route, out var known)) return known;
        var (sight, objection) = await gate.Inner(context, row);
        if (sight is not null) return _sights[row.Route] = sight;
        var (status, text) = objection is Problem problem ? (problem.Status, problem.Detail) : (StatusCodes.Status403Forbidden, "That is not for this caller to do.");
        throw new FhirFault(status, new Issue("forbidden", text));
    }

    /// <summary>True where role and scopes allow to look at a kind of resource; refusals leave no entry, for nobody asked for that kind.</summary>
    public bool MayAsk(string route, RecordType type) => AccessGate.MayAsk(context, RecordTypes.Narrow(AccessTable.RowOf(route)!, type));

    /// <summary>Whether a record may be touched, and that it was asked.</summary>
    public async ValueTask<bool> May(Sight sight, TwinId twin, DataClass data)
    {
        var decision = await sight.Decide(twin, data, Cancel);
        if (decision.Permitted) context.Features.Get<TouchedTwins>()?.Add(twin);
        if (!_touched.TryGetValue((sight.Row.Route, twin), out var before) || before.Decision.Permitted) _touched[(sight.Row.Route, twin)] = (sight, decision);
        return decision.Permitted;
    }

    /// <summary>Writes down what was touched: entries of their own for a bundle's inner requests, and for the rest what the filter behind the route writes.</summary>
    public async Task WriteDown(bool succeeded)
    {
        if (!isBundle)
        {
            if (context.Features.Get<Sight>() is not { } sight) return;
            sight.Shown = [.. _touched.Keys.Select(key => key.Twin).Distinct()];
            if (_touched.Count > 0) sight.Decision = _touched.Values.FirstOrDefault(touched => !touched.Decision.Permitted, _touched.Values.First()).Decision;
            return;
        }
        foreach (var ((_, twin), (sight, decision)) in _touched)
            if (sight.Row.IsAudited) await trail.Record(Entries.Of(context, sight.Row, sight.Caller, sight.Purpose, [twin], decision) with { Succeeded = succeeded && decision.Permitted }, Cancel);
    }
}
