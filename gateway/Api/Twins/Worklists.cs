using TwinGrid.Alerts;
using TwinGrid.Gateway.Access;
using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Api.Twins;

/// <summary>Lists over many twins, of those only that may be seen: what may not is in no row, no count and no order.</summary>
internal sealed class Worklists(Desks desks, Rosters rosters)
{
    /// <summary>The most urgent twins that may be seen, and how many may be seen in all.</summary>
    public async Task<WorklistPage> Seen(Sight sight, int most, CancellationToken cancel)
    {
        var (rows, total) = sight.SeesEverything ? await All(most) : await Among(sight, cancel);
        return new WorklistPage([.. rows.OrderByDescending(row => row.Urgency).ThenBy(row => row.TwinId.Value, StringComparer.Ordinal).Take(most)], total);
    }

    /// <summary>Alerts that fit and may be seen, newest first.</summary>
    public async Task<IReadOnlyList<Alert>> Seen(Sight sight, AlertQuery query, CancellationToken cancel)
    {
        var found = sight.SeesEverything
            ? (await desks.Ask(desk => desk.Alerts(query))).SelectMany(alerts => alerts)
            : await desks.AlertsOf(await Permitted(sight, cancel), query);
        return [.. found.OrderByDescending(alert => alert.RaisedAt).ThenBy(alert => alert.Id, StringComparer.Ordinal).Take(query.Limit)];
    }

    private async Task<(IEnumerable<TwinRow> Rows, int Total)> All(int most)
    {
        var pages = await desks.Ask(desk => desk.Rows(most));
        return (pages.SelectMany(page => page.Rows), pages.Sum(page => page.Total));
    }

    private async Task<(IEnumerable<TwinRow> Rows, int Total)> Among(Sight sight, CancellationToken cancel)
    {
        var rows = await desks.RowsOf(await Permitted(sight, cancel));
        return (rows, rows.Count);
    }

    private async Task<IReadOnlyList<TwinId>> Permitted(Sight sight, CancellationToken cancel) =>
        await sight.Among(await rosters.Of(sight), twin => twin, sight.Row.Data, cancel);
}
