using MathNet.Numerics.Distributions;

namespace TwinGrid.Trials.Statistics;

/// <summary>Two arms' shares of responders, compared within strata.</summary>
/// <remarks>Mantel, Haenszel, J Natl Cancer Inst 22:719, 1959; Robins, Breslow, Greenland, Biometrics 42:311, 1986; Newcombe, Stat Med 17:873, 1998.</remarks>
/// <param name="Z">Signed root of the Mantel–Haenszel chi-squared without correction; with one stratum, of Pearson's times (n − 1)/n. Positive: more in the treated arm.</param>
/// <param name="Difference">Of the shares, treated less control, of all strata together.</param>
/// <param name="OddsRatio">Mantel–Haenszel.</param>
/// <param name="LogError">Standard error of its logarithm.</param>
public sealed record TwoShares(Share Treated, Share Control, double Z, double Difference, double OddsRatio, double LogError)
{
    /// <summary>Two-sided.</summary>
    public double P => 2 * Normal.CDF(0, 1, -Math.Abs(Z));

    /// <summary>Limits of the difference: Newcombe's, from Wilson's limits of each share.</summary>
    public (double Low, double High) DifferenceLimits(double quantile)
    {
        var ((treatedLow, treatedHigh), (controlLow, controlHigh)) = (Treated.Limits(quantile), Control.Limits(quantile));
        return (Difference - Math.Sqrt(Square(Treated.Value - treatedLow) + Square(controlHigh - Control.Value)),
            Difference + Math.Sqrt(Square(treatedHigh - Treated.Value) + Square(Control.Value - controlLow)));
    }

    /// <summary>Limits of the odds ratio.</summary>
    public (double Low, double High) OddsLimits(double quantile) => (OddsRatio * Math.Exp(-quantile * LogError), OddsRatio * Math.Exp(quantile * LogError));

    /// <summary>Compares two arms.</summary>
    /// <param name="strata">Of each stratum both arms.</param>
    public static TwoShares Of(IReadOnlyList<(Share Treated, Share Control)> strata)
    {
        ArgumentNullException.ThrowIfNull(strata);
        var (score, variance, r, s, pr, ps, qs) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var (treated, control) in strata)
        {
            double n1 = treated.Count, n0 = control.Count, n = n1 + n0, hits = treated.Hits + control.Hits;
            if (n1 == 0 || n0 == 0) continue; // nothing to compare with
            double a = treated.Hits, b = n1 - a, c = control.Hits, d = n0 - c;
            score += a - n1 * hits / n;
            variance += n1 * n0 * hits * (n - hits) / (n * n * (n - 1));
            var (concordant, discordant) = (a * d / n, b * c / n);
            r += concordant;
            s += discordant;
            pr += (a + d) / n * concordant;
            ps += (a + d) / n * discordant + (b + c) / n * concordant;
            qs += (b + c) / n * discordant;
        }
        var all = strata.Aggregate((Treated: new Share(), Control: new Share()), (sum, next) => (
            new(sum.Treated.Count + next.Treated.Count, sum.Treated.Hits + next.Treated.Hits), new(sum.Control.Count + next.Control.Count, sum.Control.Hits + next.Control.Hits)));
        return new(all.Treated, all.Control, variance > 0 ? score / Math.Sqrt(variance) : 0, all.Treated.Value - all.Control.Value, r / s, Math.Sqrt(pr / (2 * r * r) + ps / (2 * r * s) + qs / (2 * s * s)));
    }

    /// <summary>
    /// The deviate of the difference from one that would be accepted, treated less control: strata weighted by Mantel and Haenszel, variances of the shares that are likeliest if the difference were that.
    /// </summary>
    /// <remarks>Farrington, Manning, Stat Med 9:1447, 1990; Miettinen, Nurminen, Stat Med 4:213, 1985.</remarks>
    /// <param name="strata">Of each stratum both arms.</param>
    /// <param name="accepted">Between −1 and 1.</param>
    public static double Against(IReadOnlyList<(Share Treated, Share Control)> strata, double accepted)
    {
        ArgumentNullException.ThrowIfNull(strata);
        var (sum, variance) = (0.0, 0.0);
        foreach (var (treated, control) in strata)
        {
            double n1 = treated.Count, n0 = control.Count;
            if (n1 == 0 || n0 == 0) continue; // nothing to compare with
            var (weight, likely) = (n1 * n0 / (n1 + n0), Likeliest(treated, control, accepted));
            sum += weight * (treated.Value - control.Value - accepted);
            variance += weight * weight * (likely * (1 - likely) / n1 + (likely - accepted) * (1 - likely + accepted) / n0);
        }
        return variance > 0 ? sum / Math.Sqrt(variance) : 0;
    }

    /// <summary>The treated share that is likeliest where it exceeds the control's by so much: the root of a cubic.</summary>
    private static double Likeliest(Share treated, Share control, double by)
    {
        var ratio = (double)control.Count / treated.Count;
        var (a, b, c, d) = (1 + ratio, -(1 + ratio + treated.Value + ratio * control.Value + by * (ratio + 2)), by * by + by * (2 * treated.Value + ratio + 1) + treated.Value + ratio * control.Value, -treated.Value * by * (1 + by));
        var v = b * b * b / (27 * a * a * a) - b * c / (6 * a * a) + d / (2 * a);
        var u = (v < 0 ? -1 : 1) * Math.Sqrt(Math.Max(0, b * b / (9 * a * a) - c / (3 * a)));
        var angle = u == 0 ? Math.PI / 2 : (Math.PI + Math.Acos(Math.Clamp(v / (u * u * u), -1, 1))) / 3;
        return Math.Clamp(2 * u * Math.Cos(angle) - b / (3 * a), Math.Max(0, by), Math.Min(1, 1 + by));
    }

    private static double Square(double x) => x * x;
}
