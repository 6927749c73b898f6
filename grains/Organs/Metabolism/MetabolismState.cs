using TwinGrid.Physiology.Forecasting.Learned;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Grains.Organs.Metabolism;

/// <summary>What the metabolism keeps.</summary>
[GenerateSerializer, Alias("TwinGrid.MetabolismState")]
public sealed class MetabolismState : OrganState
{
    [Id(0)] public SavedGlucoseTwin? Model { get; set; }

    /// <summary>Doses consumed from the window that the model has not passed yet.</summary>
    [Id(1)] public SavedDose[] Ahead { get; set; } = [];

    /// <summary>Glucose as measured over the last half day, one value each five minutes.</summary>
    [Id(2)] public CourseRing Measured { get; set; } = new(TimeSpan.FromMinutes(5), TimeSpan.FromHours(12));

    /// <summary>What the nights have found of the person; null before the first.</summary>
    [Id(3)] public SavedPerson? Person { get; set; }

    /// <summary>The person's days folded over each other, see <see cref="DailyHabits"/>.</summary>
    [Id(4)] public byte[] Habits { get; set; } = [];
}

/// <summary>What nights have found of a person; see <see cref="PersonalBelief"/>.</summary>
/// <param name="Version">Model and population it belongs to.</param>
/// <param name="At">End of the last day it was learned from.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.SavedPerson")]
public sealed record SavedPerson(
    [property: Id(0)] string Version, [property: Id(1)] DateTimeOffset At, [property: Id(2)] double[] Logs, [property: Id(3)] double[] Covariance)
{
    public static SavedPerson Of(string version, DateTimeOffset at, PersonalBelief belief) => new(version, at, belief.Logs, belief.Covariance);

    /// <summary>What is left of it at a later time.</summary>
    public PersonalBelief After(DateTimeOffset time, IReadOnlyList<PersonalParameter> population) =>
        new PersonalBelief(Logs, Covariance).After(time > At ? time - At : TimeSpan.Zero, population);
}

/// <summary>A glucose model at rest; see <see cref="GlucoseTwinState"/>.</summary>
/// <param name="WideCovariance">The covariance as versions up to November 2026 wrote it; null since.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.SavedGlucoseTwin")]
public sealed record SavedGlucoseTwin(
    [property: Id(0)] string Version,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] DateTimeOffset? CalibratedAt,
    [property: Id(3)] DateTimeOffset MeasuredAt,
    [property: Id(4)] double[] Mean,
    [property: Id(5)] double[]? WideCovariance,
    [property: Id(6)] double[] Intake,
    [property: Id(7)] double[] Course,
    [property: Id(8)] float[]? Covariance)
{
    public static SavedGlucoseTwin Of(GlucoseTwinState state) =>
        new(state.Version, state.At, state.CalibratedAt, state.MeasuredAt, state.Mean, null, state.Intake, state.Course, state.Covariance);

    public GlucoseTwinState ToModel() =>
        new(Version, At, CalibratedAt, MeasuredAt, Mean, Covariance ?? [.. (WideCovariance ?? []).Select(wide => (float)wide)], Intake, Course);
}

/// <summary>A dose at rest; see <see cref="MetabolicEvent"/>.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.SavedDose")]
public readonly record struct SavedDose(
    [property: Id(0)] DateTimeOffset At, [property: Id(1)] byte Kind, [property: Id(2)] double Amount, [property: Id(3)] TimeSpan Duration)
{
    public static SavedDose Of(MetabolicEvent dose) => new(dose.At, (byte)dose.Kind, dose.Amount, dose.Duration);

    public MetabolicEvent ToModel() => new(At, (MetabolicEventKind)Kind, Amount, Duration);
}
