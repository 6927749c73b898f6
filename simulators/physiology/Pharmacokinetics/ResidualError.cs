namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>How far measurements lie from the concentration.</summary>
/// <param name="Additive">Standard deviation at concentration 0.</param>
/// <param name="Proportional">Standard deviation as a share of the concentration.</param>
/// <param name="IsSum">Whether the deviations add up; else the variances do.</param>
public readonly record struct ResidualError(double Additive, double Proportional, bool IsSum = false)
{
    /// <summary>The variance at a concentration, and how it changes with it.</summary>
    public (double Variance, double Slope) At(double concentration)
    {
        if (!IsSum) return (Additive * Additive + Proportional * Proportional * concentration * concentration, 2 * Proportional * Proportional * concentration);
        var deviation = Additive + Proportional * concentration;
        return (deviation * deviation, 2 * Proportional * deviation);
    }
}
