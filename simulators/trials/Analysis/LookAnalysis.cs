using MathNet.Numerics.Distributions;
using TwinGrid.Trials.Statistics;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Analysis;

/// <summary>The primary endpoint at every look, against the limits.</summary>
internal sealed class LookAnalysis
{
    private readonly TrialLayout _layout;
    private readonly EndpointLayout _endpoint;
    private readonly IReadOnlyList<double> _limits;

    public LookAnalysis(TrialLayout layout)
    {
        (_layout, _endpoint, Alpha) = (layout, layout.Endpoints[layout.Primary], AlphaPerComparison(layout));
        (Main, _limits) = (new(layout, _endpoint, Alpha), LimitsOf(layout, Alpha));
    }

    /// <summary>Of each comparison of the primary endpoint.</summary>
    public double Alpha { get; }

    public EndpointAnalysis Main { get; }

    /// <summary>The looks of each treated arm in turn.</summary>
    public IEnumerable<LookResult> Of(TrialTally tally)
    {
        var (layout, endpoint, limits, counted, looks) = (_layout, _endpoint, _limits, tally.Endpoints[_layout.Primary], _layout.Looks);
        var seen = Enumerable.Range(0, looks.Count).Select(look => (Cells: UpTo(counted, look), look)).Select(held => (held.Cells, Estimates: Main.Main(held.Cells, layout.Strata.Count))).ToArray();
        for (var arm = 1; arm < layout.Arms.Count; arm++)
        {
            var (isDecided, isGivenUp) = (false, false);
            for (var look = 0; look < looks.Count; look++)
            {
                var estimate = seen[look].Estimates[arm - 1];
                var isCrossed = !isDecided && !isGivenUp && (endpoint.Sides == 2 ? Math.Abs(estimate.Z) : estimate.Z) >= limits[look];
                isDecided |= isCrossed;
                var futile = Futile(look);
                var isFutile = !isDecided && !isGivenUp && estimate.Z < futile;
                isGivenUp |= isFutile;
                var reach = limits[look] * estimate.Error;
                var (low, high) = estimate.IsRatio ? (estimate.Value * Math.Exp(-reach), estimate.Value * Math.Exp(reach)) : (estimate.Value - reach, estimate.Value + reach);
                var events = endpoint.Kind != EndpointKind.TimeToEvent ? double.NaN
                    : Enumerable.Range(0, layout.Strata.Count).Sum(stratum => seen[look].Cells(0, stratum).Events!.Events + seen[look].Cells(arm, stratum).Events!.Events);
                yield return new(look, arm, looks.Fractions[look], looks.Days?[look] ?? double.NaN, estimate.Treated + estimate.Control, events, estimate, limits[look], isCrossed, low, high) { FutileBelow = futile, IsFutile = isFutile };
            }
        }
    }

    /// <summary>Alpha of each comparison of the primary endpoint.</summary>
    private static double AlphaPerComparison(TrialLayout layout) =>
        layout.Endpoints[layout.Primary].Alpha / (layout.Multiplicity == Multiplicity.Bonferroni ? Math.Max(1, layout.Arms.Count - 1) : 1);

    /// <summary>All that had come by a look.</summary>
    public Func<int, int, EndpointCell> UpTo(EndpointTally counted, int look)
    {
        var layout = _layout;
        if (counted.IsCutByDay || look == 0) return (arm, stratum) => counted.Cell(look, arm, stratum);
        var cells = new EndpointCell[layout.Arms.Count, layout.Strata.Count];
        for (var arm = 0; arm < layout.Arms.Count; arm++)
            for (var stratum = 0; stratum < layout.Strata.Count; stratum++)
                cells[arm, stratum] = EndpointCell.Sum(Enumerable.Range(0, look + 1).Select(stage => counted.Cell(stage, arm, stratum)));
        return (arm, stratum) => cells[arm, stratum];
    }

    /// <summary>
    /// The z below which the conditional power, should the trend so far go on, is too small; NaN where nothing is given up. With share t of the information the trend foretells z/√t at the end, of
    /// variance (1 − t) given what is known.
    /// </summary>
    /// <remarks>Lan, Wittes, Biometrics 44:579, 1988.</remarks>
    private double Futile(int look)
    {
        var (share, power) = (_layout.Looks.Fractions[look], _layout.Looks.Futility);
        return power > 0 && share < 1 ? Math.Sqrt(share) * (_limits[^1] + Math.Sqrt(1 - share) * Normal.InvCDF(0, 1, power)) : double.NaN;
    }

    private static IReadOnlyList<double> LimitsOf(TrialLayout layout, double alpha)
    {
        var twoSided = layout.Endpoints[layout.Primary].Sides == 1 ? 2 * alpha : alpha;
        return SequentialBoundaries.At(layout.Looks.Fractions, layout.Looks.Limits == LookLimits.Pocock ? 0 : .5, twoSided).Limits;
    }
}
