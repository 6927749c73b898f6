namespace TwinGrid.Physiology.Circulation;

/// <summary>How far beta blockers hold a heart back once weeks have passed: the default is not at all.</summary>
/// <remarks>
/// Rate and strength fall, at rest and in exercise alike; resistance is what it was before, for the reflexes have been reset around the lower pressure (Lund-Johansen, J
/// Cardiovasc Pharmacol 1:487, 1979). What nerves still do by beta receptors, faster and stronger beats, is left to the share that is not blocked.
/// </remarks>
/// <param name="Share">Of the greatest effect, 0 to 1.</param>
/// <param name="RateLost">Of the heart rate, as a share of it.</param>
/// <param name="StrengthLost">Of both ventricles' end-systolic elastance.</param>
public readonly record struct Blockade(double Share, double RateLost, double StrengthLost)
{
    /// <summary>A heart as it would be without one blockade and with another.</summary>
    internal HeartParameters Instead(HeartParameters heart, Blockade other)
    {
        var (rate, strength) = ((1 - other.RateLost) / (1 - RateLost), (1 - other.StrengthLost) / (1 - StrengthLost));
        return heart with { HeartRate = heart.HeartRate * rate, ElvS = heart.ElvS * strength, ErvS = heart.ErvS * strength };
    }
}
