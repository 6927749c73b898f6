using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using TwinGrid.Access;
using TwinGrid.Erasure;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Scheduling;
using TwinGrid.HealthRecords;
using TwinGrid.Keys;
using TwinGrid.Patients;
using TwinGrid.Scheduling;
using TwinGrid.Storage;
using TwinGrid.Storage.HealthRecords;
using TwinGrid.VitalsLog;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Erasure;

/// <summary>
/// Keeps a row for every erasure and does what is not done. Every step may be done again: it is, after a crash, and once more when every process has heard that the key is
/// gone. Interleaves calls: its books change only between awaits.
/// </summary>
[GrainType("erasure-desk"), KeepAlive, Reentrant]
public sealed partial class ErasureDesk : Grain, IErasureDesk
{
    /// <summary>How long who erases waits for the end; then it goes on without him.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>After so long every process has heard that a key is gone, and what it had begun to write stands.</summary>
    private static readonly TimeSpan AllHaveHeard = TimeSpan.FromSeconds(5);

    private readonly SavedRows<ErasureReport> _saved;
    private readonly PatientKeys _keys;
    private readonly ITwinEraser _storage;
    private readonly IRecordStore _records;
    private readonly IVitalsLog _log;
    private readonly SchedulerOptions _scheduler;
    private readonly TimeProvider _time;
    private readonly ILogger<ErasureDesk> _logger;
    private readonly Dictionary<string, ErasureReport> _all = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _underWay = new(StringComparer.Ordinal);

    public ErasureDesk(
        SavedRowSets rows, PatientKeys keys, ITwinEraser storage, IRecordStore records, IVitalsLog log, SchedulerOptions scheduler, TimeProvider time, ILogger<ErasureDesk> logger)
    {
        _saved = rows.Of<ErasureReport>("erasure", this.GetPrimaryKeyLong());
        (_keys, _storage, _records, _log, _scheduler, _time, _logger) = (keys, storage, records, log, scheduler, time, logger);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _saved.Load(erasure => _all[erasure.Twin.Value] = erasure, cancellationToken);
        this.RegisterGrainTimer(_ => KeepAlive(), new GrainTimerCreationOptions(AllHaveHeard, AllHaveHeard) { Interleave = true });
    }

    public async Task<ErasureReport?> Erase(TwinId twin, ErasureGround ground)
    {
        if (_all.TryGetValue(twin.Value, out var known) && known.DoneAt is not null) return null;
        if (known is null)
        {
            if (await GrainFactory.GetGrain<IPatientTwin>(twin.Value).Profile() is null && await IsWithoutRecord(twin)) return null;
            await Begin(twin, ground);
        }
        await Task.WhenAny(GoOn(twin), Task.Delay(Patience, _time));
        return _all[twin.Value];
    }

    public Task<IReadOnlyList<ErasureReport>> Reports(int limit) => Task.FromResult<IReadOnlyList<ErasureReport>>(
        [.. _all.Values.OrderBy(erasure => erasure.DoneAt is not null).ThenByDescending(erasure => erasure.BegunAt).Take(limit)]);

    public async Task<int> KeepAlive()
    {
        var now = _time.GetUtcNow();
        foreach (var twin in _keys.All.Where(twin => !_all.ContainsKey(twin.Value)).ToList()) await Begin(twin, ErasureGround.RestoredFromBackup);
        foreach (var erasure in _all.Values.ToList())
        {
            if (erasure.DoneAt is null || !_keys.IsDestroyed(erasure.Twin) || (erasure.SweptAt is null && now - erasure.DoneAt >= AllHaveHeard))
                await GoOn(erasure.Twin).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext); // said in the log, and tried again at the next round
        }
        return _all.Values.Count(erasure => erasure.DoneAt is null);
    }

    /// <summary>A record may hold a patient of whom no birth date is known, and so no twin.</summary>
    private async Task<bool> IsWithoutRecord(TwinId twin) => (await _records.Search(new RecordQuery(twin, [], 0, 0), CancellationToken.None)).Total == 0;

    private Task Begin(TwinId twin, ErasureGround ground) => Put(new(twin, ground, _time.GetUtcNow(), null, new Dictionary<string, long>(StringComparer.Ordinal)));

    private Task Put(ErasureReport erasure)
    {
        _all[erasure.Twin.Value] = erasure;
        _saved.Put($"erased:{erasure.Twin}", erasure); // no key that belongs to the twin: it stays
        return _saved.Durable();
    }

    /// <summary>One at a time for a twin; those who ask meanwhile wait for the same.</summary>
    private Task GoOn(TwinId twin)
    {
        if (_underWay.TryGetValue(twin.Value, out var running) && !running.IsCompleted) return running;
        return _underWay[twin.Value] = Said(twin);
    }

    private async Task Said(TwinId twin)
    {
        try
        {
            await Work(twin);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNotDone(error, twin.Value);
            throw;
        }
    }

    /// <summary>
    /// The key first of what counts: from then on nothing stored can be read, and nothing is written any more. Grains before the storage: what they hold they would save again.
    /// </summary>
    private async Task Work(TwinId twin)
    {
        var removed = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var consent = GrainFactory.GetGrain<IPatientConsent>(twin.Value);
        removed["consent, care teams, broken glasses"] = await consent.Erase(); // with the key it still knows which teams to tell
        await _keys.Destroy(twin, CancellationToken.None);
        await GrainFactory.GetGrain<IErasable>(GrainId.Create("twin", twin.Value)).Erase();
        removed["worklist row and alerts"] = await GrainFactory.GetGrain<IWatchDesk>(twin.Partition(_log.PartitionCount)).Erase(twin);
        await consent.Erase(); // somebody may have asked it meanwhile
        removed["notices of broken glasses"] = await GrainFactory.GetGrain<IPrivacyDesk>(0).Erase(twin);
        removed["appointments"] = await GrainFactory.GetGrain<ISchedulerShard>(SchedulerShard.Of(twin, _scheduler.Shards)).Cancel(twin);
        var rows = await _storage.Erase(twin, CancellationToken.None);
        (removed["snapshots and lists"], removed["samples of the history"], removed["versions of resources"]) = (rows.Snapshots, rows.Samples, rows.Resources);
        var (before, now) = (_all[twin.Value], _time.GetUtcNow());
        foreach (var (place, count) in before.Removed) removed[place] = removed.GetValueOrDefault(place) + count;
        await Put(before with { Removed = removed, DoneAt = before.DoneAt ?? now, SweptAt = before.DoneAt is null ? null : now });
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Twin {Twin} is not erased yet; it goes on in a moment")]
    private partial void LogNotDone(Exception error, string twin);
}
