using TwinGrid.Patients;
using TwinGrid.Rebuilding;
using TwinGrid.Records;
using TwinGrid.VitalsLog;

namespace TwinGrid.Grains.Rebuilding;

/// <summary>Rebuilds twins beside the living ones and compares. A few hundred at a time: for each such group the log is read once from its beginning.</summary>
[GrainType("twin-verifier")]
public sealed class TwinVerifier(IVitalsLog log, RebuiltPasts pasts) : Grain, ITwinVerifier
{
    private const int ReadAtOnce = 1000, TwinsAtOnce = 200;

    private int Partition => (int)this.GetPrimaryKeyLong();

    public async Task<VerifyReport> Verify(string? twin)
    {
        var (equal, differences, notFromLog) = (0, new List<TwinDifference>(), new List<string>());
        foreach (var group in (twin is null ? await Twins() : [TwinId.Parse(twin)]).Chunk(TwinsAtOnce))
        {
            var living = new Dictionary<TwinId, CanonicalTwin>();
            foreach (var id in group) living[id] = await GrainFactory.GetGrain<IRebuiltTwin>(id.Value).Canonical();
            notFromLog.AddRange(living.Where(one => !one.Value.IsFromLog).Select(one => one.Key.Value));
            foreach (var (id, rebuilt) in await Rebuild(living.Where(one => one.Value.IsFromLog).ToDictionary()))
            {
                var found = Compare(id, living[id], rebuilt).ToList();
                differences.AddRange(found);
                if (found.Count == 0) equal++;
            }
        }
        return new VerifyReport(equal, differences, notFromLog);
    }

    /// <summary>The twins that the log speaks of, by name.</summary>
    private async Task<List<TwinId>> Twins()
    {
        var twins = new HashSet<TwinId>();
        await EachPage(long.MaxValue, records =>
        {
            foreach (var logged in records)
                if (logged.Record is not ErasedRecord) twins.Add(logged.Record.TwinId);
            return Task.CompletedTask;
        });
        return [.. twins.OrderBy(twin => twin.Value, StringComparer.Ordinal)];
    }

    /// <summary>Rebuilds twins from the log alone, each up to where the living one is.</summary>
    private async Task<Dictionary<TwinId, CanonicalTwin>> Rebuild(Dictionary<TwinId, CanonicalTwin> living)
    {
        var replays = living.Keys.ToDictionary(twin => twin, twin => new Replay(GrainFactory, twin));
        var records = living.Keys.ToDictionary(twin => twin, _ => new List<LoggedRecord>());
        try
        {
            foreach (var (twin, replay) in replays) pasts.Put(replay.Key, records[twin]);
            await EachPage(living.Values.Select(twin => twin.AppliedTo).DefaultIfEmpty(-1).Max(), page => Task.WhenAll(
                page.Where(logged => logged.Record is not ErasedRecord && living.TryGetValue(logged.Record.TwinId, out var twin) && logged.Position.Offset <= twin.AppliedTo)
                    .GroupBy(logged => logged.Record.TwinId)
                    .Select(group => Deliver(replays[group.Key], records[group.Key], [.. group]))));
            var rebuilt = new Dictionary<TwinId, CanonicalTwin>();
            foreach (var (twin, replay) in replays) rebuilt[twin] = await replay.View.Canonical();
            return rebuilt;
        }
        finally
        {
            foreach (var replay in replays.Values)
            {
                pasts.Forget(replay.Key);
                await replay.View.Forget();
            }
        }
    }

    /// <summary>A night looks back on what stands before it, and on nothing else.</summary>
    private static async Task Deliver(Replay replay, List<LoggedRecord> known, List<LoggedRecord> records)
    {
        var run = new List<LoggedRecord>();
        foreach (var logged in records)
        {
            run.Add(logged);
            known.Add(logged);
            if (logged.Record is not NightRecord) continue;
            await replay.Deliver(run);
            run = [];
        }
        await replay.Deliver(run);
    }

    private async Task EachPage(long to, Func<IReadOnlyList<LoggedRecord>, Task> work)
    {
        var at = -1L;
        var end = Math.Min(to, await log.End(Partition, CancellationToken.None));
        while (at < end && await log.Read(Partition, at, ReadAtOnce, CancellationToken.None) is { Count: > 0 } records)
        {
            await work(records);
            at = records[^1].Position.Offset;
        }
    }

    private static IEnumerable<TwinDifference> Compare(TwinId twin, CanonicalTwin living, CanonicalTwin rebuilt)
    {
        foreach (var name in living.Parts.Concat(rebuilt.Parts).Select(part => part.Name).Distinct(StringComparer.Ordinal))
        {
            var (one, other) = (Lines(living, name), Lines(rebuilt, name));
            var place = 0;
            while (place < one.Length && place < other.Length && one[place] == other[place]) place++;
            if (place < one.Length || place < other.Length) yield return new TwinDifference(twin.Value, name, one.ElementAtOrDefault(place), other.ElementAtOrDefault(place));
        }
    }

    private static string[] Lines(CanonicalTwin twin, string part) => [.. twin.Parts.Where(one => one.Name == part).SelectMany(one => one.Text.Split('\n'))];
}
