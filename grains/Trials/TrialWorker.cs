using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinGrid.Patients;
using TwinGrid.Storage;
using TwinGrid.TrialRuns;
using TwinGrid.Trials.Conduct;

namespace TwinGrid.Grains.Trials;

/// <summary>Runs on every silo: hears which trials run, borrows shards of each, works on them in the silo's lanes and gives back what came of them.</summary>
public sealed partial class TrialWorker(IGrainFactory grains, ITrialMethod method, TrialLanes lanes, TrialGatherings gatherings, TrialMeter meter, ILocalSiloDetails here, TrialOptions options, TimeProvider time, ILogger<TrialWorker> logger)
    : BackgroundService
{
    /// <summary>Longest wait for news of trials. Short: the book leaves a silo, as after the death of another, when those who wait have been answered.</summary>
    private static readonly TimeSpan Listens = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan TriesAgain = TimeSpan.FromSeconds(1);

    /// <summary>Twins that are asked at the same time, and how often one that moves here, waits to wake or was lost with its silo is asked again.</summary>
    private const int AskedAtOnce = 16, Patience = 240;

    /// <summary>Outcomes for each lane that wait to be durable: as many as a lane brings of integrated patients while the trial rests longest between two writes, so that a slow disk does not leave lanes without work.</summary>
    private const int MostGiving = 64;

    private static readonly TimeSpan AsksAgain = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, Task> _shifts = new(StringComparer.Ordinal);

    private string Here => here.SiloAddress.ToParsableString();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (lanes.Count == 0) return;
        var known = -1L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var running = await grains.GetGrain<ITrialBook>(0).Running(known, Listens).WaitAsync(stoppingToken);
                known = running.Version;
                foreach (var ended in _shifts.Where(shift => shift.Value.IsCompleted).Select(shift => shift.Key).ToList()) _shifts.Remove(ended);
                foreach (var trial in running.Trials)
                    if (!_shifts.ContainsKey(trial)) _shifts[trial] = Shift(trial, stoppingToken);
            }
            catch (Exception error) when (error is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
            {
                LogNotReached(error, "book of trials", "");
                await Pause(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
        }
        await Task.WhenAll(_shifts.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Works for one trial until it has ended.</summary>
    private async Task Shift(string id, CancellationToken stop)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var trial = grains.GetGrain<ITrial>(id);
        var (working, giving) = (new Dictionary<int, Task<ShardReturn>>(), new List<Task>());
        (IReadTrial? read, TrialOrder? order) = (null, null);
        var isFull = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                order ??= await trial.Ordered();
                read ??= order is null ? null : method.Read(order.Protocol).Trial;
                var most = read is { Outline.IsOfGrid: true } ? 1 : lanes.Count + 1; // one waits, so that no lane does
                isFull = giving.Count > MostGiving * lanes.Count;
                var room = read is null || isFull ? 0 : Math.Max(0, most - working.Count);
                var lent = await trial.Lend(new ShardAsk(Here, room, [.. working.Keys])).WaitAsync(stop);
                if (!lent.GoesOn) break;
                foreach (var shard in lent.Shards)
                    if (!working.ContainsKey(shard)) working[shard] = Metered(read!.Outline.IsOfGrid ? Gather(trial, order!, read, shard, ends.Token) : Work(read, shard, ends.Token));
            }
            catch (Exception error) when (error is not OutOfMemoryException && !stop.IsCancellationRequested)
            {
                LogNotReached(error, "trial", id);
                await Pause(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            using var beat = CancellationTokenSource.CreateLinkedTokenSource(stop);
            await Task.WhenAny([.. working.Values, .. isFull ? giving : [], Task.Delay(options.Beat, time, beat.Token)]);
            await beat.CancelAsync();
            giving.RemoveAll(task => task.IsCompleted);
            foreach (var (shard, work) in working.Where(one => one.Value.IsCompleted).ToList())
            {
                working.Remove(shard);
                if (work.IsCompletedSuccessfully) giving.Add(Give(trial, id, await work, stop));
            }
        }
        await ends.CancelAsync();
        await Task.WhenAll([.. working.Values, .. giving]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<ShardReturn> Metered(Task<ShardReturn> work)
    {
        meter.Begun();
        try
        {
            var given = await work;
            if (given.Sums is null) meter.Failed();
            else meter.Done(given.Patients);
            return given;
        }
        finally
        {
            meter.Ended();
        }
    }

    /// <summary>What comes of a shard.</summary>
    private async Task<ShardReturn> Work(IReadTrial trial, int shard, CancellationToken cancel)
    {
        try
        {
            var (sums, patients) = await lanes.Run(() => trial.Conduct(shard, cancel), cancel);
            return new(Here, shard, sums, patients, null);
        }
        catch (TrialException impossible)
        {
            LogImpossible(impossible, shard);
            return new(Here, shard, null, 0, impossible.Message) { IsHopeless = true };
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            LogFailed(error, shard);
            return new(Here, shard, null, 0, error.Message);
        }
    }

    /// <summary>Asks the twins of a shard to take part here, and gives out their sums where they are enough.</summary>
    private async Task<ShardReturn> Gather(ITrial trial, TrialOrder order, IReadTrial read, int shard, CancellationToken cancel)
    {
        try
        {
            gatherings.Open(order.Id, shard, read);
            var (visit, notes) = (new TrialVisit(order.Id, shard, Here, order.By), new ConcurrentBag<TrialNote>());
            await Parallel.ForEachAsync(await Patiently(() => trial.Members(shard), _ => true, cancel), new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = cancel }, async (twin, stop) =>
            {
                var part = await Ask(twin, visit, stop);
                if (part.How != Participation.Unknown) notes.Add(new(twin, part.Decision, part.How == Participation.TookPart));
            });
            var (sums, people) = gatherings.Close(order.Id, shard);
            return new(Here, shard, sums, people, null) { Notes = [.. notes.OrderBy(note => note.Twin.Value, StringComparer.Ordinal)] };
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            LogFailed(error, shard);
            return new(Here, shard, null, 0, error.Message);
        }
        finally
        {
            _ = gatherings.Close(order.Id, shard); // where it failed
        }
    }

    private Task<TakenPart> Ask(TwinId twin, TrialVisit visit, CancellationToken stop) =>
        Patiently(() => grains.GetGrain<ITrialPatient>(twin.Value).TakePart(visit), part => part.How != Participation.Elsewhere, stop);

    /// <summary>Asks until an answer will do: who is asked may be on its way here, wait its turn to wake, or have been lost with its silo. To be asked twice changes nothing.</summary>
    private async Task<T> Patiently<T>(Func<Task<T>> ask, Func<T, bool> willDo, CancellationToken stop)
    {
        Exception? last = null;
        for (var again = 0; again < Patience; again++)
        {
            try
            {
                if (await ask() is var answer && willDo(answer)) return answer;
            }
            catch (Exception error) when (error is WakeRefusedException or OrleansException or TimeoutException or StorageException)
            {
                last = error;
            }
            await Task.Delay(AsksAgain, time, stop);
        }
        throw new TimeoutException("A twin did not come to where its shard is gathered.", last);
    }

    /// <summary>Gives until somebody says what became of it: the trial may be on its way to another silo.</summary>
    private async Task Give(ITrial trial, string id, ShardReturn given, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await trial.Give(given).WaitAsync(stop);
                return;
            }
            catch (Exception error) when (error is not OutOfMemoryException && !stop.IsCancellationRequested)
            {
                LogNotReached(error, "trial", id);
                await Pause(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return; // this silo stops: another does the shard anew
            }
        }
    }

    private async Task Pause(CancellationToken stop) => await Task.Delay(TriesAgain, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Kind} {Id} could not be reached; it is tried again")]
    private partial void LogNotReached(Exception error, string kind, string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard} of a trial cannot be carried out as its protocol is written")]
    private partial void LogImpossible(Exception error, int shard);

    [LoggerMessage(Level = LogLevel.Error, Message = "Shard {Shard} of a trial failed")]
    private partial void LogFailed(Exception error, int shard);
}
