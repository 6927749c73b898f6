using Microsoft.Extensions.Logging;
using Orleans.Placement;
using TwinGrid.Alerts;
using TwinGrid.Erasure;
using TwinGrid.Forecasts;
using TwinGrid.Grains.Alerts;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Seats;
using TwinGrid.Grains.Treatments;
using TwinGrid.Grains.Watch;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Rebuilding;
using TwinGrid.Records;
using TwinGrid.Storage.Snapshots;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Patients;

/// <summary>The twin: takes records in log order, tells its organs, looks ahead, judges, and tells the desk.</summary>
[GrainType("twin"), PreferLocalPlacement]
public sealed partial class PatientTwin(TwinServices shared) : Grain, IPatientTwin, IErasable, IHandsOver, IRests
{
    private SavedState<TwinState> _saved = null!;
    private OrganCircle? _circle;
    private string? _key;
    /// <summary>When it last looked ahead, UTC ticks; 0 when it has not since it woke. Times in ticks take a third of the room.</summary>
    private long _lookedAheadAt;
    private AwaitedRecords? _awaitedRecords;

    /// <summary>The glance as it was last shown; null when the state has changed since. The same is shown again: whoever has written it out need not do so anew.</summary>
    private TwinGlance? _shown;

    /// <summary>The silo of the reader that delivers, where it is another than this.</summary>
    private SiloAddress? _readerElsewhere;

    /// <summary>Newest place in the log that this activation wrote to.</summary>
    private long _wroteTo = -1;

    /// <summary>The night this activation wrote to the log, UTC ticks; the twin may not have come to it yet. 0: none.</summary>
    private long _nightWritten;

    /// <summary>When the night that is due may ask for room again, UTC ticks; 0 when it need not wait.</summary>
    private long _nightWaitsUntil;

    private TwinState State => _saved.Value;

    private OrganCircle Organs => _circle ??= new OrganCircle(GrainFactory, shared.Lost, Key, () => State);

    private AwaitedRecords Awaited => _awaitedRecords ??= new AwaitedRecords(shared.Time);

    /// <summary>Decoded once, and again after a rest.</summary>
    private string Key => _key ??= this.GetPrimaryKeyString();

    private TwinId Id => PastKey.TwinOf(Key);

    /// <summary>A view of the past tells nobody and judges nothing by the clock.</summary>
    private bool IsPast => PastKey.IsPast(Key);

    /// <summary>The patient was erased: the twin does nothing any more and holds nothing.</summary>
    private bool IsErased => shared.States.Erased.Contains(Key);

