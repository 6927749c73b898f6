using Orleans.Concurrency;
using TwinGrid.Patients;
using TwinGrid.Rebuilding;
using TwinGrid.Records;
using TwinGrid.VitalsLog;

namespace TwinGrid.Grains.Rebuilding;

/// <summary>Rebuilds a twin as it was known, from the newest archived twin before the instant and the log behind it. Holds nothing.</summary>
[GrainType("twin-past"), StatelessWorker]
public sealed class TwinPast(IVitalsLog log, TwinArchive archive) : Grain, ITwinPast
{
    private const int ReadAtOnce = 1000;

    /// <summary>Records are written down in about the order of their times: when they are so much later than the instant, none of before is to come.</summary>
    private static readonly TimeSpan ClocksApart = TimeSpan.FromHours(1);

    private TwinId Twin => TwinId.Parse(this.GetPrimaryKeyString());

    public async Task<PastGlance> Glance(DateTimeOffset asOf)
    {
        var knownFrom = (await GrainFactory.GetGrain<IRebuiltTwin>(Twin.Value).Canonical()).KnownFrom;
        if (knownFrom is not { } from || asOf < from) return new PastGlance(null, knownFrom);
        var replay = new Replay(GrainFactory, Twin);
        try
        {
            await Rebuild(replay, asOf);
            return new PastGlance(await replay.View.GlanceAsOf(asOf), knownFrom);
        }
        finally
        {
            await replay.View.Forget();
        }
    }

    private async Task Rebuild(Replay replay, DateTimeOffset asOf)
    {
        var archived = await archive.Newest(Twin, asOf);
        if (archived is not null) await replay.Begin(archived);
        var (partition, at) = (Twin.Partition(log.PartitionCount), archived?.AppliedTo ?? -1);
        while (await log.Read(partition, at, ReadAtOnce, CancellationToken.None) is { Count: > 0 } records)
        {
            await replay.Deliver([.. records.Where(logged => logged.Record is not ErasedRecord && logged.Record.TwinId == Twin && logged.Record.KnownAt <= asOf)]);
            at = records[^1].Position.Offset;
            if (records[^1].Record.KnownAt > asOf + ClocksApart) return;
        }
    }
}
