using TwinGrid.Grains.Saving;
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

    /// <summary>When glucose last stood where only diabetes takes it, see <see cref="UntoldDiabetes"/>; null: never.</summary>
    [Id(5)] public DateTimeOffset? DiabeticAt { get; set; }

    public override void Pack()
    {
        base.Pack();
        Measured.Pack();
    }
}

/// <summary>What nights have found of a person; see <see cref="PersonalBelief"/>.</summary>
/// <param name="Version">Model and population it belongs to.</param>
/// <param name="At">End of the last day it was learned from.</param>
/// <param name="Logs">As versions up to November 2026 wrote them, like <paramref name="Covariance"/>; empty since.</param>
/// <param name="Single">Logarithms, then the lower triangle of their covariance.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.SavedPerson")]
public sealed record SavedPerson(
    [property: Id(0)] string Version, [property: Id(1)] DateTimeOffset At, [property: Id(2)] double[] Logs, [property: Id(3)] double[] Covariance, [property: Id(4)] float[]? Single = null)
{
    /// <summary>Kept in single precision from the beginning, so that sleep changes nothing.</summary>
    public static SavedPerson Of(string version, DateTimeOffset at, PersonalBelief belief)
    {
        var n = belief.Logs.Length;
        return new(version, at, [], [],
        [
            .. belief.Logs.Select(log => (float)log),
            .. Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(0, i + 1).Select(k => (float)belief.Covariance[i * n + k])),
        ]);
    }

    /// <summary>What is left of it at a later time.</summary>
    public PersonalBelief After(DateTimeOffset time, IReadOnlyList<PersonalParameter> population) =>
        Belief(population.Count).After(time > At ? time - At : TimeSpan.Zero, population);

    private PersonalBelief Belief(int n)
    {
        if (Single is null) return new(Logs, Covariance);
        var covariance = new double[n * n];
        for (int i = 0, at = n; i < n; i++)
            for (var k = 0; k <= i; k++) covariance[i * n + k] = covariance[k * n + i] = Single[at++];
        return new([.. Single[..n].Select(log => (double)log)], covariance);
    }
}

/// <summary>A glucose model at rest; see <see cref="GlucoseTwinState"/>.</summary>
/// <param name="WideCovariance">The covariance as versions up to November 2026 wrote it; null since. They wrote mean, intake and course each by itself.</param>
/// <param name="Packed">Mean, intake and course together.</param>
/// <param name="Lengths">Of mean and intake.</param>
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
    [property: Id(8)] float[]? Covariance,
    [property: Id(9)] byte[]? Packed = null,
    [property: Id(10)] (int Mean, int Intake) Lengths = default)
{
    public static SavedGlucoseTwin Of(GlucoseTwinState state) => new(
        state.Version, state.At, state.CalibratedAt, state.MeasuredAt, [], null, [], [], state.Covariance,
        PackedNumbers.Of([.. state.Mean, .. state.Intake, .. state.Course]), (state.Mean.Length, state.Intake.Length));

    public GlucoseTwinState ToModel()
    {
        var covariance = Covariance ?? [.. (WideCovariance ?? []).Select(wide => (float)wide)];
        if (Packed is null) return new(Version, At, CalibratedAt, MeasuredAt, Mean, covariance, Intake, Course);
        var (numbers, (mean, intake)) = (PackedNumbers.Read(Packed), Lengths);
        return new(Version, At, CalibratedAt, MeasuredAt, numbers[..mean], covariance, numbers[mean..(mean + intake)], numbers[(mean + intake)..]);
    }
}

/// <summary>A dose at rest; see <see cref="MetabolicEvent"/>.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.SavedDose")]
public readonly record struct SavedDose(
    [property: Id(0)] DateTimeOffset At, [property: Id(1)] byte Kind, [property: Id(2)] double Amount, [property: Id(3)] TimeSpan Duration)
{
    public static SavedDose Of(MetabolicEvent dose) => new(dose.At, (byte)dose.Kind, dose.Amount, dose.Duration);

    public MetabolicEvent ToModel() => new(At, (MetabolicEventKind)Kind, Amount, Duration);
}
