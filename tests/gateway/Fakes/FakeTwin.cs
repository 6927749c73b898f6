using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Patients;
using TwinGrid.Treatments;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>A twin that remembers what it was asked and answers what it was told to.</summary>
public sealed class FakeTwin(string id) : IPatientTwin
{
    private PatientProfile? _profile;
    private int _profileQuestions;

    public int ProfileQuestions => _profileQuestions;

    /// <summary>Thrown by every question when set.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Profile questions wait for this.</summary>
    public Task Thinking { get; set; } = Task.CompletedTask;

    public Func<PatientProfile, TwinGlance>? AtAGlance { get; set; }

    public Func<Signal, TimeSpan, Forecast>? Ahead { get; set; }

    public Scenario? Imagined { get; private set; }

    public Func<AlertCommand, AlertOutcome> Handling { get; set; } = _ => new AlertOutcome(null, null);

    public async Task<bool> Register(PatientProfile profile)
    {
        await Answer();
        var isNew = _profile is null;
        _profile = profile;
        return isNew;
    }

    public async Task<PatientProfile?> Profile()
    {
        Interlocked.Increment(ref _profileQuestions);
        await Thinking;
        await Answer();
        return _profile;
    }

    public async Task<TwinGlance?> Glance()
    {
        await Answer();
        return _profile is null ? null : AtAGlance?.Invoke(_profile) ?? new TwinGlance(TwinId.Parse(id), _profile, [], [], [], [], [], null, new LogPosition(0, -1));
    }

    public async Task<Forecast> Forecast(Signal signal, TimeSpan horizon)
    {
        await Answer();
        return Ahead!(signal, horizon);
    }

    public async Task<WhatIf> Imagine(Scenario scenario)
    {
        await Answer();
        Imagined = scenario;
        return new WhatIf(Ahead!(scenario.Signal, scenario.Horizon), Ahead!(scenario.Signal, scenario.Horizon));
    }

    public Func<Signal, DateTimeOffset, DateTimeOffset, ModelCourse>? Past { get; set; }

    public async Task<ModelCourse> Course(Signal signal, DateTimeOffset from, DateTimeOffset to)
    {
        await Answer();
        return Past!(signal, from, to);
    }

    public List<TreatmentEntry> Entered { get; } = [];

    public Func<IReadOnlyList<TreatmentEntry>, TreatmentRefusal?> Entering { get; set; } = _ => null;

    public Func<TreatmentQuestion, TreatmentAnswer> Evaluating { get; set; } = _ => new(new("drug", "is not known here"), null);

    public Func<DoseQuestion, DoseAnswer> Optimising { get; set; } = _ => new(new("drug", "is not known here"), null);

    public async Task<TreatmentRefusal?> Enter(IReadOnlyList<TreatmentEntry> entries)
    {
        await Answer();
        var refused = Entering(entries);
        if (refused is null) Entered.AddRange(entries);
        return refused;
    }

    public async Task<TreatmentFile> Treatments()
    {
        await Answer();
        return new(Entered, [], []);
    }

    public async Task<TreatmentAnswer> Evaluate(TreatmentQuestion question)
    {
        await Answer();
        return Evaluating(question);
    }

    public async Task<DoseAnswer> Optimise(DoseQuestion question)
    {
        await Answer();
        return Optimising(question);
    }

    public async Task<AlertOutcome> Handle(AlertCommand command)
    {
        await Answer();
        return Handling(command);
    }

    public Task<ObserveReceipt> Observe(RecordDelivery delivery) => throw new NotSupportedException("The gateway never calls this.");

    public Task<bool> Flush(long covering) => throw new NotSupportedException("The gateway never calls this.");

    public Task<DateTimeOffset?> CheckTime() => throw new NotSupportedException("The gateway never calls this.");

    public Task<string> StateHash() => Task.FromResult("7e57");

    private Task Answer() => Fault is null ? Task.CompletedTask : Task.FromException(Fault);
}
