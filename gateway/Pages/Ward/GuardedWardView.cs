using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TwinGrid.Access;
using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Gateway.Pages.Frame;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Treatments;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Pages.Ward;

/// <summary>
/// The ward as one visitor may see it. It decides by the same rows of the table as the API, each time something is shown, and writes down what was looked at, each twin
/// once for as long as the page is open.
/// </summary>
internal sealed class GuardedWardView(GridWardView ward, PageVisitor visitor, Worklists worklists, IAccessDecisions decisions, IAuditTrail trail, TimeProvider time) : IWardView
{
    /// <summary>How often an open page is asked anew, whatever happens: well below the five seconds within which a withdrawal closes it.</summary>
    private static readonly TimeSpan AskedAnew = TimeSpan.FromSeconds(2);

    private static readonly TreatmentRefusal NotForYou = new("", "That is not for you to ask.");

    private readonly HashSet<(TwinId?, string)> _writtenDown = [];

    public WardList List { get; private set; } = WardList.Empty;

    public async IAsyncEnumerable<WardNews> Changes(TwinId? of, [EnumeratorCancellation] CancellationToken cancel)
    {
        var news = Channel.CreateBounded<WardNews>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var following = Follow(of, news.Writer, stop.Token);
        await using var beat = time.CreateTimer(_ => news.Writer.TryWrite(WardNews.Something), null, AskedAnew, AskedAnew);
        try
        {
            await foreach (var one in news.Reader.ReadAllAsync(cancel))
            {
                if (of is null) List = await Seen(cancel);
                yield return one;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task<TwinGlance?> Glance(TwinId twin)
    {
        var sight = await Sight("GET /v1/twins/{id}");
        if (sight is null) return null;
        var decision = await sight.Decide(twin, sight.Row.Data, CancellationToken.None);
        var glance = decision.Permitted ? await ward.Glance(twin) : null;
        await WriteDownOnce(sight, twin, decision, [.. (glance?.Forecasts ?? []).Select(forecast => forecast.ModelVersion).Distinct(StringComparer.Ordinal)]);
        return glance;
    }

    public async Task<IReadOnlyList<HistoryBucket>> Course(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int points)
    {
        await Demand("GET /v1/twins/{id}/vitals", twin);
        return await ward.Course(twin, signal, from, to, points);
    }

    public async Task<ModelCourse> ModelCourse(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to)
    {
        await Demand("GET /v1/twins/{id}/course", twin);
        return await ward.ModelCourse(twin, signal, from, to);
    }

    public async Task<IReadOnlyList<HistoryPoint>> Samples(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int limit)
    {
        await Demand("GET /v1/twins/{id}/vitals", twin);
        return await ward.Samples(twin, signal, from, to, limit);
    }

    public async Task<Forecast> Forecast(TwinId twin, Signal signal, TimeSpan horizon)
    {
        await Demand("GET /v1/twins/{id}/forecast", twin);
        return await ward.Forecast(twin, signal, horizon);
    }

    public async Task<WhatIf> Imagine(TwinId twin, Scenario scenario)
    {
        await Demand("POST /v1/twins/{id}/whatif", twin);
        return await ward.Imagine(twin, scenario);
    }

    public async Task<TreatmentFile?> Treatments(TwinId twin)
    {
        var sight = await Sight("GET /v1/twins/{id}/treatments");
        if (sight is null) return null;
        var decision = await sight.Decide(twin, sight.Row.Data, CancellationToken.None);
        var file = decision.Permitted ? await ward.Treatments(twin) : null;
        await WriteDownOnce(sight, twin, decision, [.. (file?.Organs ?? []).Select(organ => organ.ModelVersion).Distinct(StringComparer.Ordinal)]);
        return file;
    }

    public async Task<TreatmentAnswer> Evaluate(TwinId twin, TreatmentQuestion question)
    {
        var sight = await Sight("POST /v1/twins/{id}/treatments/evaluate");
        if (sight is null) return new(NotForYou, null);
        var decision = await sight.Decide(twin, sight.Row.Data, CancellationToken.None);
        var answer = decision.Permitted ? await ward.Evaluate(twin, question) : new(NotForYou, null);
        await WriteDownOnce(sight, twin, decision, answer.Effects is { } effects ? [effects.ModelVersion] : []);
        return answer;
    }

    public async Task<DoseAnswer> Optimise(TwinId twin, DoseQuestion question)
    {
        var sight = await Sight("POST /v1/twins/{id}/treatments/optimise");
        if (sight is null) return new(NotForYou, null);
        var decision = await sight.Decide(twin, sight.Row.Data, CancellationToken.None);
        var answer = decision.Permitted ? await ward.Optimise(twin, question) : new(NotForYou, null);
        await WriteDownOnce(sight, twin, decision, answer.Findings is { } found ? [found.ModelVersion] : []);
        return answer;
    }

    public async Task<AlertOutcome> Handle(TwinId twin, AlertCommand command)
    {
        var sight = await Sight("POST /v1/alerts/{id}/acknowledge"); // the rows of all steps are alike
        if (sight is null || !await May(sight, twin, DataClass.Alerts)) return new AlertOutcome(null, "That is not for you to do.");
        return await ward.Handle(twin, command with { Who = sight.Caller.Subject });
    }

    private async Task Follow(TwinId? of, ChannelWriter<WardNews> to, CancellationToken stop)
    {
        await foreach (var one in ward.Changes(of, stop)) to.TryWrite(one);
    }

    private async Task<WardList> Seen(CancellationToken cancel)
    {
        if (await Sight("GET /v1/twins") is not { IsOver: false } sight) return WardList.Empty;
        var list = sight.SeesEverything ? ward.List : await Narrowed(sight, cancel);
        if (list.Loaded && _writtenDown.Add((null, sight.Row.Route))) await WriteDown(sight, [.. list.Rows.Select(row => row.TwinId)], new AccessDecision(true, AccessGround.RoleAlone, null, 0), []);
        return list;
    }

    /// <summary>Asked of the desks: those whom somebody may see need not be among the most urgent that are kept at hand.</summary>
    private async Task<WardList> Narrowed(Sight sight, CancellationToken cancel)
    {
        var page = await worklists.Seen(sight, int.MaxValue, cancel);
        return new WardList(page.Rows, page.Total, ward.List.DesksSilent, Loaded: true);
    }

    private async Task Demand(string route, TwinId twin)
    {
        var sight = await Sight(route);
        if (sight is null || !await May(sight, twin, sight.Row.Data)) throw new UnauthorizedAccessException("The visitor may not see this.");
    }

    private async ValueTask<bool> May(Sight sight, TwinId twin, DataClass data)
    {
        var decision = await sight.Decide(twin, data, CancellationToken.None);
        await WriteDownOnce(sight, twin, decision, []);
        return decision.Permitted;
    }

    private ValueTask WriteDownOnce(Sight sight, TwinId twin, AccessDecision decision, IReadOnlyList<string> models) =>
        _writtenDown.Add((twin, $"{sight.Row.Route} {decision.Ground}")) ? WriteDown(sight, [twin], decision, models) : default;

    /// <summary>The visitor's sight through a row of the table; null where the role does not pass it.</summary>
    private async ValueTask<Sight?> Sight(string route)
    {
        var (credential, row) = (await visitor.Credential(), AccessTable.RowOf(route)!);
        return credential.Caller is { } caller && row.Who.Holds(caller.Role) ? new Sight(row, credential, AccessGate.UsualPurpose(caller.Role), null, decisions, time) : null;
    }

    private ValueTask WriteDown(Sight sight, IReadOnlyList<TwinId> twins, AccessDecision decision, IReadOnlyList<string> models) => trail.Record(
        new AccessEntry($"{Guid.CreateVersion7(time.GetUtcNow()):n}", $"page: {sight.Row.Route}", sight.Caller, sight.Row.Operation, sight.Row.Data, sight.Purpose, twins, decision, null) { ModelVersions = models },
        CancellationToken.None);
}
