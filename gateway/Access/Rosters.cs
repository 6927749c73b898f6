using System.Collections.Concurrent;
using TwinGrid.Access;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Access;

/// <summary>
/// Which twins a list can hold for somebody: his own, or those of his care teams and those for which he broke the glass. It narrows where to look; whether each may be seen is decided afterwards, one by
/// one. What they hold is remembered for a moment. Safe for concurrent use.
/// </summary>
internal sealed class Rosters(IGrainFactory grains, TimeProvider time)
{
    private const int Most = 10_000;

    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Remembered> _lists = new(StringComparer.Ordinal);

    public async ValueTask<IReadOnlyList<TwinId>> Of(Sight sight)
    {
        if (sight.Only is { } only) return [only];
        var asked = sight.Caller.CareTeams.Select(OfTeam);
        if (sight.Caller.Role == Role.Clinician) asked = asked.Append(OpenedBy(sight.Caller.Subject));
        IReadOnlyList<TwinId>[] lists = [.. (await Task.WhenAll(asked)).Where(list => list.Count > 0)];
        return lists is [var single] ? single : [.. lists.SelectMany(twins => twins).Distinct()];
    }

    private Task<IReadOnlyList<TwinId>> OfTeam(string team) => Known($"team {team}", () => grains.GetGrain<ICareTeamRoster>(team).Twins());

    private Task<IReadOnlyList<TwinId>> OpenedBy(string subject) => Known($"opened {subject}", () => grains.GetGrain<IOpenedTwins>(subject).Twins());

    private async Task<IReadOnlyList<TwinId>> Known(string list, Func<Task<IReadOnlyList<TwinId>>> ask)
    {
        if (_lists.TryGetValue(list, out var known) && time.GetElapsedTime(known.At) < KnownFor) return known.Twins;
        if (_lists.Count >= Most) _lists.Clear();
        var at = time.GetTimestamp();
        var twins = await ask();
        _lists[list] = new Remembered(twins, at);
        return twins;
    }

    private sealed record Remembered(IReadOnlyList<TwinId> Twins, long At);
}
