using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using TwinGrid.Grains.Reach;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Seats;
using TwinGrid.Patients;
using TwinGrid.Scheduling;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Grains.Scheduling;

/// <summary>Keeps a time wheel of twins and calls those that are due. Interleaves calls: the wheel changes only between awaits.</summary>
[GrainType(Type), KeepAlive, Reentrant, Seated]
public sealed partial class SchedulerShard : Grain, ISchedulerShard, IRemindable
{
    public const string Type = "scheduler-shard";

    private readonly IPersistentState<TimeWheel> _older;
    private readonly SavedRows<Appointment> _saved;
    private readonly TimeWheel _wheel = new();
    private readonly SchedulerOptions _options;
    private readonly SeatPlan _seats;
    private readonly LostSilos _lost;
    private readonly SchedulerMeter _meter;
    private readonly TimeProvider _time;
    private readonly ILogger<SchedulerShard> _logger;

    /// <param name="older">The wheel as versions before 0.2 stored it, whole.</param>
    public SchedulerShard(
        [PersistentState("wheel", RareState.Store)] IPersistentState<TimeWheel> older, SavedRowSets rows, SchedulerOptions options, SeatPlan seats, LostSilos lost, SchedulerMeter meter, TimeProvider time,
        ILogger<SchedulerShard> logger)
    {
        (_older, _options, _seats, _lost, _meter, _time, _logger) = (older, options, seats, lost, meter, time, logger);
        _saved = rows.Of<Appointment>("appointment", this.GetPrimaryKeyLong());
    }

    /// <summary>The shard a twin belongs to.</summary>
    public static int Of(TwinId twin, int shards) => twin.Partition(shards);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _saved.Load(row => _wheel.Book(TwinId.Parse(row.Twin), row.Due), cancellationToken);
        await TakeOver();
        await this.RegisterOrUpdateReminder("alive", _options.Reminder, _options.Reminder, cancellationToken);
        this.RegisterGrainTimer(CallDue, new GrainTimerCreationOptions(_options.Grace, _options.Tick) { KeepAlive = true, Interleave = true });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Save();
        _meter.Left((int)this.GetPrimaryKeyLong());
    }

    public Task Schedule(TwinId twin, DateTimeOffset due)
    {
        if (_wheel.Book(twin, due)) Note(twin);
        return Save();
    }

    public async Task<long> Cancel(TwinId twin)
    {
        var booked = _wheel.AppointmentOf(twin) is null ? 0 : 1;
        _wheel.Rebook(twin, null);
        Note(twin);
        await Save();
        return booked;
    }

    public Task<int> KeepAlive()
    {
        if (_seats.IsAway(this.GetGrainId())) this.MigrateOnIdle();
        return Task.FromResult(_wheel.Count);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask; // being called is being awake

    private async Task CallDue(CancellationToken stop)
    {
        var now = _time.GetUtcNow();
        var due = _wheel.DueAt(now, _options.TwinsPerTick);
        _meter.Saw((int)this.GetPrimaryKeyLong(), due is [var first, ..] && _wheel.AppointmentOf(first) is { } at ? now - at : TimeSpan.Zero);
        foreach (var some in due.Chunk(_options.TwinsAtATime)) await Task.WhenAll(some.Select(Call));
        await Save();
    }

    private async Task Call(TwinId twin)
    {
        var appointment = _wheel.AppointmentOf(twin);
        DateTimeOffset? next;
        try
        {
            next = await _lost.Answer(GrainFactory.GetGrain<IPatientTwin>(twin.Value).CheckTime());
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNotCalled(error, twin.Value);
            next = _time.GetUtcNow() + _options.RetryAfter;
        }
        // An appointment made while the twin was being called stands if it is earlier than what the twin asked for.
        if (_wheel.AppointmentOf(twin) is { } made && made != appointment && (next is null || made < next)) return;
        _wheel.Rebook(twin, next);
        Note(twin);
    }

    private void Note(TwinId twin)
    {
        if (_wheel.AppointmentOf(twin) is { } due) _saved.Put(twin.Value, new Appointment(twin.Value, due));
        else _saved.Remove(twin.Value);
    }

    private async Task Save()
    {
        try
        {
            await _saved.Durable();
        }
        catch (StaleSnapshotException)
        {
            DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>Brings the appointments of an older version into rows, once.</summary>
    private async Task TakeOver()
    {
        if (!_older.RecordExists) return;
        foreach (var appointment in _older.State.All)
        {
            var twin = TwinId.Parse(appointment.Twin);
            if (_wheel.Book(twin, appointment.Due)) Note(twin);
        }
        await Save();
        await _older.ClearStateAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Twin {Twin} could not be called at its appointed time; trying again")]
    private partial void LogNotCalled(Exception error, string twin);
}
