using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Grains.Alerts;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Scheduling;
using TwinGrid.Grains.Watch;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Scheduling;
using TwinGrid.Storage.Snapshots;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Patients;

/// <summary>The twin: takes packets in log order, tells its organs, looks ahead, judges, and tells the desk.</summary>
[GrainType("twin"), PreferLocalPlacement]
public sealed partial class PatientTwin : Grain, IPatientTwin
{
    /// <summary>How long a look ahead on wake-up stands before the next is due.</summary>
    private static readonly TimeSpan LookAheadStands = TimeSpan.FromMinutes(5);

    /// <summary>How soon what the desk did not take is offered again.</summary>
    private static readonly TimeSpan OfferAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly SavedStates _states;
    private readonly IVitalsLog _log;
    private readonly SchedulerOptions _scheduler;
    private readonly TimeProvider _time;
    private readonly ILogger<PatientTwin> _logger;
    private SavedState<TwinState> _saved = null!;
    private OrganCircle _organs = null!;
    private DateTimeOffset? _lookedAheadAt;
    private readonly Dictionary<Signal, Forecast> _ahead = [];
    private IGrainTimer? _offerAgain;

    public PatientTwin(SavedStates states, IVitalsLog log, SchedulerOptions scheduler, TimeProvider time, ILogger<PatientTwin> logger) =>
        (_states, _log, _scheduler, _time, _logger) = (states, log, scheduler, time, logger);

    private TwinState State => _saved.Value;

    private TwinId Id => TwinId.Parse(this.GetPrimaryKeyString());

