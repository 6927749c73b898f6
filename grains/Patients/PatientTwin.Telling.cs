using Microsoft.Extensions.Logging;
using TwinGrid.Alerts;
using TwinGrid.Grains.Scheduling;
using TwinGrid.Scheduling;

namespace TwinGrid.Grains.Patients;

/// <content>How the twin tells its desk of alerts, and the scheduler when to call.</content>
public sealed partial class PatientTwin
{
    /// <summary>How soon what the desk did not take is offered again.</summary>
    private static readonly TimeSpan OfferAgainAfter = TimeSpan.FromMilliseconds(500);

    private IGrainTimer? _offerAgain;

    private void Post(IReadOnlyList<Alert> changed)
    {
        if (changed.Count == 0) return;
        State.Outbox.RemoveAll(waiting => changed.Any(alert => alert.Id == waiting.Id));
        State.Outbox.AddRange(changed);
        MarkDirty();
    }

    /// <summary>Tells the desk what changed and the scheduler when to call; what they do not take is offered again.</summary>
    private async Task Tell()
    {
        try
        {
            if (State.Outbox.Count > 0)
            {
                Alert[] told = [.. State.Outbox];
                await shared.Lost.Answer(Desk.ReportAlerts(told));
                State.Outbox.RemoveAll(told.Contains); // one that has changed meanwhile is told again
                MarkDirty();
            }
            await Book();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNotTold(shared.Logger, error);
            OfferAgain(OfferAgainAfter);
        }
    }

    private async Task Book()
    {
        if (AppointmentToBook() is not { } next) return;
        await shared.Lost.Answer(GrainFactory.GetGrain<ISchedulerShard>(SchedulerShard.Of(Id, shared.Scheduler.Shards)).Schedule(Id, next));
        State.Appointment = next;
        MarkDirty();
    }

    /// <summary>When the scheduler must call though it would not yet; null when what it was told stands.</summary>
    private DateTimeOffset? AppointmentToBook() =>
        State.Profile is null || NextCheck(shared.Time.GetUtcNow()) is not { } next || State.Appointment <= next ? null : next;

    private void OfferAgain(TimeSpan after)
    {
        OfferNoMore();
        _offerAgain = this.RegisterGrainTimer(Tell, new GrainTimerCreationOptions(after, Timeout.InfiniteTimeSpan));
    }

    private void OfferNoMore()
    {
        _offerAgain?.Dispose();
        _offerAgain = null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A twin could not reach its desk or scheduler; it tries again")]
    private static partial void LogNotTold(ILogger logger, Exception error);
}
