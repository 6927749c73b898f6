using Orleans.Concurrency;
using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Organs;
using TwinGrid.Records;
using TwinGrid.Treatments;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Patients;

/// <summary>The twin of one patient; its key is a <see cref="TwinId"/>.</summary>
[Alias("TwinGrid.IPatientTwin")]
public interface IPatientTwin : IGrainWithStringKey
{
    /// <summary>
    /// Registers the patient, or updates the profile: writes it to the log and waits until the twin has come to it. An unchanged profile writes nothing.
    /// Durable when it returns. True when the twin is new.
    /// </summary>
    /// <exception cref="TimeoutException">The twin has not come to it yet: it will, and to repeat it is harmless.</exception>
    [Alias("Register"), AlwaysInterleave] Task<bool> Register(PatientProfile profile);

    /// <summary>The profile; null when no such patient is registered.</summary>
    [Alias("Profile")] Task<PatientProfile?> Profile();

    /// <summary>Applies records of this twin, in log order; those already applied are ignored. Says so when the twin or an organ of it lost what was delivered before.</summary>
    /// <exception cref="ReaderOvertakenException">A later reader of the partition has delivered to this twin: nothing was done, the caller must stand down.</exception>
    [Alias("Observe")] Task<ObserveReceipt> Observe(RecordDelivery delivery);

    /// <summary>
    /// Saves twin and organs. True: everything up to <paramref name="covering"/> is durable. False: the twin or an organ lost what was delivered before
    /// (it was moved or its silo died), and must be given it again first.
    /// </summary>
    [Alias("Flush")] Task<bool> Flush(long covering);

    /// <summary>The twin at a glance; null when no such patient is registered.</summary>
    [Alias("Glance")] Task<TwinGlance?> Glance();

    /// <summary>A forecast from the organ that owns the signal.</summary>
    [Alias("Forecast")] Task<Forecast> Forecast(Signal signal, TimeSpan horizon);

    /// <summary>Baseline and scenario side by side.</summary>
    [Alias("Imagine")] Task<WhatIf> Imagine(Scenario scenario);

    /// <summary>What the organ that owns the signal believed of it between two times; empty where none does.</summary>
    [Alias("Course")] Task<ModelCourse> Course(Signal signal, DateTimeOffset from, DateTimeOffset to);

    /// <summary>
    /// Acknowledges, snoozes, escalates, resolves: writes it to the log and waits until the twin has come to it. What does not fit is refused and leaves no
    /// trace. Durable when it returns.
    /// </summary>
    /// <exception cref="TimeoutException">The twin has not come to it yet: it will, and to repeat it is harmless.</exception>
    [Alias("Handle"), AlwaysInterleave] Task<AlertOutcome> Handle(AlertCommand command);

    /// <summary>
    /// Enters what is known of a treatment: writes it to the log and waits until the twin has come to it. Durable when it returns; to enter it again is harmless.
    /// Null when all of it was entered; where something cannot be, nothing is and leaves no trace, and the answer names which (<c>entries[2].what</c>) and why.
    /// </summary>
    /// <exception cref="TimeoutException">The twin has not come to it yet: it will, and to repeat it is harmless.</exception>
    [Alias("Enter"), AlwaysInterleave] Task<TreatmentRefusal?> Enter(IReadOnlyList<TreatmentEntry> entries);

    /// <summary>What is known of the patient's treatments, and the liver and the tumour at a glance; these are no part of <see cref="Glance"/>, for they tell of medication and genome.</summary>
    [Alias("Treatments")] Task<TreatmentFile> Treatments();

    /// <summary>What a regimen would do from now on. Nothing is stored; takes up to seconds, beside the twin's other work.</summary>
    [Alias("Evaluate"), AlwaysInterleave] Task<TreatmentAnswer> Evaluate(TreatmentQuestion question);

    /// <summary>Which dose and interval would be best from now on. Nothing is stored; takes seconds, beside the twin's other work.</summary>
    [Alias("Optimise"), AlwaysInterleave] Task<DoseAnswer> Optimise(DoseQuestion question);

    /// <summary>
    /// Called when time alone may have changed something: silence, end of a snooze, escalation, the night on which organs learn. What it finds it writes to the
    /// log, and books the next call when it comes to that. Returns when to be called next; null when nothing stands, or is booked later.
    /// </summary>
    [Alias("CheckTime")] Task<DateTimeOffset?> CheckTime();

