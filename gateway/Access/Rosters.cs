using System.Collections.Concurrent;
using TwinGrid.Access;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Access;

/// <summary>
/// Which twins a list can hold for somebody: his own, or those of his care teams. It narrows where to look; whether each may be seen is decided afterwards, one by
/// one. What a team holds is remembered for a moment. Safe for concurrent use.
/// </summary>
internal sealed class Rosters(IGrainFactory grains, TimeProvider time)
{
    private const int Most = 10_000;

    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Remembered> _teams = new(StringComparer.Ordinal);

    public async ValueTask<IReadOnlyList<TwinId>> Of(Sight sight)
    {
        if (sight.Only is { } only) return [only];
        var teams = await Task.WhenAll(sight.Caller.CareTeams.Select(Of));
        return teams is [var single] ? single : [.. teams.SelectMany(twins => twins).Distinct()];
    }

    private async Task<IReadOnlyList<TwinId>> Of(string team)
    {
        if (_teams.TryGetValue(team, out var known) && time.GetElapsedTime(known.At) < KnownFor) return known.Twins;
        if (_teams.Count >= Most) _teams.Clear();
        var at = time.GetTimestamp();
        var twins = await grains.GetGrain<ICareTeamRoster>(team).Twins();
        _teams[team] = new Remembered(twins, at);
        return twins;
    }

    private sealed record Remembered(IReadOnlyList<TwinId> Twins, long At);
}
