using Microsoft.Extensions.Logging;
using TwinGrid.Grains.Reach;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Seats;
using TwinGrid.Patients;
using TwinGrid.Readers;
using TwinGrid.Records;
using TwinGrid.Storage.Checkpoints;
using TwinGrid.Storage.History;
using TwinGrid.Storage.Snapshots;
using TwinGrid.VitalsLog;

namespace TwinGrid.Grains.Readers;

/// <summary>
/// Reads one partition of the log in order, hands records to their twins (each twin in its order, many twins at a time), writes the history, and moves the
/// checkpoint, while it reads on, only past what twins, organs and history have made durable.
/// </summary>
[GrainType("partition-reader"), KeepAlive, Seated]
public sealed partial class PartitionReader(
    IVitalsLog log, ICheckpointStore checkpoints, IVitalsHistory history, ReaderOptions options, SeatPlan seats, ILocalSiloDetails here, LostSilos lost, ReaderMeter meter, SaveMeter saves, TimeProvider time,
    ILogger<PartitionReader> logger)
    : Grain, IPartitionReader, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;

    /// <summary>The checkpoint on its way; completed when none is.</summary>
    private Task _moving = Task.CompletedTask;
    private Delivery _delivery = null!;
    private Checkpoint _checkpoint = null!;
    private GrainId _id;

    /// <summary>Records to be read next; grows while there are so many.</summary>
    private int _readAtOnce = options.ReadAtOnce;
    private string? _trouble;
    private DateTimeOffset _checkpointedAt;

    private int Partition => (int)this.GetPrimaryKeyLong();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = this.GetGrainId();
        _checkpoint = await checkpoints.Load(Partition, cancellationToken);
        var end = await log.End(Partition, cancellationToken);
        if (_checkpoint.Offset > end)
            throw new VitalsLogException($"Partition {Partition} of the vitals log ends at {end}, but twins have applied it up to {_checkpoint.Offset}: the log is older than the twins. Put back the log that belongs to them.");
        _checkpoint = await checkpoints.Advance(_checkpoint, _checkpoint.Offset, cancellationToken); // from here on a reader before this one moves nothing
        _delivery = new Delivery(GrainFactory, lost, log, _checkpoint, here.SiloAddress, options.TwinsAtATime);
        _checkpointedAt = time.GetUtcNow();
        meter.Here(Partition);
        _reading = ReadOn(_stop.Token);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await StopReading();
        meter.Left(Partition);
    }

    public void Dispose() => _stop.Dispose();

    public Task<ReaderProgress> KeepAlive() => Task.FromResult(Progress());

    public async Task<ReaderProgress> Drain()
    {
        var end = await log.End(Partition, _stop.Token);
        while (_checkpoint.Offset < end && !_stop.IsCancellationRequested)
        {
            _drainTo = end;
            _drainAsked.TrySetResult();
            await Task.Delay(options.DrainPoll, time, _stop.Token);
        }
        return Progress();
    }

    public async Task<ReaderProgress> HandOver()
    {
        await StopReading();
        if (_delivery.DeliveredTo > _checkpoint.Offset) await MoveCheckpoint(CancellationToken.None);
        return Progress();
    }

    private long _drainTo = -1;

    /// <summary>Wakes a reader that waits for records, so that it does not drain only when its checkpoint is due.</summary>
    private TaskCompletionSource _drainAsked = new();

    private async Task StopReading()
    {
        await _stop.CancelAsync();
        await _reading;
        await Moved(); // what failed of it is read again
    }

    private ReaderProgress Progress() => new(Partition, _delivery.DeliveredTo, _checkpoint.Offset, _trouble);

    /// <summary>Reads until stopped. What fails is tried again, more slowly each time; nothing is skipped.</summary>
    private async Task ReadOn(CancellationToken stop)
    {
        var pause = options.FirstPause;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Step(stop);
                _trouble = null;
                pause = options.FirstPause;
                if (!seats.IsAway(_id)) continue;
                await MoveAway(stop);
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (ReaderOvertakenException)
            {
                await StandDown();
                return;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                _trouble = error.Message;
                meter.Trouble(Partition);
                LogTrouble(error, Partition, pause);
                await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                pause = pause * 2 < options.LongestPause ? pause * 2 : options.LongestPause;
            }
        }
    }

    private async Task Step(CancellationToken stop)
    {
        var records = await log.Read(Partition, _delivery.DeliveredTo, _readAtOnce, stop);
        _readAtOnce = records.Count < _readAtOnce ? options.ReadAtOnce : Math.Min(2 * _readAtOnce, Math.Max(options.ReadAtOnce, options.ReadAtOnceBehind));
        foreach (var part in CutAtNights(records))
        {
            meter.Unsaved(Partition);
            var written = history.Write(part, CancellationToken.None); // once begun it is finished: what is delivered is in the history
            if (part.Any(logged => logged.Record is NightRecord)) await written; // a night looks back on what stands before it
            await _delivery.Deliver(part, written);
            var erased = part.Count(logged => logged.Record is ErasedRecord);
            meter.Delivered(Partition, part.Count - erased);
            meter.Erased(Partition, erased);
        }
        if (_moving.IsCompleted)
        {
            var moved = _moving;
            _moving = Task.CompletedTask;
            await moved; // that is where its failure is told
            if (CheckpointIsDue(records.Count)) _moving = MoveCheckpoint(stop);
        }
        if (_delivery.Count >= Furthest * options.UnsavedAtMost) await Moved();
        else if (records.Count == 0) await WaitForMore(stop);
    }

    /// <summary>A reader that runs away from its checkpoint waits for it when it has delivered so many times what calls for one.</summary>
    private const int Furthest = 2;

    /// <summary>Awaits the checkpoint on its way, failed or not.</summary>
    private async Task Moved() => await _moving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private async Task WaitForMore(CancellationToken stop)
    {
        if (_drainAsked.Task.IsCompleted) _drainAsked = new();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var more = log.WaitForMore(Partition, _delivery.DeliveredTo, options.CheckpointInterval, enough.Token);
        if (await Task.WhenAny(more, _drainAsked.Task, _moving.IsCompleted ? more : _moving) == more)
        {
            await more;
            return;
        }
        await enough.CancelAsync();
        await more.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>Parts in which nothing of a twin comes behind a night of its own: its history holds what stands before the night, and no more, when it looks back.</summary>
    private static IEnumerable<IReadOnlyList<LoggedRecord>> CutAtNights(IReadOnlyList<LoggedRecord> records)
    {
        if (records.Count == 0) yield break;
        var (part, nights) = (new List<LoggedRecord>(records.Count), new HashSet<TwinId>());
        foreach (var logged in records)
        {
            if (nights.Contains(logged.Record.TwinId))
            {
                yield return part;
                (part, nights) = ([], []);
            }
            part.Add(logged);
            if (logged.Record is NightRecord) nights.Add(logged.Record.TwinId);
        }
        yield return part;
    }

    private bool CheckpointIsDue(int justRead) =>
        _delivery.DeliveredTo > _checkpoint.Offset
        && (_delivery.Count >= options.UnsavedAtMost
            || time.GetUtcNow() - _checkpointedAt >= options.CheckpointInterval
            || (_drainTo > _checkpoint.Offset && justRead == 0));

    private async Task MoveCheckpoint(CancellationToken stop)
    {
        var upTo = _delivery.DeliveredTo;
        await _delivery.Flush();
        try
        {
            _checkpoint = await checkpoints.Advance(_checkpoint, upTo, stop);
        }
        catch (StaleSnapshotException)
        {
            await StandDown();
            return;
        }
        _delivery.Forget(upTo);
        meter.Saved(Partition);
        _checkpointedAt = time.GetUtcNow();
        log.NoteCheckpoint(Partition, _checkpoint.Offset);
    }

    /// <summary>Leaves for the silo where the partition belongs, with everything behind the checkpoint.</summary>
    private async Task MoveAway(CancellationToken stop)
    {
        await Moved();
        if (_delivery.DeliveredTo > _checkpoint.Offset) await MoveCheckpoint(stop);
        LogMoves(Partition);
        this.MigrateOnIdle();
        await _stop.CancelAsync(); // who waits for it to drain asks again, and finds its successor
    }

    private Task StandDown()
    {
        saves.Stale("checkpoint");
        LogOvertaken(Partition);
        DeactivateOnIdle();
        return _stop.CancelAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition} is read by another reader; this one stands down")]
    private partial void LogOvertaken(int partition);

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition} moves to the silo it belongs to")]
    private partial void LogMoves(int partition);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Partition} cannot be read on; trying again in {Pause}")]
    private partial void LogTrouble(Exception error, int partition, TimeSpan pause);
}
