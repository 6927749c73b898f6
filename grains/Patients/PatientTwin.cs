using Microsoft.Extensions.Logging;
using Orleans.Placement;
using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Grains.Alerts;
using TwinGrid.Grains.Alerts.Rules;
using TwinGrid.Grains.Rebuilding;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Scheduling;
using TwinGrid.Grains.Watch;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Rebuilding;
using TwinGrid.Records;
using TwinGrid.Scheduling;
using TwinGrid.Storage.Snapshots;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Patients;

/// <summary>The twin: takes records in log order, tells its organs, looks ahead, judges, and tells the desk.</summary>
[GrainType("twin"), PreferLocalPlacement]
public sealed partial class PatientTwin : Grain, IPatientTwin, IRebuiltTwin, IRests
{
    /// <summary>How long a look ahead on wake-up stands before the next is due.</summary>
    private static readonly TimeSpan LookAheadStands = TimeSpan.FromMinutes(5);

    /// <summary>Breathing that is far from every limit is looked ahead on so often.</summary>
    private static readonly TimeSpan CalmBreathStands = TimeSpan.FromMinutes(5);

    /// <summary>How soon what the desk did not take is offered again.</summary>
    private static readonly TimeSpan OfferAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly SavedStates _states;
    private readonly TwinArchive _archive;
    private readonly IVitalsLog _log;
    private readonly SchedulerOptions _scheduler;
    private readonly WakeGate _gate;
    private readonly TimeProvider _time;
    private readonly ILogger<PatientTwin> _logger;
    private SavedState<TwinState> _saved = null!;
    private OrganCircle? _circle;
    private DateTimeOffset? _lookedAheadAt;
    private AwaitedRecords? _awaitedRecords;
    private IGrainTimer? _offerAgain;

    /// <summary>Newest place in the log that this activation wrote to.</summary>
    private long _wroteTo = -1;

    /// <summary>The night this activation wrote to the log; the twin may not have come to it yet.</summary>
    private DateTimeOffset? _nightWritten;

    public PatientTwin(
        SavedStates states, TwinArchive archive, IVitalsLog log, SchedulerOptions scheduler, WakeGate gate, TimeProvider time, ILogger<PatientTwin> logger) =>
        (_states, _archive, _log, _scheduler, _gate, _time, _logger) = (states, archive, log, scheduler, gate, time, logger);

    private TwinState State => _saved.Value;

    private OrganCircle Organs => _circle ??= new OrganCircle(GrainFactory, this.GetPrimaryKeyString(), () => State);

    private AwaitedRecords Awaited => _awaitedRecords ??= new AwaitedRecords(_time);

    private TwinId Id => PastKey.TwinOf(this.GetPrimaryKeyString());

    /// <summary>A view of the past tells nobody and judges nothing by the clock.</summary>
    private bool IsPast => PastKey.IsPast(this.GetPrimaryKeyString());

