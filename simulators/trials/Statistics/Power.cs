using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;
using MathNet.Numerics.RootFinding;

namespace TwinGrid.Trials.Statistics;

/// <summary>How likely a trial is to show an effect that is there, and how large it must be.</summary>
public static class Power
{
    /// <summary>Power of the two-sided two-sample t test.</summary>
    /// <param name="effect">Difference of the means in standard deviations.</param>
    /// <param name="perArm">People in each arm; need not be whole.</param>
    /// <param name="alpha">Error of the first kind.</param>
    public static double TTest(double effect, double perArm, double alpha = .05)
    {
        if (!(perArm > 1)) throw new ArgumentOutOfRangeException(nameof(perArm), perArm, "An arm needs more than one person.");
        var freedom = 2 * perArm - 2;
        var critical = StudentT.InvCDF(0, 1, freedom, 1 - alpha / 2);
        var shift = effect * Math.Sqrt(perArm / 2);
        return 1 - NoncentralT(critical, freedom, shift) + NoncentralT(-critical, freedom, shift);
    }

    /// <summary>People in each arm for a power of the two-sample t test, not rounded up.</summary>
    /// <inheritdoc cref="TTest"/>
    public static double PerArm(double effect, double power, double alpha = .05)
    {
        if (effect == 0 || !double.IsFinite(effect)) throw new ArgumentOutOfRangeException(nameof(effect), effect, "Without an effect no number of people is enough.");
        if (!(power > alpha && power < 1)) throw new ArgumentOutOfRangeException(nameof(power), power, $"The power lies between {alpha} and 1.");
        var most = 2.0;
        while (TTest(effect, most, alpha) < power) most *= 2;
        return Brent.FindRoot(n => TTest(effect, n, alpha) - power, Math.Max(most / 2, 1.5), most, 1e-9, 200);
    }

    /// <summary>Events that a log-rank test needs.</summary>
    /// <remarks>Schoenfeld, Biometrika 68:316, 1981.</remarks>
    /// <param name="hazardRatio">Not 1.</param>
    /// <param name="power">Wanted.</param>
    /// <param name="alpha">Two-sided.</param>
    /// <param name="treatedShare">Share of people in the treated arm.</param>
    public static double Events(double hazardRatio, double power, double alpha = .05, double treatedShare = .5)
    {
        if (!(hazardRatio > 0) || hazardRatio == 1) throw new ArgumentOutOfRangeException(nameof(hazardRatio), hazardRatio, "The hazard ratio is a positive number other than 1.");
        var z = Normal.InvCDF(0, 1, 1 - alpha / 2) + Normal.InvCDF(0, 1, power);
        return z * z / (treatedShare * (1 - treatedShare) * Math.Log(hazardRatio) * Math.Log(hazardRatio));
    }

    /// <summary>The distribution function of the noncentral t: a normal over the root of a chi-squared, integrated over the latter.</summary>
    private static double NoncentralT(double t, double freedom, double shift)
    {
        var reach = 12 / Math.Sqrt(2 * freedom);
        var log = Math.Log(2) + freedom / 2 * Math.Log(freedom / 2) - MathNet.Numerics.SpecialFunctions.GammaLn(freedom / 2);
        return GaussLegendreRule.Integrate(
            root => Normal.CDF(0, 1, t * root - shift) * Math.Exp(log + (freedom - 1) * Math.Log(root) - freedom / 2 * root * root), Math.Max(1 - reach, 1e-12), 1 + reach, 256);
    }
}
