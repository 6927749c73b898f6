using TwinGrid.Physiology.Circulation;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs.Heart;

/// <summary>What the heart keeps.</summary>
[GenerateSerializer, Alias("TwinGrid.HeartState")]
public sealed class HeartState : OrganState, ITrendState
{
    [Id(0)] public SortedDictionary<Signal, SavedTrend> Trends { get; set; } = [];

    /// <summary>How the person rests: what the circulation is calibrated to; null before enough was seen.</summary>
    [Id(1)] public SavedRest? Rest { get; set; }

    /// <summary>The circulation found for <see cref="Rest"/>; it follows from it alone, and is null until it is worked out.</summary>
    [Id(2)] public SavedHeart? Heart { get; set; }
}

/// <summary>A person at rest, saved; see <see cref="PersonAtRest"/>.</summary>
/// <param name="At">Observation time it stands on.</param>
/// <param name="Blocked">What beta blockers do, see <see cref="Blockade"/>, like the two that follow; 0 in states of versions before December 2026.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.SavedRest")]
public sealed record SavedRest(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] double HeartRate,
    [property: Id(2)] double Systolic,
    [property: Id(3)] double Diastolic,
    [property: Id(4)] double AgeYears,
    [property: Id(5)] double HeightCm,
    [property: Id(6)] double WeightKg,
    [property: Id(7)] bool Female,
    [property: Id(8)] double EjectionFraction,
    [property: Id(9)] double? AorticValveAreaCm2,
    [property: Id(10)] double Blocked = 0,
    [property: Id(11)] double RateLost = 0,
    [property: Id(12)] double StrengthLost = 0)
{
    public static SavedRest Of(PersonAtRest person, DateTimeOffset at) => new(
        at, person.HeartRate, person.Systolic, person.Diastolic, person.AgeYears, person.HeightCm, person.WeightKg, person.Female, person.EjectionFraction, person.AorticValveAreaCm2,
        person.Blockade.Share, person.Blockade.RateLost, person.Blockade.StrengthLost);

    public PersonAtRest ToModel() => new(HeartRate, Systolic, Diastolic, AgeYears, HeightCm, WeightKg, Female)
    {
        EjectionFraction = EjectionFraction, AorticValveAreaCm2 = AorticValveAreaCm2, Blockade = new(Blocked, RateLost, StrengthLost),
    };
}

/// <summary>What a calibration found, saved; see <see cref="HeartTwinState"/>.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.SavedHeart")]
public sealed record SavedHeart(
    [property: Id(0)] double Resistance,
    [property: Id(1)] double ArterialCapacity,
    [property: Id(2)] double StressedVolume,
    [property: Id(3)] double Strength,
    [property: Id(4)] double MisfitMmHg,
    [property: Id(5)] double StrokeVolume)
{
    public static SavedHeart Of(HeartTwinState state) => new(
        state.Factors.Resistance, state.Factors.ArterialCapacity, state.Factors.StressedVolume, state.Factors.Strength, state.MisfitMmHg, state.StrokeVolume);

    public HeartTwinState ToModel(PersonAtRest person) => new(person, new(Resistance, ArterialCapacity, StressedVolume, Strength), MisfitMmHg, StrokeVolume);
}
