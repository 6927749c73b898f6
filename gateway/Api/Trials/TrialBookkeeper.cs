using TwinGrid.Access;
using TwinGrid.TrialRuns;

namespace TwinGrid.Gateway.Api.Trials;

/// <summary>
/// Carries what was decided of patients in trials into the audit trail: each who was asked, in the name of whoever ordered the trial. A trial has no results before. What is carried twice stands there twice.
/// </summary>
internal sealed partial class TrialBookkeeper(IGrainFactory grains, IAuditTrail trail, TimeProvider time, ILogger<TrialBookkeeper> logger) : BackgroundService
{
    private const string Route = "POST /v1/trials";

    private static readonly TimeSpan Waits = TimeSpan.FromSeconds(1), Looks = TimeSpan.FromMilliseconds(500), TriesAgain = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = -1L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var running = await grains.GetGrain<ITrialBook>(0).Running(known, Waits).WaitAsync(stoppingToken);
                known = running.Version;
                foreach (var trial in running.Trials)
                    if (await Carry(trial, stoppingToken)) known = -1; // there may be more soon
                if (known < 0) await Task.Delay(Looks, time, stoppingToken);
            }
            catch (Exception error) when (error is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
            {
                LogNotCarried(error);
                await Task.Delay(TriesAgain, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                known = -1;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return; // the gateway stops
            }
        }
    }

    /// <summary>Carries what waits; true while patients of the trial are asked.</summary>
    private async Task<bool> Carry(string id, CancellationToken cancel)
    {
        var trial = grains.GetGrain<ITrial>(id);
        if (await trial.Standing() is not { Outline.IsOfGrid: true } standing || await trial.Ordered() is not { } order) return false;
        foreach (var shard in await trial.Noted())
        {
            foreach (var note in shard.Notes)
            {
                var reason = note.TookPart ? $"took part in trial {id}" : note.Decision.Permitted ? $"screened for trial {id}" : $"asked for trial {id}";
                await trail.Record(
                    new AccessEntry(order.RequestId, Route, order.By, Operation.Query, DataClass.Profile | DataClass.Vitals | DataClass.Medication | DataClass.Genome, Purpose.Research, [note.Twin], note.Decision, null) { Reason = reason }, cancel);
            }
            await trail.Record(
                new AccessEntry(order.RequestId, Route, order.By, Operation.Query, DataClass.Forecasts, Purpose.Research, [], new AccessDecision(true, AccessGround.RoleAlone, null, 0), null)
                {
                    Reason = $"trial {id}, shard {shard.Shard + 1} of {standing.Outline.Shards}: {shard.Notes.Count} asked, {shard.Notes.Count(note => note.Decision.Permitted)} consented, {shard.Notes.Count(note => note.TookPart)} took part, sums of {shard.Released} released",
                }, cancel);
            await trial.WrittenDown(shard.Shard);
        }
        return standing.State == TrialState.Running;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was decided of patients in trials could not be carried into the audit trail; it is tried again")]
    private partial void LogNotCarried(Exception error);
}
