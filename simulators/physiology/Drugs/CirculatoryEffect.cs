using TwinGrid.Physiology.Circulation;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Drugs;

/// <summary>What a drug does to heart and vessels, by what is in the blood on the mean of a day, or by the dose of another drug that does as much.</summary>
/// <param name="Source">Publications behind the numbers.</param>
/// <param name="Validity">For whom they hold, and what they leave out.</param>
/// <param name="Rate">Greatest loss of heart rate, as a share.</param>
/// <param name="Strength">Greatest loss of strength, as a share.</param>
/// <param name="HalfMgPerL">Concentration of half the greatest effect.</param>
/// <param name="Steepness">Exponent of the concentration (Hill).</param>
public sealed record CirculatoryEffect(string Source, string Validity, double Rate, double Strength, double HalfMgPerL, double Steepness)
{
    /// <summary>The effect of a mean concentration, mg/L.</summary>
    public Blockade At(double mgPerL)
    {
        var strength = Math.Pow(Math.Max(mgPerL, 0) / HalfMgPerL, Steepness);
        var share = strength / (1 + strength);
        return new(share, Rate * share, Strength * share);
    }

    /// <summary>Mean concentration of a day once the same has been given every day for long, mg/L; eight patients.</summary>
    public static Lanes MeanMgPerL(DailyDose daily, in KineticParameters kinetics) => (daily.Swallowed * kinetics.Bioavailability + daily.IntoBlood) / (24 * kinetics.Clearance);
}

/// <summary>An amount of another drug that does as much.</summary>
/// <param name="Drug">Which.</param>
/// <param name="Amount">Of it, for one of the drug's own unit.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Validity">What that leaves out.</param>
public sealed record EquivalentDose(string Drug, double Amount, string Source, string Validity);

/// <summary>What is usually taken.</summary>
/// <param name="PerDay">A day, in the drug's unit.</param>
/// <param name="Source">Who says so.</param>
public sealed record UsualDose(double PerDay, string Source);
