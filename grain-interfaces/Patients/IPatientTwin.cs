using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Organs;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Patients;

/// <summary>The twin of one patient; its key is a <see cref="TwinId"/>.</summary>
[Alias("TwinGrid.IPatientTwin")]
public interface IPatientTwin : IGrainWithStringKey
{
    /// <summary>Registers the patient, or updates the profile. Durable when it returns. True when the twin is new.</summary>
    [Alias("Register")] Task<bool> Register(PatientProfile profile);

    /// <summary>The profile; null when no such patient is registered.</summary>
    [Alias("Profile")] Task<PatientProfile?> Profile();

    /// <summary>Applies packets of this twin, in log order; those already applied are ignored. Returns the twin's row for the watch desk.</summary>
    [Alias("Observe")] Task<TwinRow> Observe(IReadOnlyList<LoggedPacket> packets);

    /// <summary>Saves twin and organs. After it, everything observed before is durable.</summary>
    [Alias("Flush")] Task Flush();

    /// <summary>The twin at a glance; null when no such patient is registered.</summary>
    [Alias("Glance")] Task<TwinGlance?> Glance();

    /// <summary>A forecast from the organ that owns the signal.</summary>
    [Alias("Forecast")] Task<Forecast> Forecast(Signal signal, TimeSpan horizon);

    /// <summary>Baseline and scenario side by side.</summary>
    [Alias("Imagine")] Task<WhatIf> Imagine(Scenario scenario);

    /// <summary>Acknowledges, snoozes, escalates, resolves. Durable when it returns.</summary>
    [Alias("Handle")] Task<AlertOutcome> Handle(AlertCommand command);

    /// <summary>Called when time alone may have changed something: silence, end of a snooze, escalation. Returns when to be called next; null for never.</summary>
    [Alias("CheckTime")] Task<DateTimeOffset?> CheckTime();

    /// <summary>SHA-256 over the clinical state of twin and organs, for comparing runs.</summary>
    [Alias("StateHash")] Task<string> StateHash();
}

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
    [property: Id(8)] LogPosition AppliedTo);

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
