using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Grains.Organs.Metabolism;

/// <summary>What the metabolism keeps.</summary>
[GenerateSerializer, Alias("TwinGrid.MetabolismState")]
public sealed class MetabolismState : OrganState
{
    [Id(0)] public SavedGlucoseTwin? Model { get; set; }

    /// <summary>Doses consumed from the window that the model has not passed yet.</summary>
    [Id(1)] public SavedDose[] Ahead { get; set; } = [];
}

/// <summary>A glucose model at rest; see <see cref="GlucoseTwinState"/>.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.SavedGlucoseTwin")]
public sealed record SavedGlucoseTwin(
    [property: Id(0)] string Version,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] DateTimeOffset? CalibratedAt,
    [property: Id(3)] DateTimeOffset MeasuredAt,
    [property: Id(4)] double[] Mean,
    [property: Id(5)] double[] Covariance,
    [property: Id(6)] double[] Intake,
    [property: Id(7)] double[] Course)
{
    public static SavedGlucoseTwin Of(GlucoseTwinState state) =>
        new(state.Version, state.At, state.CalibratedAt, state.MeasuredAt, state.Mean, state.Covariance, state.Intake, state.Course);

    public GlucoseTwinState ToModel() => new(Version, At, CalibratedAt, MeasuredAt, Mean, Covariance, Intake, Course);
}

/// <summary>A dose at rest; see <see cref="MetabolicEvent"/>.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.SavedDose")]
public readonly record struct SavedDose(
    [property: Id(0)] DateTimeOffset At, [property: Id(1)] byte Kind, [property: Id(2)] double Amount, [property: Id(3)] TimeSpan Duration)
{
    public static SavedDose Of(MetabolicEvent dose) => new(dose.At, (byte)dose.Kind, dose.Amount, dose.Duration);

    public MetabolicEvent ToModel() => new(At, (MetabolicEventKind)Kind, Amount, Duration);
}