    private IWatchDesk Desk => GrainFactory.GetGrain<IWatchDesk>(Id.Partition(_log.PartitionCount));

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _saved = _states.Of<TwinState>("twin", this.GetPrimaryKeyString());
        await _saved.Load(cancellationToken);
        _organs = new OrganCircle(GrainFactory, this.GetPrimaryKeyString(), () => State);
        if (State.Outbox.Count > 0) OfferAgain();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        try
        {
            await Save();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNotSaved(error); // the log is read again from the checkpoint: nothing is lost
        }
    }

    public async Task<bool> Register(PatientProfile profile)
    {
        var isNew = State.Profile is null;
        if (State.Profile != profile)
        {
            State.Profile = profile;
            _saved.MarkDirty();
            await _organs.Adopt(profile);
            await Save();
        }
        await Desk.Enrol(Row());
        return isNew;
    }

    public Task<PatientProfile?> Profile() => Task.FromResult(State.Profile);

    public async Task<ObserveReceipt> Observe(PacketDelivery delivery)
    {
        if (delivery.Since > State.AppliedTo) return new ObserveReceipt(Gap: true, null);
        if (delivery.Since < 0) _organs.BeginAnew();
        foreach (var run in RunsToJudge(delivery.Packets))
        {
            if (!await _organs.Observe(run, isWhole: delivery.Since < 0)) return new ObserveReceipt(Gap: true, null);
            await Apply(run);
        }
        if (IsLookAheadDue) await LookAhead(_time.GetUtcNow());
        await Tell();
        return new ObserveReceipt(Gap: false, State.Profile is null ? null : Row());
    }

    public async Task<bool> Flush(long covering)
    {
        if (covering > State.AppliedTo || !await _organs.Flush()) return false;
        await Save();
        return true;
    }

    public async Task<TwinGlance?> Glance()
    {
        if (State.Profile is not { } profile) return null;
        await LookAheadIfDue();
        await Tell();
        var now = _time.GetUtcNow();
        return new TwinGlance(
            Id, profile, State.Latest.Newest(), await _organs.Glance(), State.Forecasts, State.Alerts.Open, State.Devices.All,
            News2.Glance(State.Latest, profile, now), new LogPosition(Id.Partition(_log.PartitionCount), State.AppliedTo));
    }

    public Task<Forecast> Forecast(Signal signal, TimeSpan horizon) => _organs.Forecast(signal, horizon, _time.GetUtcNow());

    public Task<WhatIf> Imagine(Scenario scenario) => _organs.Imagine(scenario, _time.GetUtcNow());

    public Task<ModelCourse> Course(Signal signal, DateTimeOffset from, DateTimeOffset to) => _organs.Course(signal, from, to);

    public async Task<AlertOutcome> Handle(AlertCommand command)
    {
        var outcome = State.Alerts.Handle(command, _time.GetUtcNow());
        if (outcome is { Alert: { } changed, Refused: null })
        {
            Post([changed]);
            await Save();
            await Tell();
            await Desk.ReportRows([Row()]);
        }
        return outcome;
    }

    public async Task<DateTimeOffset?> CheckTime()
    {
        var now = _time.GetUtcNow();
        await LookAheadIfDue();
        Judge(now);
        State.Appointment = NextCheck(now);
        _saved.MarkDirty();
        await Save();
        await Tell();
        if (State.Profile is not null) await Desk.ReportRows([Row()]);
        if (await LearnIfNight(now)) State.Appointment = NextCheck(now);
        await Save();
        return State.Appointment;
    }

    public async Task<string> StateHash()
    {
        var clinical = _states.Of<TwinState>("twin", this.GetPrimaryKeyString());
        (clinical.Value.Profile, clinical.Value.Latest, clinical.Value.Devices) = (State.Profile, State.Latest, State.Devices);
        var text = string.Join('|', [Convert.ToHexString(clinical.Bytes()), .. await _organs.StateHashes()]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
    }

    /// <summary>Cuts packets into runs that end where the look ahead changes, so that alerts do not depend on how packets were batched.</summary>
    private List<List<LoggedPacket>> RunsToJudge(IReadOnlyList<LoggedPacket> packets)
    {
        var (runs, run, occasions) = (new List<List<LoggedPacket>>(), new List<LoggedPacket>(), new Occasions(State.BreathAheadAt));
        foreach (var logged in packets)
        {
            run.Add(logged);
            if (logged.Position.Offset <= State.AppliedTo || occasions.Of(logged.Packet).Count == 0) continue;
            runs.Add(run);
            run = [];
        }
        if (run.Count > 0) runs.Add(run);
        return runs;
    }

    /// <summary>Applies what is new of a run the organs have taken, and judges after each packet.</summary>
    private async Task Apply(List<LoggedPacket> run)
    {
        foreach (var ((_, offset), packet) in run)
        {
            if (offset <= State.AppliedTo) continue;
            _saved.MarkDirty();
            foreach (var sign in packet.Samples.Where(sign => SignalCatalogue.Knows(sign.Signal))) State.Latest.Add(sign, packet.DeviceId, packet.Sequence);
            State.Devices.Hear(packet);
            var occasions = new Occasions(State.BreathAheadAt);
            await LookAheadOn(occasions.Of(packet), packet.ReceivedAt);
            State.BreathAheadAt = occasions.BreathAheadAt;
            State.AppliedTo = offset;
            Post(State.Alerts.Judge(Circumstances() with { IsArrival = true }, packet.ReceivedAt));
        }
    }

    private bool IsLookAheadDue => _lookedAheadAt is not { } last || _time.GetUtcNow() - last >= LookAheadStands;

    private async Task LookAheadIfDue()
    {
        if (!IsLookAheadDue) return;
        var now = _time.GetUtcNow();
        await LookAhead(now);
        await LookAheadOn([.. Occasions.All.Where(_organs.Follows)], now);
        Judge(now);
    }

    /// <summary>Looks ahead on everything, for those who look at the twin.</summary>
    private async Task LookAhead(DateTimeOffset asOf)
    {
        State.Forecasts = [.. (await _organs.LookAhead(asOf)).Select(ForecastSummary.Thin)];
        _lookedAheadAt = asOf;
        _saved.MarkDirty();
    }

    /// <summary>Looks ahead for the rules, as of a packet's arrival: the same log raises the same alerts.</summary>
    private async Task LookAheadOn(IReadOnlyList<Signal> signals, DateTimeOffset asOf)
    {
        foreach (var signal in signals) _ahead[signal] = await _organs.Forecast(signal, OrganCatalogue.ForecasterOf(signal)!.Forecasts[signal], asOf);
        if (signals.Count > 0) State.Forecasts = [.. State.Forecasts.Where(forecast => !signals.Contains(forecast.Signal)), .. signals.Select(signal => ForecastSummary.Thin(_ahead[signal]))];
    }

    /// <summary>Has the organs learn once a night. What fails is tried again when the scheduler calls again; an organ that has done the night does nothing.</summary>
    private async Task<bool> LearnIfNight(DateTimeOffset now)
    {
        var night = LastNight(now);
        if (!State.Nights.IsDue(night, State.AppliedTo)) return false;
        var heardTo = State.AppliedTo;
        await _organs.Calibrate(night);
        State.Nights.Done(night, heardTo);
        _saved.MarkDirty();
        return true;
    }

    private DateTimeOffset LastNight(DateTimeOffset now) => _scheduler.Quiet.Last(Id, now);

    private void Judge(DateTimeOffset now) => Post(State.Alerts.Judge(Circumstances(), now));

    private DateTimeOffset? NextCheck(DateTimeOffset now) =>
        new[] { State.Alerts.NextCheck(Circumstances(), now), State.Nights.Next(LastNight(now), State.AppliedTo) }.Min();

    private TwinCircumstances Circumstances() => new(Id, State.Profile, State.Latest, State.Devices, [.. _ahead.Values]);

    private void Post(IReadOnlyList<Alert> changed)
    {
        if (changed.Count == 0) return;
        State.Outbox.RemoveAll(waiting => changed.Any(alert => alert.Id == waiting.Id));
        State.Outbox.AddRange(changed);
        _saved.MarkDirty();
    }

    /// <summary>Tells the desk what changed and the scheduler when to call; what they do not take is offered again.</summary>
    private async Task Tell()
    {
        try
        {
            if (State.Outbox.Count > 0)
            {
                await Desk.ReportAlerts([.. State.Outbox]);
                State.Outbox.Clear();
                _saved.MarkDirty();
            }
            await Book();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNotTold(error);
            OfferAgain();
        }
    }

    private async Task Book()
    {
        if (State.Profile is null) return;
        State.Nights.Begin(LastNight(_time.GetUtcNow()));
        if (NextCheck(_time.GetUtcNow()) is not { } next) return;
        if (State.Appointment is { } standing && standing <= next) return;
        await GrainFactory.GetGrain<ISchedulerShard>(SchedulerShard.Of(Id, _scheduler.Shards)).Schedule(Id, next);
        State.Appointment = next;
        _saved.MarkDirty();
    }

    private void OfferAgain()
    {
        _offerAgain?.Dispose();
        _offerAgain = this.RegisterGrainTimer(Tell, new GrainTimerCreationOptions(OfferAgainAfter, Timeout.InfiniteTimeSpan));
    }

    private TwinRow Row() => Worklist.RowOf(Id, State, _time.GetUtcNow());

    private async Task Save()
    {
        try
        {
            await _saved.Save();
        }
        catch (StaleSnapshotException)
        {
            DeactivateOnIdle();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A twin could not be saved on its way to sleep; the log will be read again")]
    private partial void LogNotSaved(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A twin could not reach its desk or scheduler; it tries again")]
    private partial void LogNotTold(Exception error);
}
