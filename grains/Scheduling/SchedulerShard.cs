using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using TwinGrid.Grains.Saving;
using TwinGrid.Patients;
using TwinGrid.Scheduling;

namespace TwinGrid.Grains.Scheduling;

/// <summary>Keeps a time wheel of twins and calls those that are due. Interleaves calls: the wheel changes only between awaits.</summary>
[GrainType("scheduler-shard"), KeepAlive, Reentrant]
public sealed partial class SchedulerShard : Grain, ISchedulerShard, IRemindable
{
    private readonly IPersistentState<TimeWheel> _wheel;
    private readonly SchedulerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SchedulerShard> _logger;
    private readonly CoalescedWrite _save;
    private bool _changed;

    public SchedulerShard(
        [PersistentState("wheel", RareState.Store)] IPersistentState<TimeWheel> wheel, SchedulerOptions options, TimeProvider time, ILogger<SchedulerShard> logger)
    {
        (_wheel, _options, _time, _logger) = (wheel, options, time, logger);
        _save = new CoalescedWrite(() =>
        {
            _changed = false;
            return wheel.WriteStateAsync();
        });
    }

    /// <summary>The shard a twin belongs to.</summary>
    public static int Of(TwinId twin, int shards) => twin.Partition(shards);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await this.RegisterOrUpdateReminder("alive", _options.Reminder, _options.Reminder, cancellationToken);
        this.RegisterGrainTimer(CallDue, new GrainTimerCreationOptions(_options.Grace, _options.Tick) { KeepAlive = true, Interleave = true });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_changed) await _save.Durable();
    }

    public Task Schedule(TwinId twin, DateTimeOffset due)
    {
        if (!_wheel.State.Book(twin, due)) return Task.CompletedTask;
        return _save.Durable();
    }

    public Task<int> KeepAlive() => Task.FromResult(_wheel.State.Count);

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask; // being called is being awake

    private async Task CallDue(CancellationToken stop)
    {
        var due = _wheel.State.DueAt(_time.GetUtcNow(), _options.TwinsPerTick);
        foreach (var some in due.Chunk(_options.TwinsAtATime)) await Task.WhenAll(some.Select(Call));
        if (_changed) await _save.Durable();
    }

    private async Task Call(TwinId twin)
    {
        var appointment = _wheel.State.AppointmentOf(twin);
        DateTimeOffset? next;
        try
        {
            next = await GrainFactory.GetGrain<IPatientTwin>(twin.Value).CheckTime();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNotCalled(error, twin.Value);
            next = _time.GetUtcNow() + _options.RetryAfter;
        }
        // An appointment made while the twin was being called stands if it is earlier than what the twin asked for.
        if (_wheel.State.AppointmentOf(twin) is { } made && made != appointment && (next is null || made < next)) return;
        _wheel.State.Rebook(twin, next);
        _changed = true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Twin {Twin} could not be called at its appointed time; trying again")]
    private partial void LogNotCalled(Exception error, string twin);
}
