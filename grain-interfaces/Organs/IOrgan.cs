using TwinGrid.Forecasts;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Organs;

/// <summary>
/// One organ of one twin: a child grain that owns one model's state and parameters. Its key is the twin's id, its grain type the organ's name
/// (<see cref="OrganCatalogue"/>). It is called by its twin only, and lives on the twin's silo.
/// </summary>
[Alias("TwinGrid.IOrgan")]
public interface IOrgan : IGrainWithStringKey
{
    /// <summary>Tells a new organ whose it is. Durable when it returns; an organ that knows already, or has come further, is told nothing.</summary>
    /// <param name="profiledAt">Where the profile stands in the log; -1 when an earlier version kept it beside the log.</param>
    [Alias("Adopt")] Task Adopt(PatientProfile profile, long profiledAt);

    /// <summary>
    /// Applies records, in log order; those at or below the organ's own position are ignored. A changed profile keeps what was learned; at a night the organ
    /// learns from the history before it, as far as it stands in the log before the night's record. False, and nothing is applied, when the organ has not what
    /// was delivered to it up to <see cref="RecordDelivery.Since"/>. One that has come further than <see cref="RecordDelivery.TwinAt"/> first goes back to what it
    /// has saved: its twin lost what it had, and is to look ahead once more.
    /// </summary>
    [Alias("Observe")] Task<bool> Observe(RecordDelivery delivery);

    /// <summary>The organ's state at a glance, in words and numbers.</summary>
    [Alias("Glance")] Task<OrganGlance> Glance();

    /// <summary>Looks ahead from <paramref name="asOf"/> on. Declines with a reason when the organ cannot honestly say.</summary>
    [Alias("Forecast")] Task<Forecast> Forecast(Signal signal, TimeSpan horizon, DateTimeOffset asOf);

    /// <summary>Looks ahead twice, without and with a scenario.</summary>
    [Alias("Imagine")] Task<WhatIf> Imagine(Scenario scenario, DateTimeOffset asOf);

    /// <summary>What the model believed of a signal between two times, newest samples included; it remembers a day.</summary>
    [Alias("Course")] Task<ModelCourse> Course(Signal signal, DateTimeOffset from, DateTimeOffset to);

    /// <summary>
    /// Saves what is not yet saved; the twin has saved itself before, so that no saved organ is ever ahead of its saved twin. False when the organ has not what was
    /// delivered to it up to <paramref name="covering"/>.
    /// </summary>
    [Alias("Flush")] Task<bool> Flush(long covering);

    /// <summary>Moves to the silo that its twin moves to, with what it has saved.</summary>
    [Alias("MoveTo")] Task MoveTo(SiloAddress silo);

    /// <summary>The organ's clinical state in canonical words: equal organs are equal text. Its place in the log and what follows from the rest are left out.</summary>
    [Alias("Canonical")] Task<string> Canonical();

    /// <summary>The organ's state at rest.</summary>
    [Alias("Saved")] Task<byte[]> Saved();

    /// <summary>Puts a view of the past into a state at rest.</summary>
    [Alias("Restore")] Task Restore(byte[] state);

    /// <summary>A view of the past is needed no more.</summary>
    [Alias("Forget")] Task Forget();

    /// <summary>The patient was erased: the organ lets go of everything and saves nothing more.</summary>
    [Alias("Erase")] Task Erase();

    /// <summary>SHA-256 over <see cref="Canonical"/>, for comparing runs.</summary>
    [Alias("StateHash")] Task<string> StateHash();
}

/// <summary>One organ for the eyes of people.</summary>
/// <param name="Organ">Name in <see cref="OrganCatalogue"/>.</param>
/// <param name="ModelVersion">Name and version of its model.</param>
/// <param name="Estimates">What it believes, with uncertainty.</param>
/// <param name="CalibratedAt">Observation time its calibration stands on; null before the first.</param>
/// <param name="Trouble">What made the model start anew the last time; null when nothing did.</param>
/// <param name="LearnedNight">The night on which it last learned from the history; null before the first.</param>
/// <param name="Findings">What it saw of late that nobody told, oldest first; null: nothing.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.OrganGlance")]
public sealed record OrganGlance(
    [property: Id(0)] string Organ,
    [property: Id(1)] string ModelVersion,
    [property: Id(2)] IReadOnlyList<OrganEstimate> Estimates,
    [property: Id(3)] DateTimeOffset? CalibratedAt,
    [property: Id(4)] string? Trouble,
    [property: Id(5)] DateTimeOffset? LearnedNight = null,
    [property: Id(6)] IReadOnlyList<OrganFinding>? Findings = null);

/// <summary>Something an organ saw that nobody told it.</summary>
/// <param name="What">What it is likely to be; see the constants.</param>
/// <param name="At">When it probably happened.</param>
/// <param name="Amount">About how much, in <paramref name="Unit"/>.</param>
/// <param name="SeenAt">When the measurements first made it likelier than not.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.OrganFinding")]
public readonly record struct OrganFinding(
    [property: Id(0)] string What, [property: Id(1)] DateTimeOffset At, [property: Id(2)] double Amount, [property: Id(3)] string Unit, [property: Id(4)] DateTimeOffset SeenAt)
{
    public const string UntoldMeal = "untold meal";
}

/// <summary>A quantity an organ believes, with one standard deviation.</summary>
/// <param name="IsIdentified">False: the measurements could not move it, it stands at the population's value.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.OrganEstimate")]
public readonly record struct OrganEstimate(
    [property: Id(0)] string Name, [property: Id(1)] double Value, [property: Id(2)] double StandardDeviation, [property: Id(3)] string Unit,
    [property: Id(4)] bool IsIdentified = true);
