namespace TwinGrid.Physiology.Metabolism;

/// <summary>Which metabolism a person has.</summary>
public enum MetabolismKind : byte
{
    Healthy,
    Type1,
    Type2,
}

/// <summary>What must be known of a person before the first measurement.</summary>
/// <param name="Kind">Which metabolism.</param>
/// <param name="WeightKg">Body weight; held within 3 to 300 kg.</param>
/// <param name="AgeYears">Age; under 12 and under 18 have their own priors in type 1.</param>
public sealed record MetabolismPatient(MetabolismKind Kind, double WeightKg, int AgeYears)
{
    /// <summary>Basal insulin that is prescribed, IU a day: what the steady state stands on until a pump tells its rate; null: not known, or none.</summary>
    public double? BasalIUPerDay { get; init; }
}
