namespace TwinGrid.Physiology.Pharmacogenomics;

/// <summary>The weekly maintenance dose of warfarin by the algorithms of the International Warfarin Pharmacogenetics Consortium.</summary>
/// <remarks>N Engl J Med 360:753, 2009. The square root of the dose is a sum.</remarks>
public static class WarfarinDose
{
    /// <summary>With genes, mg a week.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Age, height or weight are no adult's.</exception>
    /// <exception cref="UnknownGenotypeException">A genotype is not one of the algorithm's.</exception>
    public static double WithGenes(WarfarinPatient patient)
    {
        Check(patient);
        return Square(5.6044 - .2614 * Decades(patient) + .0087 * patient.HeightCm + .0128 * patient.WeightKg
            + patient.Vkorc1 switch
            {
                "GG" or "G/G" => 0,
                "AG" or "GA" or "A/G" or "G/A" => -.8677,
                "AA" or "A/A" => -1.6974,
                null or "" => -.4854,
                _ => throw new UnknownGenotypeException($"VKORC1 '{patient.Vkorc1}' is none of GG, AG, AA; leave it out where it is not known."),
            }
            + patient.Cyp2c9 switch
            {
                "*1/*1" => 0,
                "*1/*2" or "*2/*1" => -.5211,
                "*1/*3" or "*3/*1" => -.9357,
                "*2/*2" => -1.0616,
                "*2/*3" or "*3/*2" => -1.9206,
                "*3/*3" => -2.3312,
                null or "" => -.2188,
                _ => throw new UnknownGenotypeException($"CYP2C9 '{patient.Cyp2c9}' is no pair of *1, *2, *3; leave it out where it is not known."),
            }
            + patient.Race switch { WarfarinRace.Asian => -.1092, WarfarinRace.Black => -.2760, WarfarinRace.MixedOrMissing => -.1032, _ => 0 }
            + (patient.TakesInducer ? 1.1816 : 0) - (patient.TakesAmiodarone ? .5503 : 0));
    }

    /// <summary>Without genes, mg a week.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Age, height or weight are no adult's.</exception>
    public static double Clinical(WarfarinPatient patient)
    {
        Check(patient);
        return Square(4.0376 - .2546 * Decades(patient) + .0118 * patient.HeightCm + .0134 * patient.WeightKg
            + patient.Race switch { WarfarinRace.Asian => -.6752, WarfarinRace.Black => .4060, WarfarinRace.MixedOrMissing => .0443, _ => 0 }
            + (patient.TakesInducer ? 1.2799 : 0) - (patient.TakesAmiodarone ? .5695 : 0));
    }

    private static double Decades(WarfarinPatient patient) => Math.Floor(patient.AgeYears / 10);

    private static double Square(double root) => Math.Max(root, 0) * Math.Max(root, 0);

    private static void Check(WarfarinPatient patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        if (!(patient.AgeYears is >= 18 and < 120)) throw new ArgumentOutOfRangeException(nameof(patient), patient.AgeYears, "The algorithm is for adults: the age lies from 18 to 119 years.");
        if (!(patient.HeightCm is >= 100 and <= 250)) throw new ArgumentOutOfRangeException(nameof(patient), patient.HeightCm, "The height lies from 100 to 250 cm.");
        if (!(patient.WeightKg is >= 25 and <= 350)) throw new ArgumentOutOfRangeException(nameof(patient), patient.WeightKg, "The weight lies from 25 to 350 kg.");
    }
}

/// <summary>Race as the consortium coded it.</summary>
public enum WarfarinRace
{
    White = 0,
    Asian = 1,
    Black = 2,
    MixedOrMissing = 3,
}

/// <summary>What the algorithms ask.</summary>
/// <param name="AgeYears">Whole decades count.</param>
/// <param name="Vkorc1">-1639G&gt;A: GG, AG or AA; null where unknown.</param>
/// <param name="Cyp2c9">A pair of *1, *2, *3; null where unknown.</param>
/// <param name="TakesInducer">Carbamazepine, phenytoin or rifampicin.</param>
public sealed record WarfarinPatient(
    double AgeYears, double HeightCm, double WeightKg, string? Vkorc1 = null, string? Cyp2c9 = null, WarfarinRace Race = WarfarinRace.White, bool TakesInducer = false, bool TakesAmiodarone = false);