    private IWatchDesk Desk => GrainFactory.GetGrain<IWatchDesk>(Id.Partition(_log.PartitionCount));

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _saved = _states.Of<TwinState>("twin", GrainContext);
        using (await _gate.Enter(isPatient: true)) await _saved.Load(cancellationToken);
        if (State.Outbox.Count > 0 && !IsPast) OfferAgain();
    }

    public Task Rest(bool forLong)
    {
        if (!_saved.IsPacked) _saved.Pack(compressed: forLong);
        _circle = null;
        if (_awaitedRecords is { IsQuiet: true }) _awaitedRecords = null;
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _saved.Leave();
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
        if (State.Profile != profile) await Applied(new ProfileRecord(Id, _time.GetUtcNow(), profile));
        await Desk.Enrol(Row());
        return isNew;
    }

    public Task<PatientProfile?> Profile() => Task.FromResult(State.Profile);

    public async Task<ObserveReceipt> Observe(RecordDelivery delivery)
    {
        using var turn = await TurnToWake(isPatient: true);
        if (delivery.Since > State.AppliedTo) return new ObserveReceipt(Gap: true, null);
        if (delivery.Since < 0) Organs.BeginAnew();
        await KeepEarlier(delivery.Records);
        foreach (var run in RunsToJudge(delivery.Records))
        {
            if (!await Organs.Observe(run, isWhole: delivery.Since < 0)) return new ObserveReceipt(Gap: true, null);
            foreach (var logged in run)
                if (logged.Position.Offset > State.AppliedTo) await Apply(logged.Record, logged.Position.Offset);
        }
        if (IsPast) return new ObserveReceipt(Gap: false, null);
        if (_lookedAheadAt is null) await LookAhead(_time.GetUtcNow()); // once when it wakes; then for those who ask
        turn?.Dispose();
        await Tell();
        _awaitedRecords?.Tell();
        return new ObserveReceipt(Gap: false, State.Profile is null ? null : Row());
    }

    public async Task<bool> Flush(long covering)
    {
        if (covering > State.AppliedTo || !await Organs.Flush()) return false;
        await Save();
        return true;
    }

    public async Task<TwinGlance?> Glance()
    {
        if (State.Profile is null) return null;
        using (await TurnToWake(isPatient: false)) await LookAheadIfDue();
        await Tell();
        return await GlanceAt(_time.GetUtcNow());
    }

    public async Task<Forecast> Forecast(Signal signal, TimeSpan horizon)
    {
        using var turn = await TurnToWake(isPatient: false);
        return await Organs.Forecast(signal, horizon, _time.GetUtcNow());
    }

    public async Task<WhatIf> Imagine(Scenario scenario)
    {
        using var turn = await TurnToWake(isPatient: false);
        return await Organs.Imagine(scenario, _time.GetUtcNow());
    }

    public Task<ModelCourse> Course(Signal signal, DateTimeOffset from, DateTimeOffset to) => Organs.Course(signal, from, to);

    public async Task<AlertOutcome> Handle(AlertCommand command)
    {
        var now = _time.GetUtcNow();
        if (State.Alerts.Objection(command, now) is { } refused) return refused;
        var outcome = await Applied(new CommandRecord(Id, now, command));
        await Desk.ReportRows([Row()]);
        return outcome!;
    }

    public async Task<DateTimeOffset?> CheckTime()
    {
        var now = _time.GetUtcNow();
        using (await TurnToWake(isPatient: true))
            if (IsLookAheadDue) await LookAhead(now);
        var isWritten = await WriteIfTimeChanges(now) | await WriteIfNight(now);
        State.Appointment = isWritten || _wroteTo > State.AppliedTo ? null : NextCheck(now); // what is written books the next call when it is come to
        _saved.MarkDirty();
        await Save();
        await Tell();
        if (State.Profile is not null) await Desk.ReportRows([Row()]);
        return State.Appointment;
    }

    public async Task<string> StateHash() => (await Canonical()).Hash();

    public async Task Begin(ArchivedTwin archived)
    {
        _saved.Restore(archived.Twin);
        await Organs.Restore(archived.Organs);
    }

    public async Task<TwinGlance?> GlanceAsOf(DateTimeOffset asOf)
    {
        if (State.Profile is null) return null;
        await LookAhead(asOf);
        return await GlanceAt(asOf);
    }

    public async Task<CanonicalTwin> Canonical() => new(
        State.AppliedTo, State.KnownFrom, !State.HasEarlier && (State.KnownFrom is not null || State.Profile is null),
        [
            new("profile", CanonicalForm.Of(State.Profile)),
            new("latest signs", CanonicalForm.Of(State.Latest)),
            new("devices", CanonicalForm.Of(State.Devices)),
            new("alerts", CanonicalForm.Of(State.Alerts)),
            new("nights", CanonicalForm.Of(State.Nights.LastDone)),
            new("look ahead", CanonicalForm.Of(State.Ahead) + CanonicalForm.Of(State.BreathAheadAt)),
            .. (await Organs.Ask(organ => organ.Canonical())).Select(organ => new CanonicalPart(organ.Key, organ.Value)),
        ]);

    public async Task Forget()
    {
        await Organs.Forget();
        DeactivateOnIdle();
    }

    /// <summary>
    /// Cuts records into runs that end where the twin must see its organs as they then are, so that nothing depends on how records were batched.
    /// </summary>
    private List<List<LoggedRecord>> RunsToJudge(IReadOnlyList<LoggedRecord> records)
    {
        var (runs, run, occasions) = (new List<List<LoggedRecord>>(), new List<LoggedRecord>(), new Occasions(State.BreathAheadAt));
        foreach (var logged in records)
        {
            run.Add(logged);
            if (logged.Position.Offset <= State.AppliedTo || (logged.Record is VitalsPacket packet && occasions.Of(packet).Count == 0)) continue;
            runs.Add(run);
            run = [];
        }
        if (run.Count > 0) runs.Add(run);
        return runs;
    }

    /// <summary>Applies a new record that the organs have taken.</summary>
    private async Task Apply(ITwinRecord record, long offset)
    {
        _saved.MarkDirty();
        State.KnownFrom ??= record.KnownAt;
        if (State.KnownTo is not { } knownTo || record.KnownAt > knownTo) State.KnownTo = record.KnownAt;
        switch (record)
        {
            case VitalsPacket packet:
                await Apply(packet, offset);
                break;
            case ProfileRecord entered:
                (State.Profile, State.ProfiledAt) = (entered.Profile, offset);
                Awaited.Note(offset, null);
                break;
            case NightRecord night:
                State.Nights.Done(night.Night, offset);
                break;
            case CommandRecord given:
                var outcome = State.Alerts.Handle(given.Command, given.KnownAt);
                if (outcome is { Alert: { } changed, Refused: null }) Post([changed]);
                Awaited.Note(offset, outcome);
                break;
            case ClockRecord clock:
                await LookAheadOn([.. Occasions.All.Where(Organs.Follows)], clock.KnownAt);
                Post(State.Alerts.Judge(Circumstances(), clock.KnownAt));
                break;
            default:
                throw new InvalidOperationException($"A twin knows no {record.GetType().Name}.");
        }
        State.AppliedTo = offset;
        if (record is NightRecord && !IsPast) await _archive.Keep(Id, new ArchivedTwin(offset, State.KnownTo!.Value, _saved.Bytes(), await Organs.Ask(organ => organ.Saved())));
    }

    /// <summary>A twin that an earlier version began is archived as it left it: its records tell no more than what came since.</summary>
    private async Task KeepEarlier(IReadOnlyList<LoggedRecord> records)
    {
        if (State.KnownFrom is not null || (State.Profile is null && State.AppliedTo < 0) || IsPast) return;
        if (records.FirstOrDefault(logged => logged.Position.Offset > State.AppliedTo) is not { Record.KnownAt: var knownAt }) return;
        (State.HasEarlier, State.KnownFrom) = (true, knownAt);
        await _archive.Keep(Id, new ArchivedTwin(State.AppliedTo, knownAt.AddTicks(-1), _saved.Bytes(), await Organs.Ask(organ => organ.Saved())));
    }

    private async Task<TwinGlance> GlanceAt(DateTimeOffset now) => new(
        Id, State.Profile!, State.Latest.Newest(), await Organs.Glance(), State.Forecasts, State.Alerts.Open, State.Devices.All,
        News2.Glance(State.Latest, State.Profile!, now), new LogPosition(Id.Partition(_log.PartitionCount), State.AppliedTo));

    private async Task Apply(VitalsPacket packet, long offset)
    {
        foreach (var sign in packet.Samples)
            if (SignalCatalogue.Knows(sign.Signal)) State.Latest.Add(sign, packet.DeviceId, packet.Sequence);
        State.Devices.Hear(packet);
        State.Nights.Hear(offset, packet.ReceivedAt);
        var occasions = new Occasions(State.BreathAheadAt);
        var signals = occasions.Of(packet);
        if (signals.Count > 0 && (signals.Contains(Signal.Glucose) || IsBreathWorthALook(packet.ReceivedAt))) await LookAheadOn(signals, packet.ReceivedAt);
        State.BreathAheadAt = occasions.BreathAheadAt;
        Post(State.Alerts.Judge(Circumstances() with { IsArrival = true }, packet.ReceivedAt));
    }

    /// <summary>A twin that has not looked ahead since it woke still has its organs to wake and to run: it waits its turn among the others that wake. Null when it is awake.</summary>
    private async ValueTask<IDisposable?> TurnToWake(bool isPatient) => _lookedAheadAt is null ? await _gate.Enter(isPatient) : null;

    /// <summary>
    /// Near a limit, or while an alert of the kind stands, every minute; else now and then, for those who look. What is left out could have raised nothing: a
    /// crossing calls only from near a limit.
    /// </summary>
    private bool IsBreathWorthALook(DateTimeOffset at)
    {
        if (ForecastCrossing.IsBreathNear(State.Latest, State.Profile) || State.Alerts.Remembers(ForecastCrossing.RuleName)) return true;
        foreach (var outlook in State.Ahead)
            if (outlook.Signal is Signal.OxygenSaturation or Signal.RespiratoryRate && at - outlook.MadeAt < CalmBreathStands) return false;
        return true;
    }

    private bool IsLookAheadDue => _lookedAheadAt is not { } last || _time.GetUtcNow() - last >= LookAheadStands;

    private async Task LookAheadIfDue()
    {
        if (!IsLookAheadDue) return;
        var now = _time.GetUtcNow();
        await LookAhead(now);
        await WriteIfTimeChanges(now);
    }

    /// <summary>Looks ahead on everything, for those who look at the twin.</summary>
    private async Task LookAhead(DateTimeOffset asOf)
    {
        var forecasts = await Organs.LookAhead(asOf); // before the state is asked for: it may rest meanwhile
        State.Forecasts = [.. forecasts.Select(ForecastSummary.Thin)];
        _lookedAheadAt = asOf;
        _saved.MarkDirty();
    }

    /// <summary>Looks ahead for the rules, as of a record: the same log raises the same alerts.</summary>
    private async Task LookAheadOn(IReadOnlyList<Signal> signals, DateTimeOffset asOf)
    {
        if (signals.Count == 0) return;
        var forecasts = await Forecasts(signals, asOf);
        State.Ahead = Outlooks(forecasts);
        State.Forecasts = [.. State.Forecasts.Where(forecast => !signals.Contains(forecast.Signal)), .. forecasts.Select(ForecastSummary.Thin)];
    }

    private async Task<List<Forecast>> Forecasts(IReadOnlyList<Signal> signals, DateTimeOffset asOf)
    {
        var forecasts = new List<Forecast>(signals.Count);
        foreach (var signal in signals) forecasts.Add(await Organs.Forecast(signal, OrganCatalogue.ForecasterOf(signal)!.Forecasts[signal], asOf));
        return forecasts;
    }

    /// <summary>What the rules have ahead of them, with new forecasts in place of older ones; by signal.</summary>
    private List<Outlook> Outlooks(List<Forecast> forecasts) =>
    [
        .. State.Ahead.Where(outlook => !forecasts.Exists(forecast => forecast.Signal == outlook.Signal))
            .Concat(forecasts.Select(forecast => ForecastCrossing.Foresee(forecast, State.Profile)).OfType<Outlook>())
            .OrderBy(outlook => outlook.Signal),
    ];

    /// <summary>Writes to the log that time alone has changed something, if it has. False when nothing was written.</summary>
    private async Task<bool> WriteIfTimeChanges(DateTimeOffset now)
    {
        if (_wroteTo > State.AppliedTo) return false; // what was written is still to come
        if (!(State.Alerts.NextCheck(Circumstances(), now) <= now))
        {
            var ahead = Outlooks(await Forecasts([.. Occasions.All.Where(Organs.Follows)], now));
            if (State.Alerts.Copy().Judge(Circumstances() with { Ahead = ahead }, now).Count == 0) return false;
        }
        await Write(new ClockRecord(Id, now));
        return true;
    }

    /// <summary>Writes the last night to the log if it is still to do. False when nothing was written.</summary>
    private async Task<bool> WriteIfNight(DateTimeOffset now)
    {
        var night = LastNight(now);
        if (!State.Nights.IsDue(night) || _nightWritten >= night) return false;
        await Write(new NightRecord(Id, now, night));
        _nightWritten = night;
        return true;
    }

    /// <summary>Writes a record and waits until this twin has come to it. Interleaves with what delivers it.</summary>
    private async Task<AlertOutcome?> Applied(ITwinRecord record)
    {
        var offset = await Write(record); // before those who wait are asked for: the twin may rest meanwhile
        return await Awaited.Come(offset);
    }

    private async Task<long> Write(ITwinRecord record)
    {
        var position = await _log.Append(record, CancellationToken.None);
        _wroteTo = Math.Max(_wroteTo, position.Offset);
        return position.Offset;
    }

    private DateTimeOffset LastNight(DateTimeOffset now) => _scheduler.Quiet.Last(Id, now);

    private DateTimeOffset? NextCheck(DateTimeOffset now) => new[] { State.Alerts.NextCheck(Circumstances(), now), State.Nights.Next(LastNight(now)) }.Min();

    private TwinCircumstances Circumstances() => new(Id, State.Profile, State.Latest, State.Devices, State.Ahead);

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
