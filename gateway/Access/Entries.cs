using TwinGrid.Access;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Access;

/// <summary>Makes the entries of the audit trail out of requests.</summary>
internal static class Entries
{
    public static AccessEntry Of(HttpContext context, RouteRow row, Caller caller, Purpose purpose, IReadOnlyList<TwinId> twins, AccessDecision decision) =>
        new(RequestIds.Of(context), row.Route, caller, row.Operation, row.Data, purpose, twins, decision, context.Connection.RemoteIpAddress?.ToString());
}
