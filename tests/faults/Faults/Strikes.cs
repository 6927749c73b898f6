using TwinGrid.Faults.Devices;
using TwinGrid.Faults.Grids;
using TwinGrid.Faults.Histories;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Faults.Faults;

/// <summary>A run of strikes: where it stands, and what it waits for between them.</summary>
public sealed class Strikes(FaultPlan plan, GridUnderTest grid, Ward ward, ClientHistory history)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly TimeProvider _time = TimeProvider.System;

    public FaultPlan Plan { get; } = plan;

    public int Round { get; set; }

    public Random Chance { get; } = new(plan.Seed);

    public List<TimeSpan> Recoveries { get; } = [];

    public List<string> Remarks { get; } = [];

    public ClientHistory History { get; } = history;

    /// <summary>A moment, for <see cref="Recovered"/>.</summary>
    public long Now() => _time.GetTimestamp();

    public TimeSpan Since(long moment) => _time.GetElapsedTime(moment);

    public Task Wait(TimeSpan time) => Task.Delay(time, _time);

    /// <summary>Waits until the load runs: some packets of each twin on average.</summary>
    public Task LoadGoesOn()
    {
        var wanted = History.Acknowledged + 20 * ward.Active.Count();
        return Eventually.Holds(() => History.Acknowledged >= wanted, TimeSpan.FromMinutes(5), () => $"The devices stand still.\n{grid.Said}");
    }

    /// <summary>Waits until every twin shows a packet newer than all that were acknowledged when this call began. The answer is the time since something broke.</summary>
    public async Task<TimeSpan> Recovered(long brokenAt)
    {
        var before = ward.Active.ToDictionary(twin => twin, History.Newest, StringComparer.Ordinal);
        var waiting = ward.Active.ToHashSet(StringComparer.Ordinal);
        await Eventually.Holds(
            async () =>
            {
                var looks = await Task.WhenAll(waiting.Select(async twin => (Twin: twin, IsBack: await ShowsMoreThan(before[twin], twin)))); // at once: one that hangs holds up no other
                waiting.ExceptWith(looks.Where(look => look.IsBack).Select(look => look.Twin));
                return waiting.Count == 0;
            },
            Patience, () => $"Not recovered: {string.Join(", ", waiting)}.\n{grid.Said}");
        return _time.GetElapsedTime(brokenAt);
    }

    private async Task<bool> ShowsMoreThan(long sequence, string twin)
    {
        if (History.Newest(twin) <= sequence) return false;
        try
        {
            var glance = await grid.Gateways[Chance.Next(grid.Gateways.Count)].Get($"/v1/twins/{twin}");
            return glance["devices"]!.AsArray().Any(device => device!["highestSequence"]!.GetValue<long>() > sequence);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false; // not yet
        }
    }
}
