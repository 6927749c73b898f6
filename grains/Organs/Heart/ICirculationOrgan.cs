namespace TwinGrid.Grains.Organs.Heart;

/// <summary>The organ whose circulation treatments act on: the heart. Called by its twin only.</summary>
[Alias("TwinGrid.ICirculationOrgan")]
public interface ICirculationOrgan : IGrainWithStringKey
{
    /// <summary>How the patient rests by all that was followed so far; null where no model of the circulation is of this patient.</summary>
    [Alias("Resting")] Task<RestingCirculation?> Resting();
}

/// <summary>A circulation at rest.</summary>
/// <param name="Rest">How the patient rests: what a circulation is calibrated to.</param>
/// <param name="MeasuredAt">Observation time it stands on; null: too little was measured, and much of it is the population's.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.RestingCirculation")]
public sealed record RestingCirculation([property: Id(0)] SavedRest Rest, [property: Id(1)] DateTimeOffset? MeasuredAt);
