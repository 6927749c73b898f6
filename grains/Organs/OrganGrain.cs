using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using TwinGrid.Forecasts;
using TwinGrid.Grains.Rebuilding;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Seats;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Rebuilding;
using TwinGrid.Records;
using TwinGrid.Storage.Snapshots;
using TwinGrid.Treatments;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs;

/// <summary>
/// What every organ does: applies packets exactly once, puts samples into event-time order, saves and wakes. An organ of its own kind says how its model
/// starts, consumes samples, and looks ahead.
/// </summary>
[PreferLocalPlacement]
public abstract partial class OrganGrain<TState>(string name, OrganServices shared) : Grain, IOrgan, IRests
    where TState : OrganState, new()
{
    private readonly OrganDefinition _definition = OrganCatalogue.Of(name);
    private SavedState<TState> _saved = null!;

    /// <summary>It has applied records that it has not saved.</summary>
    private bool _isAheadOfSaved;

    /// <summary>Room for what is ripe, shared by the organs that take packets on a thread.</summary>
    [ThreadStatic] private static List<WaitingSample>? s_ripe;

    /// <summary>The clock.</summary>
    protected TimeProvider Time => shared.Time;

    /// <summary>The glance of the state as it is; null until somebody looks.</summary>
    private OrganGlance? _glance;

    /// <summary>The state; from rest it is unpacked and the model built anew.</summary>
    protected TState State => _saved.IsPacked ? Rouse() : _saved.Value;

    /// <summary>The state has changed and is to be saved.</summary>
    protected void MarkDirty()
    {
        _glance = null;
        _saved.MarkDirty();
    }

    /// <summary>
    /// Works out what follows from the state alone and takes too long to be done with every sample. Called before anybody looks, imagines or compares.
    /// </summary>
    protected virtual Task Derive() => Task.CompletedTask;

    /// <summary>Members of the state that follow from the others and are worked out when somebody looks.</summary>
    protected virtual string[] Derived => [];

    /// <summary>Builds the model from <see cref="State"/>, or leaves it unborn.</summary>
    protected abstract void Wake();

    /// <summary>Lets go of the model: <see cref="State"/> holds it.</summary>
    protected abstract void LieDown();

    /// <summary>Forgets the model; the next sample starts a new one.</summary>
    protected abstract void StartAnew();

    /// <summary>Puts the model into <see cref="State"/>, to be saved.</summary>
    protected abstract void Store();

    /// <summary>Lets the model consume samples in event-time order; the list is another's when it returns.</summary>
    protected abstract void Consume(IReadOnlyList<WaitingSample> samples);

    /// <summary>Samples of one signal and device within this span share a place in the window; zero keeps every one.</summary>
    protected abstract TimeSpan BucketOf(Signal signal);

    /// <summary>The model, run through what still waits in the window, looks ahead.</summary>
    protected abstract Forecast LookAhead(Signal signal, TimeSpan horizon, DateTimeOffset asOf, IReadOnlyList<ScenarioEvent> events);

    protected abstract OrganGlance LookAt();

    /// <summary>Keeps what became known of a treatment. Organs that keep nothing of it leave it.</summary>
    protected virtual void Enter(TreatmentEntry entry)
    {
    }

    /// <summary>Whether the glance has grown old though the state has not changed.</summary>
    protected virtual Task<bool> IsGlanceOld() => Task.FromResult(false);

    /// <summary>Learns from the history before <paramref name="night"/>: read what it takes, compute for milliseconds, change the model. Organs that learn nothing leave it.</summary>
    protected virtual Task Learn(VitalsPast past, DateTimeOffset night) => Task.CompletedTask;

    /// <summary>
    /// Notes in <paramref name="course"/> what the model believes of the samples that still wait in the window; what it has consumed it noted in
    /// <see cref="CourseOf"/> while it did. Answers the model's version.
    /// </summary>
    protected virtual string Believe(Signal signal, CourseRing course) => "none";

    /// <summary>The kept course of a signal, to be noted in while samples are consumed.</summary>
    protected CourseRing CourseOf(Signal signal, TimeSpan step)
    {
        if (!State.Courses.TryGetValue(signal, out var course)) State.Courses[signal] = course = new CourseRing(step);
        return course;
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _saved = shared.States.Of<TState>(_definition.Name, GrainContext);
        await _saved.Load(cancellationToken);
        GuardedWake();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _saved.Leave();
        if (_isAheadOfSaved) return; // what its twin has not had it save is given again: saved, it could be ahead of a twin that lost it
        try
        {
            await Save();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNotSaved(shared.Logger, error, _definition.Name); // the log is read again from the checkpoint: nothing is lost
        }
    }

    public async Task Adopt(PatientProfile profile, long profiledAt)
    {
        if (State.Profile is null)
        {
            Adopt(profile);
            State.AppliedTo = Math.Max(State.AppliedTo, profiledAt);
            MarkDirty();
        }
        if (!_isAheadOfSaved) await Save(); // also what an earlier call adopted and could not save
    }

    public async Task<bool> Observe(RecordDelivery delivery)
    {
        if (_isAheadOfSaved && delivery.TwinAt < State.AppliedTo) await GoBack();
        if (delivery.Since > State.AppliedTo) return false;
        for (var i = 0; i < delivery.Records.Count; i++)
        {
            var (position, record) = delivery.Records[i];
            if (position.Offset <= State.AppliedTo) continue;
            switch (record)
            {
                case VitalsPacket packet: Take(packet); break;
                case ProfileRecord entered: Adopt(entered.Profile); break;
                case NightRecord night: await Learn(night); break;
                case TreatmentEntryRecord treated: Enter(treated.Entry); break;
                default: break; // alerts are no matter of an organ
            }
            State.AppliedTo = position.Offset;
            _isAheadOfSaved = true;
            MarkDirty();
        }
        return true;
    }

    public Task Rest()
    {
        if (_saved.IsPacked) return Task.CompletedTask;
        Store();
        LieDown();
        _glance = null;
        _saved.Pack();
        return Task.CompletedTask;
    }

    public async Task<bool> Flush(long covering)
    {
        if (covering > State.AppliedTo) return false;
        await Save();
        return true;
    }

    public Task MoveTo(SiloAddress silo)
    {
        this.MoveOnIdle(silo);
        return Task.CompletedTask;
    }

    public Task<Forecast> Forecast(Signal signal, TimeSpan horizon, DateTimeOffset asOf) => Task.FromResult(LookAhead(signal, horizon, asOf, []));

    public async Task<WhatIf> Imagine(Scenario scenario, DateTimeOffset asOf)
    {
        await Derive();
        return new WhatIf(LookAhead(scenario.Signal, scenario.Horizon, asOf, []), await Imagine(scenario.Signal, scenario.Horizon, asOf, scenario.Events));
    }

    /// <summary>Looks ahead with events; where that takes more than milliseconds it runs beside the grain's turn.</summary>
    protected virtual Task<Forecast> Imagine(Signal signal, TimeSpan horizon, DateTimeOffset asOf, IReadOnlyList<ScenarioEvent> events) =>
        Task.FromResult(LookAhead(signal, horizon, asOf, events));

    public Task<ModelCourse> Course(Signal signal, DateTimeOffset from, DateTimeOffset to)
    {
        var course = State.Courses.TryGetValue(signal, out var kept) ? kept.Copy() : new CourseRing();
        var version = Believe(signal, course);
        var (start, values) = course.Between(from, to);
        return Task.FromResult(new ModelCourse(signal, start, course.Step, values, version));
    }

    public async Task<OrganGlance> Glance()
    {
        if (_glance is { } seen && !await IsGlanceOld()) return seen;
        await Derive();
        return _glance = LookAt();
    }

    public Task<string> Canonical()
    {
        Store();
        return Task.FromResult(CanonicalForm.Of(State, [nameof(OrganState.AppliedTo), .. Derived])); // a place in the log is no clinical state
    }

    public async Task<string> StateHash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(await Canonical())));

    public Task<byte[]> Saved()
    {
        Store();
        return Task.FromResult(_saved.Bytes());
    }

    public Task Restore(byte[] state)
    {
        LieDown();
        _glance = null;
        _saved.Restore(state);
        GuardedWake();
        return Task.CompletedTask;
    }

    public Task Forget()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Erase()
    {
        shared.States.Erased.LetGo(TwinId.Parse(this.GetPrimaryKeyString()));
        LieDown();
        _glance = null;
        _saved.Erase();
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <summary>What is ripe is consumed packet by packet: what a sample finds gone by must not depend on how packets were batched.</summary>
    private void Take(VitalsPacket packet)
    {
        var (window, ripe) = (State.Window, s_ripe ??= []);
        for (var i = 0; i < packet.Samples.Count; i++)
            if (packet.Samples[i] is var sign && Concerns(sign)) window.Add(new WaitingSample(sign, packet.DeviceId, packet.Sequence), BucketOf(sign.Signal));
        ripe.Clear();
        window.TakeRipe(shared.Options.Lateness, ripe);
        if (ripe.Count > 0) Guarded(ripe, static (organ, samples) => organ.Consume(samples));
    }

    private void Adopt(PatientProfile profile)
    {
        if (profile == State.Profile) return;
        Store(); // also of somebody nobody knew: the model is made anew from it
        State.Profile = profile;
        GuardedWake();
    }

    private async Task Learn(NightRecord night)
    {
        if (IsUnborn || State.LearnedNight >= night.Night) return;
        try
        {
            await Learn(shared.Pasts.Of(this.GetPrimaryKeyString(), night.KnownAt), night.Night);
        }
        catch (Exception error) when (IsOfTheModel(error))
        {
            Forget(error);
        }
        State.LearnedNight = night.Night;
    }

    /// <summary>Nights before its first sample are none of its own: it is given them only where it was lost, and all since the checkpoint is given again.</summary>
    private bool IsUnborn => _definition.Keeps.Count == 0 && State.Window.Newest is null;

    /// <summary>What is not believed stays out, unless it takes back something that was.</summary>
    private bool Concerns(in VitalSign sign) => _definition.IsConcernedBy(sign.Signal) && (sign.Flags == SampleFlags.None || sign.Status != SampleStatus.Final);

    /// <summary>Wakes the model.</summary>
    private void GuardedWake() => Guarded(0, static (organ, _) => organ.Wake());

    /// <summary>A model that fails on what it was given starts anew and says so: one odd sample must never stop a patient's stream.</summary>
    private void Guarded<T>(T with, Action<OrganGrain<TState>, T> work)
    {
        try
        {
            work(this, with);
        }
        catch (Exception error) when (IsOfTheModel(error))
        {
            Forget(error);
        }
    }

    private static bool IsOfTheModel(Exception error) => error is ArithmeticException or ArgumentException or InvalidOperationException or IndexOutOfRangeException;

    private void Forget(Exception error)
    {
        LogStartedAnew(shared.Logger, error, _definition.Name);
        State.Trouble = $"{error.GetType().Name}: {error.Message}";
        MarkDirty();
        StartAnew();
    }

    private async Task GoBack()
    {
        if (PastKey.IsPast(this.GetPrimaryKeyString())) return; // nothing of it is saved
        var stored = await _saved.Stored(); // before anything changes: it may rest meanwhile
        LieDown();
        _glance = null;
        _saved.GoBack(stored);
        _isAheadOfSaved = false;
        GuardedWake();
    }

    private TState Rouse()
    {
        _ = _saved.Value; // unpacked first: waking asks for the state
        GuardedWake();
        return _saved.Value;
    }

    private async Task Save()
    {
        if (!_saved.IsDirty) return;
        if (!_saved.IsPacked) Store();
        try
        {
            await _saved.Save();
            _isAheadOfSaved = false;
        }
        catch (StaleSnapshotException)
        {
            DeactivateOnIdle();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Organ} model failed and starts anew")]
    private static partial void LogStartedAnew(ILogger logger, Exception error, string organ);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A {Organ} could not be saved on its way to sleep; the log will be read again")]
    private static partial void LogNotSaved(ILogger logger, Exception error, string organ);
}

/// <summary>What every organ keeps.</summary>
[GenerateSerializer, Alias("TwinGrid.OrganState")]
public abstract class OrganState : IPacks
{
    [Id(0)] public PatientProfile? Profile { get; set; }

    /// <summary>Offset of the newest packet applied; -1 before the first.</summary>
    [Id(1)] public long AppliedTo { get; set; } = -1;

    [Id(2)] public SampleWindow Window { get; set; } = new();

    /// <summary>Why the model last started anew; null when it never did.</summary>
    [Id(3)] public string? Trouble { get; set; }

    /// <summary>The night on which the organ last learned from the history; null before the first.</summary>
    [Id(4)] public DateTimeOffset? LearnedNight { get; set; }

    /// <summary>What the model believed over the last day, by signal.</summary>
    [Id(5)] public SortedDictionary<Signal, CourseRing> Courses { get; set; } = [];

    public virtual void Pack()
    {
        Window.Pack();
        foreach (var course in Courses.Values) course.Pack();
    }
}

/// <summary>Settings of the organs.</summary>
public sealed record OrganOptions
{
    /// <summary>How long a sample may lag behind the newest one and still be modelled in its place.</summary>
    public TimeSpan Lateness { get; init; } = TimeSpan.FromMinutes(15);
}