    private IWatchDesk Desk => GrainFactory.GetGrain<IWatchDesk>(Id.Partition(shared.Log.PartitionCount));

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _saved = shared.States.Of<TwinState>("twin", GrainContext);
        using (await shared.Gate.Enter(isPatient: true)) await _saved.Load(cancellationToken);
        _organsGivenTo = State.OrgansLack ? -1 : State.AppliedTo;
        if (State.Outbox.Count > 0 && !IsPast) OfferAgain(OfferAgainAfter);
    }

    public async Task Rest()
    {
        await HandOver();
        if (!_saved.IsPacked)
        {
            if (State.Outbox.Count == 0 && AppointmentToBook() is null) OfferNoMore(); // a timer that has fired still takes .7 kB
            _saved.Pack();
        }
        (_circle, _handing, _key, _shown) = (null, null, null, null);
        if (_awaitedRecords is { IsQuiet: true }) _awaitedRecords = null;
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
            LogNotSaved(shared.Logger, error); // the log is read again from the checkpoint: nothing is lost
        }
    }

    public async Task<bool> Register(PatientProfile profile)
    {
        var isNew = State.Profile is null;
        if (State.Profile != profile) await Applied(new ProfileRecord(Id, shared.Time.GetUtcNow(), profile));
        await shared.Lost.Answer(Desk.Enrol(Row()));
        return isNew;
    }

    public Task<PatientProfile?> Profile() => Task.FromResult(State.Profile);

    public async Task<ObserveReceipt> Observe(RecordDelivery delivery)
    {
        if (IsErased) return new ObserveReceipt(Gap: false, null);
        using var turn = await TurnToWake(isPatient: true);
        Heed(delivery);
        if (delivery.Since > Math.Min(State.AppliedTo, _organsGivenTo)) return new ObserveReceipt(Gap: true, null);
        await Recall();
        if (delivery.Since < 0) BeginAnew();
        await KeepEarlier(delivery.Records);
        State.OrgansLack = true; // should it be saved after this came to nothing
        if (!await Take(delivery)) return new ObserveReceipt(Gap: true, null);
        if (delivery.Records.Count > 0) _organsGivenTo = Math.Max(_organsGivenTo, delivery.Records[^1].Position.Offset);
        State.OrgansLack = OrgansLack;
        if (IsPast) return new ObserveReceipt(Gap: false, null);
        if (_lookedAheadAt == 0) await LookAhead(shared.Time.GetUtcNow()); // once when it wakes; then for those who ask
        turn?.Dispose();
        if (State.Outbox.Count > 0 || AppointmentToBook() is not null) OfferAgain(TimeSpan.Zero); // in a turn of its own: the others of the partition need not wait for it
        _awaitedRecords?.Tell();
        return new ObserveReceipt(Gap: false, State.Profile is null ? null : Row());
    }

    public async Task<bool> Flush(long covering)
    {
        if (IsErased) return true; // there is nothing to save
        if (covering > Math.Min(State.AppliedTo, _organsGivenTo) || !await HandOver()) return false;
        if (State.Outbox.Count > 0) await Tell();
        if (State.Outbox.Count > 0) throw new InvalidOperationException("An alert has not reached its desk; the checkpoint waits for it."); // or nobody would be told, should this silo die
        await Save();
        if (!await Organs.Flush()) return false; // behind the twin: an organ that is ahead of it would be looked at as it was not when the log was first read
        await FollowReader();
        return true;
    }

    public async Task<TwinGlance?> Glance()
    {
        if (State.Profile is null) return null;
        await HandOver();
        var now = shared.Time.GetUtcNow();
        using (await TurnToWake(isPatient: false))
            if (await LookAheadIfDue(now) is { } made) await WriteIfTimeChanges(now, made);
        await Tell();
        return await GlanceAt(shared.Time.GetUtcNow());
    }

    public async Task<Forecast> Forecast(Signal signal, TimeSpan horizon)
    {
        using var turn = await TurnToWake(isPatient: false);
        await HandOver();
        return await Organs.Forecast(signal, horizon, shared.Time.GetUtcNow());
    }

    public async Task<WhatIf> Imagine(Scenario scenario)
    {
        using var turn = await TurnToWake(isPatient: false);
        await HandOver();
        return await Organs.Imagine(scenario, shared.Time.GetUtcNow());
    }

    public async Task<ModelCourse> Course(Signal signal, DateTimeOffset from, DateTimeOffset to)
    {
        await HandOver();
        return await Organs.Course(signal, from, to);
    }

    public async Task<AlertOutcome> Handle(AlertCommand command)
    {
        var now = shared.Time.GetUtcNow();
        if (State.Alerts.Objection(command, now) is { } refused) return refused;
        var outcome = await Applied(new CommandRecord(Id, now, command));
        await Tell(); // whoever is answered sees it at the desk
        await Desk.ReportRows([Row()]);
        return outcome!;
    }

    public async Task<DateTimeOffset?> CheckTime()
    {
        if (IsErased) return null;
        await HandOver();
        var now = shared.Time.GetUtcNow();
        List<Forecast>? made;
        using (await TurnToWake(isPatient: true)) made = await LookAheadIfDue(now);
        var isWritten = await WriteIfTimeChanges(now, made) | await WriteIfNight(now);
        State.Appointment = isWritten || _wroteTo > State.AppliedTo ? null : NextCheck(now); // what is written books the next call when it is come to
        MarkDirty();
        await Save();
        await Tell();
        if (State.Profile is not null) await Desk.ReportRows([Row()]);
        return State.Appointment;
    }

    public async Task<long> Erase()
    {
        shared.States.Erased.LetGo(Id);
        var was = State.Profile is null ? 0 : 1;
        foreach (var organ in OrganCatalogue.All) await GrainFactory.GetGrain<IOrgan>(GrainId.Create(organ.Name, Key)).Erase();
        OfferNoMore();
        _saved.Erase();
        (_circle, _handing, _awaitedRecords, _shown) = (null, null, null, null);
        DeactivateOnIdle();
        return was;
    }

    public async Task<string> StateHash() => (await Canonical()).Hash();

    /// <summary>Notes who delivers. A reader that was followed by another would, with its old place, make the twin forget what the other gave its organs.</summary>
    private void Heed(RecordDelivery delivery)
    {
        _readerElsewhere = delivery.From is { } from && !from.Equals(GrainContext.Address.SiloAddress) ? from : null;
        var reader = delivery.Reader;
        if (reader == 0 || reader == State.Reader) return;
        if (reader < State.Reader) throw new ReaderOvertakenException();
        State.Reader = reader;
        MarkDirty();
    }

    /// <summary>
    /// Moves to the reader's silo, where what it delivers need not cross the network. Just saved, twin and organs lose nothing on the way.
    /// </summary>
    private async Task FollowReader()
    {
        if (_readerElsewhere is not { } silo || IsPast || !shared.Moves.Take()) return;
        _readerElsewhere = null;
        await Organs.MoveTo(silo);
        this.MoveOnIdle(silo);
    }

    /// <summary>Applies a new record.</summary>
    /// <param name="upTo">How many of the records on their way to the organs end with it.</param>
    /// <returns>False when an organ lacks what it was given before.</returns>
    private ValueTask<bool> Apply(ITwinRecord record, long offset, OrganHanding handing, int upTo) =>
        record is VitalsPacket packet ? ApplyPacket(packet, offset, handing, upTo) : ApplyOther(record, offset, handing, upTo);

    private async ValueTask<bool> ApplyOther(ITwinRecord record, long offset, OrganHanding handing, int upTo)
    {
        if (!await handing.UpTo(upTo)) return false;
        Heard(record);
        switch (record)
        {
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
            case TreatmentEntryRecord:
                Awaited.Note(offset, null); // liver and tumour keep it
                break;
            case ClockRecord clock:
                if (Occasions.All.Where(Organs.Follows).ToList() is { Count: > 0 } followed)
                {
                    if (!await Organs.Remember(followed)) return false;
                    Foresee(await Forecasts(followed, clock.KnownAt));
                }
                Post(State.Alerts.Judge(Circumstances(), clock.KnownAt));
                break;
            default:
                throw new InvalidOperationException($"A twin knows no {record.GetType().Name}.");
        }
        State.AppliedTo = offset;
        if (record is NightRecord && !IsPast) await Archive(State.KnownTo!.Value);
        return true;
    }

    private async ValueTask<TwinGlance> GlanceAt(DateTimeOffset now)
    {
        var organs = await Organs.Glance(); // before the state is asked for: it may change meanwhile
        var (news2, drugs) = (News2.Glance(State.Latest, State.Profile!, now), DrugsAtWork.Of(State.Profile!, now));
        if (_shown is { } shown && ReferenceEquals(shown.Organs, organs) && News2.AreEqual(shown.News2, news2) && shown.Drugs!.SequenceEqual(drugs)) return shown;
        return _shown = new(
            Id, State.Profile!, State.Latest.Newest(), organs, State.Forecasts, State.Alerts.Open, State.Devices.All,
            news2, new LogPosition(Id.Partition(shared.Log.PartitionCount), State.AppliedTo), drugs);
    }

    private void MarkDirty()
    {
        _shown = null;
        _saved.MarkDirty();
    }

    /// <summary>Notes when a new record was known.</summary>
    private void Heard(ITwinRecord record)
    {
        MarkDirty();
        State.KnownFrom ??= record.KnownAt;
        if (State.KnownTo is not { } knownTo || record.KnownAt > knownTo) State.KnownTo = record.KnownAt;
    }

    private async ValueTask<bool> ApplyPacket(VitalsPacket packet, long offset, OrganHanding handing, int upTo)
    {
        Heard(packet);
        var (latest, device) = (State.Latest, State.Devices.Hear(packet));
        for (var i = 0; i < packet.Samples.Count; i++)
            if (packet.Samples[i] is var sign && SignalCatalogue.Knows(sign.Signal)) latest.Add(sign, device, packet.Sequence);
        State.Nights.Hear(offset, packet.ReceivedAt);
        var occasions = new Occasions(State.BreathAheadAt);
        var signals = occasions.Of(packet);
        if (signals.Count > 0 && (signals.Contains(Signal.Glucose) || IsBreathWorthALook(packet.ReceivedAt)))
        {
            if (!await handing.UpTo(upTo, signals)) return false;
            Foresee(await Forecasts(signals, packet.ReceivedAt));
        }
        State.BreathAheadAt = occasions.BreathAheadAt;
        Post(State.Alerts.Judge(Circumstances() with { IsArrival = true }, packet.ReceivedAt));
        State.AppliedTo = offset;
        return true;
    }

    /// <summary>A twin that has not looked ahead since it woke still has its organs to wake and to run: it waits its turn among the others that wake. Null when it is awake.</summary>
    private async ValueTask<IDisposable?> TurnToWake(bool isPatient) => _lookedAheadAt == 0 ? await shared.Gate.Enter(isPatient) : null;

    /// <summary>Writes to the log that time alone has changed something, if it has. False when nothing was written.</summary>
    /// <param name="made">Forecasts of every signal as of now, where they were just made.</param>
    private async Task<bool> WriteIfTimeChanges(DateTimeOffset now, List<Forecast>? made)
    {
        if (_wroteTo > State.AppliedTo) return false; // what was written is still to come
        if (!(State.Alerts.NextCheck(Circumstances(), now) <= now))
        {
            IReadOnlyList<Forecast> forecasts = made is null ? await Forecasts([.. Occasions.All.Where(Organs.Follows)], now) : made.FindAll(forecast => Occasions.All.Contains(forecast.Signal));
            var ahead = Outlooks(forecasts);
            if (State.Alerts.Copy().Judge(Circumstances() with { Ahead = ahead }, now).Count == 0) return false;
        }
        await Write(new ClockRecord(Id, now));
        return true;
    }

    /// <summary>Writes the last night to the log if it is still to do. False when nothing was written.</summary>
    private async Task<bool> WriteIfNight(DateTimeOffset now)
    {
        var night = LastNight(now);
        if (!State.Nights.IsDue(night) || _nightWritten >= night.UtcTicks || _nightWaitsUntil > now.UtcTicks) return false;
        _nightWaitsUntil = shared.Nights.Begin(now)?.UtcTicks ?? 0;
        if (_nightWaitsUntil > 0) return false;
        await Write(new NightRecord(Id, now, night));
        _nightWritten = night.UtcTicks;
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
        var position = await shared.Log.Append(record, CancellationToken.None);
        _wroteTo = Math.Max(_wroteTo, position.Offset);
        return position.Offset;
    }

    private DateTimeOffset LastNight(DateTimeOffset now) => shared.Scheduler.Quiet.Last(Id, now);

    private DateTimeOffset? NextCheck(DateTimeOffset now) => Earlier(State.Alerts.NextCheck(Circumstances(), now), NextNight(now));

    private DateTimeOffset? NextNight(DateTimeOffset now) => State.Nights.Next(LastNight(now)) is { } next ? next.UtcTicks < _nightWaitsUntil ? new DateTimeOffset(_nightWaitsUntil, TimeSpan.Zero) : next : null;

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

    private TwinCircumstances Circumstances() => new(Id, State.Profile, State.Latest, State.Devices, State.Ahead);

    private TwinRow Row() => Worklist.RowOf(Id, State, shared.Time.GetUtcNow());

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
    private static partial void LogNotSaved(ILogger logger, Exception error);
}
