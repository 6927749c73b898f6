using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Trials;
using TwinGrid.Gateway.Pages.Frame;
using TwinGrid.TrialRuns;

namespace TwinGrid.Gateway.Pages.Trials;

/// <summary>The grid's trials for one visitor, decided by the API's own rows of the table each time, and written down like any access.</summary>
internal sealed class GuardedTrialsView(IGrainFactory grains, TrialStarter starter, PageVisitor visitor, IAuditTrail trail, TimeProvider time) : ITrialsView
{
    private static readonly TimeSpan Waits = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<TrialStanding>?> List()
    {
        if (await Enter("GET /v1/trials", "trials listed") is not { } caller) return null;
        return [.. (await grains.GetGrain<ITrialBook>(0).List()).Where(caller.Sees)];
    }

    public Task<IReadOnlyList<TrialExample>> Examples() => grains.GetGrain<ITrialReviewer>(0).Examples();

    public Task<TrialCheck> Check(string protocol) => grains.GetGrain<ITrialReviewer>(0).Check(protocol);

    public async Task<(TrialStanding? Started, Problem? Refused)> Start(string protocol, string? study)
    {
        if (await Enter("POST /v1/trials", null) is not { } caller) return (null, Problem.Of(ProblemKind.NotPermitted, Strings.TrialNotForYou));
        var requestId = NewRequest();
        var answer = await starter.Start(protocol, study, key: null, caller, requestId, CancellationToken.None);
        if (answer.Value is { } started) await Record("POST /v1/trials", caller, $"trial {started.Id} started: {started.Outline.Title}; protocol {started.Outline.Hash}, seed {started.Outline.Seed}", requestId);
        return (answer.Value, answer.Problem);
    }

    public async Task<TrialStanding?> Watch(string trial, long known)
    {
        if (known == 0 && await Enter("GET /v1/trials/{trial}", $"trial {trial} looked at") is null) return null;
        return (await visitor.Credential()).Caller is { } caller && await grains.GetGrain<ITrial>(trial).Watch(known, Waits) is { } standing && caller.Sees(standing) ? standing : null;
    }

    public async Task Cancel(string trial)
    {
        if (await Enter("POST /v1/trials/{trial}/cancel", $"trial {trial} cancelled") is { } caller && await Sees(caller, trial)) await grains.GetGrain<ITrial>(trial).Cancel(caller.Subject);
    }

    public async Task<byte[]?> Paper(string trial, TrialPaper paper)
    {
        var route = paper switch { TrialPaper.Report => "report", TrialPaper.Csv => "results.csv", TrialPaper.Parquet => "results.parquet", _ => "results" };
        return await Enter($"GET /v1/trials/{{trial}}/{route}", $"trial {trial}: {paper.ToString().ToLowerInvariant()} read") is { } caller && await Sees(caller, trial) ? await grains.GetGrain<ITrial>(trial).Paper(paper) : null;
    }

    private async Task<bool> Sees(Caller caller, string trial) => await grains.GetGrain<ITrial>(trial).Standing() is { } standing && caller.Sees(standing);

    /// <summary>The visitor, where he may; written down either way.</summary>
    private async Task<Caller?> Enter(string route, string? reason)
    {
        var (credential, row) = (await visitor.Credential(), AccessTable.RowOf(route)!);
        if (credential.Caller is not { } caller) return null;
        var isIn = row.Who.Holds(caller.Role) && time.GetUtcNow() < credential.ExpiresAt;
        if (!isIn) await Record(route, caller, reason, NewRequest(), new AccessDecision(false, AccessGround.NotForThisRole, null, 0));
        else if (reason is not null) await Record(route, caller, reason, NewRequest());
        return isIn ? caller : null;
    }

    private async Task Record(string route, Caller caller, string? reason, string requestId, AccessDecision? refusal = null)
    {
        var (row, isDevelopment) = (AccessTable.RowOf(route)!, (await visitor.Credential()).IsDevelopment);
        var decision = refusal ?? new AccessDecision(true, isDevelopment ? AccessGround.Development : AccessGround.RoleAlone, null, 0);
        await trail.Record(new AccessEntry(requestId, $"page: {route}", caller, row.Operation, row.Data, AccessGate.UsualPurpose(caller.Role), [], decision, null) { Reason = reason }, CancellationToken.None);
    }

    private string NewRequest() => $"{Guid.CreateVersion7(time.GetUtcNow()):n}";
}
