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

    private static double Square(double x) => x * x;
}