    /// <summary>SHA-256 over the clinical state of twin and organs, for comparing runs.</summary>
    [Alias("StateHash")] Task<string> StateHash();
}

/// <summary>Records of one twin on their way from the log.</summary>
/// <param name="Since">Offset of the newest record the reader delivered to this twin since its last checkpoint; -1 when there is none.</param>
/// <param name="Records">In log order; may repeat what was delivered before.</param>
/// <param name="Reader">Which reader of the partition delivers: of two, the one that began later has the higher number. 0 when it is no reader's delivery.</param>
/// <param name="From">The reader's silo: a twin that lives on another follows it there. Null when it is no reader's delivery.</param>
/// <param name="TwinAt">From a twin to its organ: up to where the organ may have come at most. Null from an older version, and from a reader.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.RecordDelivery")]
public sealed record RecordDelivery([property: Id(0)] long Since, [property: Id(1)] IReadOnlyList<LoggedRecord> Records, [property: Id(2)] long Reader = 0, [property: Id(3)] SiloAddress? From = null, [property: Id(4)] long? TwinAt = null);

/// <summary>What became of a delivery.</summary>
/// <param name="Gap">True: something delivered before is missing here or in an organ; deliver everything since the checkpoint again, whatever was applied of it.</param>
/// <param name="Row">The twin's row for the watch desk; null when nothing changed.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.ObserveReceipt")]
public sealed record ObserveReceipt([property: Id(0)] bool Gap, [property: Id(1)] TwinRow? Row);

/// <summary>The twin at a glance.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.TwinGlance")]
public sealed record TwinGlance(
    [property: Id(0)] TwinId Id,
    [property: Id(1)] PatientProfile Profile,
    [property: Id(2)] IReadOnlyList<LatestSign> Latest,
    [property: Id(3)] IReadOnlyList<OrganGlance> Organs,
    [property: Id(4)] IReadOnlyList<Forecast> Forecasts,
    [property: Id(5)] IReadOnlyList<Alert> OpenAlerts,
    [property: Id(6)] IReadOnlyList<DeviceMark> Devices,
    [property: Id(7)] News2Glance? News2,
    [property: Id(8)] LogPosition AppliedTo,
    [property: Id(9)] IReadOnlyList<DrugAtWork>? Drugs = null);

/// <summary>A drug that the record says is taken, and which organ's model it acts on.</summary>
/// <param name="Drug">The word of the clinical table.</param>
/// <param name="Organ">Name in the organs' catalogue; null: no model uses it.</param>
/// <param name="Dose">As it is counted, and whether it was told or is assumed.</param>
/// <param name="Effect">What it does there.</param>
/// <param name="Source">Publications behind it; null where nothing is computed.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.DrugAtWork")]
public sealed record DrugAtWork(
    [property: Id(0)] string Drug, [property: Id(1)] string? Organ, [property: Id(2)] string Dose, [property: Id(3)] string Effect, [property: Id(4)] string? Source);

/// <summary>The newest believed value of a signal, with where it goes.</summary>
/// <param name="ChangePerMinute">Slope over the recent samples, internal unit per minute; null with fewer than two.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.LatestSign")]
public readonly record struct LatestSign(
    [property: Id(0)] Signal Signal,
    [property: Id(1)] double Value,
    [property: Id(2)] DateTimeOffset ObservedAt,
    [property: Id(3)] string DeviceId,
    [property: Id(4)] Trend Trend,
    [property: Id(5)] double? ChangePerMinute,
    [property: Id(6)] double? Change);

/// <summary>How far a device was heard.</summary>
/// <param name="HighestSequence">Highest packet sequence seen.</param>
/// <param name="LastObservedAt">Newest observation time (never a future-dated one).</param>
/// <param name="Cadence">Usual time between its observations; null until it is known.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.DeviceMark")]
public sealed record DeviceMark(
    [property: Id(0)] string DeviceId, [property: Id(1)] long HighestSequence, [property: Id(2)] DateTimeOffset LastObservedAt, [property: Id(3)] TimeSpan? Cadence);

/// <summary>NEWS2 as it stands; missing parameters are named and score 0.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.News2Glance")]
public sealed record News2Glance(
    [property: Id(0)] int Score, [property: Id(1)] bool AnySingleThree, [property: Id(2)] IReadOnlyList<Signal> Missing, [property: Id(3)] string Response);
