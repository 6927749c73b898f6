using MathNet.Numerics.Distributions;
using TwinGrid.Trials.Statistics;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Analysis;

/// <summary>The main test of an endpoint, for a look or a subgroup: the same whatever it is asked for.</summary>
internal sealed class EndpointAnalysis
{
    private readonly TrialLayout _layout;
    private readonly EndpointLayout _endpoint;
    private readonly double _alpha;

    /// <param name="alpha">Error of the first kind of one comparison.</param>
    public EndpointAnalysis(TrialLayout layout, EndpointLayout endpoint, double alpha)
    {
        (_layout, _endpoint, _alpha) = (layout, endpoint, alpha);
        Score = layout.ColumnsOf(endpoint);
        Covariates = [.. Enumerable.Range(0, Score)];
    }

    /// <summary>Error of the first kind of one comparison.</summary>
    public double Alpha => _alpha;

    /// <summary>Places of the covariates among the figures.</summary>
    public int[] Covariates { get; }

    /// <summary>Place of the score among the figures, if there is one.</summary>
    public int Score { get; }

    private double Coverage => 1 - _alpha * (_endpoint.Sides == 1 ? 2 : 1);

    /// <summary>The margin on the scale of the effect: of a hazard ratio its logarithm.</summary>
    private double Margin => _endpoint.Kind == EndpointKind.TimeToEvent ? Math.Log(_endpoint.Margin) : _endpoint.Margin;

    private bool HasMargin => _endpoint.Hypothesis != Hypothesis.Superiority;

    private double Quantile => Normal.InvCDF(0, 1, .5 + Coverage / 2);

    /// <summary>The main analysis, by treated arm.</summary>
    /// <param name="cells">By arm and stratum.</param>
    /// <param name="strata">How many strata the cells have.</param>
    public EffectEstimate[] Main(Func<int, int, EndpointCell> cells, int strata) => _endpoint.Kind switch
    {
        EndpointKind.Change => Changes(Centre(cells, strata), strata, _endpoint.UsesScore ? [.. Covariates, Score] : Covariates, _endpoint.UsesStrata),
        EndpointKind.Responder => Responders(cells, strata)[0],
        EndpointKind.TimeToEvent => Times(cells, strata),
        _ => throw new InvalidOperationException($"An endpoint of kind {_endpoint.Kind} is not known."),
    };

    public static CentredCell[] CentreAll(Func<int, int, EndpointCell> cells, int arms, int strata) => [..
        from arm in Enumerable.Range(0, arms)
        from stratum in Enumerable.Range(0, strata)
        let moments = cells(arm, stratum).Moments!
        where moments.Count > 0
        select CentredCell.Of(arm, stratum, moments)];

    public CentredCell[] Centre(Func<int, int, EndpointCell> cells, int strata) => CentreAll(cells, _layout.Arms.Count, strata);

    /// <summary>Differences of means, by treated arm.</summary>
    public EffectEstimate[] Changes(IReadOnlyList<CentredCell> cells, int strata, int[] covariates, bool usesStrata)
    {
        var (arms, isStratified) = (_layout.Arms.Count, usesStrata && strata > 1);
        var fits = TallyAncova.Fit(cells, covariates, arms, isStratified ? strata : 1);
        string[] adjusted = [.. covariates.Any(place => place < Score) ? _endpoint.Covariates : [], .. covariates.Contains(Score) ? [_layout.Score!] : Array.Empty<string>(), .. isStratified ? ["strata"] : Array.Empty<string>()];
        var method = (adjusted.Length == 0 ? arms == 2 ? "t test" : "one-way ANOVA, contrast" : $"{(covariates.Contains(Score) ? "PROCOVA" : "ANCOVA")} adjusted for {string.Join(", ", adjusted)}") + AgainstMargin;
        return [.. fits.Select((fit, i) => Change(fit, i + 1))];

        EffectEstimate Change(Ancova? fit, int arm)
        {
            var estimate = new EffectEstimate(method, "difference of means") { Coverage = Coverage, Treated = Count(arm), Control = Count(0) };
            if (fit is null) return estimate with { Reason = "too few patients, or an arm without any" };
            if (!(fit.Error > 0)) return estimate with { Value = fit.Effect, Reason = "no variance between patients" };
            var (t, freedom) = (fit.Effect / fit.Error, fit.DegreesOfFreedom);
            var benefit = _endpoint.IsMoreBetter ? t : -t;
            if (HasMargin) t = benefit = Beyond(_endpoint.IsMoreBetter ? fit.Effect : -fit.Effect) / fit.Error;
            var (low, high) = fit.Limits(Coverage);
            return estimate with
            {
                Value = fit.Effect, Error = fit.Error, Low = low, High = high, Statistic = "t", StatisticValue = t, DegreesOfFreedom = freedom,
                P = _endpoint.Sides == 2 ? fit.P : StudentT.CDF(0, 1, freedom, -benefit), Z = ToNormal(benefit, freedom),
            };
        }

        long Count(int arm) => cells.Where(cell => cell.Arm == arm).Sum(cell => cell.Count);
    }

    /// <summary>Differences of shares and odds ratios, each by treated arm.</summary>
    public EffectEstimate[][] Responders(Func<int, int, EndpointCell> cells, int strata)
    {
        var isStratified = _endpoint.UsesStrata && strata > 1;
        var (differences, odds) = (new EffectEstimate[_layout.Arms.Count - 1], new EffectEstimate[_layout.Arms.Count - 1]);
        for (var arm = 1; arm < _layout.Arms.Count; arm++)
        {
            var pairs = Enumerable.Range(0, strata).Select(stratum => (ShareOf(cells(arm, stratum)), ShareOf(cells(0, stratum)))).ToArray();
            if (!isStratified) pairs = [pairs.Aggregate((all, next) => (Add(all.Item1, next.Item1), Add(all.Item2, next.Item2)))];
            var found = TwoShares.Of(pairs);
            var estimate = new EffectEstimate(isStratified ? "Cochran–Mantel–Haenszel test by strata" : "score (chi-squared) test", "difference of shares")
            {
                Coverage = Coverage, Treated = found.Treated.Count, Control = found.Control.Count,
            };
            if (found.Treated.Count == 0 || found.Control.Count == 0)
            {
                differences[arm - 1] = odds[arm - 1] = estimate with { Reason = "an arm without patients" };
                continue;
            }
            var benefit = _endpoint.IsMoreBetter ? found.Z : -found.Z;
            var difference = HasMargin ? Against(pairs, estimate) : (EffectEstimate?)null;
            estimate = estimate with { Statistic = "χ²", StatisticValue = found.Z * found.Z, DegreesOfFreedom = 1, P = PNormal(benefit), Z = benefit };
            var (low, high) = found.DifferenceLimits(Quantile);
            differences[arm - 1] = (difference ?? estimate) with { Value = found.Difference, Low = low, High = high, Error = (high - low) / (2 * Quantile) };
            var (oddsLow, oddsHigh) = found.OddsLimits(Quantile);
            odds[arm - 1] = estimate with { Measure = isStratified ? "odds ratio (Mantel–Haenszel)" : "odds ratio", IsRatio = true, Value = found.OddsRatio, Low = oddsLow, High = oddsHigh, Error = found.LogError };
            if (!double.IsFinite(found.LogError)) odds[arm - 1] = odds[arm - 1] with { Reason = "nobody or everybody responded in an arm" };
        }
        return [differences, odds];
    }

    /// <summary>Hazard ratios by treated arm, each from its own comparison with the control; the test is the log-rank.</summary>
    public EffectEstimate[] Times(Func<int, int, EndpointCell> cells, int strata)
    {
        var isStratified = _endpoint.UsesStrata && strata > 1;
        var counts = Enumerable.Range(0, _layout.Arms.Count).Select(arm => Enumerable.Range(0, strata).Select(stratum => Counts(cells(arm, stratum).Events!)).ToArray()).ToArray();
        if (!isStratified && strata > 1) counts = [.. Enumerable.Range(0, _layout.Arms.Count).Select(arm => new[] { Together(Enumerable.Range(0, strata).Select(stratum => cells(arm, stratum).Events!)) })];
        return [.. Enumerable.Range(1, _layout.Arms.Count - 1).Select(Hazard)];

        EffectEstimate Hazard(int arm)
        {
            var pairs = Enumerable.Range(0, counts[arm].Length).Select(stratum => (IReadOnlyList<IReadOnlyList<SurvivalCount>>)[counts[0][stratum], counts[arm][stratum]]).ToArray();
            var estimate = new EffectEstimate(isStratified ? "stratified log-rank test; Cox by strata, Efron ties" : "log-rank test; Cox, Efron ties", "hazard ratio")
            {
                IsRatio = true, Coverage = Coverage, Treated = Enumerable.Range(0, strata).Sum(stratum => cells(arm, stratum).Count), Control = Enumerable.Range(0, strata).Sum(stratum => cells(0, stratum).Count),
            };
            if (estimate.Treated == 0 || estimate.Control == 0 || !pairs.Any(pair => pair.Any(group => group.Any(count => count.Events > 0)))) return estimate with { Reason = "no events to compare" };
            var test = LogRank.TestInStrata(pairs);
            var isFewer = test.Observed[1] < test.Expected[1];
            if (!double.IsFinite(test.ChiSquared)) return estimate with { Reason = "no event while both arms were watched" };
            var benefit = isFewer == _endpoint.IsMoreBetter ? Math.Sqrt(test.ChiSquared) : -Math.Sqrt(test.ChiSquared);
            estimate = estimate with { Statistic = "χ²", StatisticValue = test.ChiSquared, DegreesOfFreedom = 1, P = PNormal(benefit), Z = benefit };
            try
            {
                var cox = GroupedHazards.Fit(pairs);
                var (beta, error) = (cox.Coefficients[0], cox.Errors[0]);
                if (HasMargin)
                {
                    var z = Beyond(_endpoint.IsMoreBetter ? -beta : beta) / error;
                    estimate = estimate with { Method = $"{(isStratified ? "Cox by strata" : "Cox")}, Efron ties, Wald test{AgainstMargin}", Statistic = "z", StatisticValue = z, DegreesOfFreedom = double.NaN, P = PNormal(z), Z = z };
                }
                return estimate with { Value = Math.Exp(beta), Error = error, Low = Math.Exp(beta - Quantile * error), High = Math.Exp(beta + Quantile * error) };
            }
            catch (ArithmeticException)
            {
                if (HasMargin) estimate = estimate with { Statistic = "", StatisticValue = double.NaN, DegreesOfFreedom = double.NaN, P = double.NaN, Z = double.NaN };
                return estimate with { Value = double.NaN, Reason = "an arm had no event: the hazard ratio has no finite estimate" };
            }
        }
    }

    /// <summary>Times of a table in days.</summary>
    public IReadOnlyList<SurvivalCount> Counts(EventTable table) => [.. table.Filled().Select(filled => new SurvivalCount(filled.Time * _layout.DayResolution, filled.Events, filled.Censored))];

    /// <summary>Times of several tables in days.</summary>
    public IReadOnlyList<SurvivalCount> Together(IEnumerable<EventTable> tables)
    {
        var sum = new EventTable();
        foreach (var table in tables) sum.Merge(table);
        return Counts(sum);
    }

    /// <summary>Responders against the margin.</summary>
    private EffectEstimate Against((Share Treated, Share Control)[] pairs, EffectEstimate estimate)
    {
        // The accepted difference, as treated less control.
        var worse = TwoShares.Against(pairs, _endpoint.IsMoreBetter ? -Margin : Margin);
        var z = _endpoint.IsMoreBetter ? worse : -worse;
        if (_endpoint.Hypothesis == Hypothesis.Equivalence)
        {
            var better = TwoShares.Against(pairs, _endpoint.IsMoreBetter ? Margin : -Margin);
            z = Math.Min(z, _endpoint.IsMoreBetter ? -better : better);
        }
        return estimate with { Method = $"score test of Farrington and Manning{(pairs.Length > 1 ? ", by strata" : "")}{AgainstMargin}", Statistic = "z", StatisticValue = z, P = PNormal(z), Z = z };
    }

    /// <summary>How far a benefit, negative where the treated arm is worse, lies within the margin.</summary>
    private double Beyond(double benefit) => _endpoint.Hypothesis == Hypothesis.Equivalence ? Margin - Math.Abs(benefit) : benefit + Margin;

    private string AgainstMargin => !HasMargin ? "" : $", {(_endpoint.Hypothesis == Hypothesis.Equivalence ? "two one-sided tests " : "")}against a margin of {MarginText.Of(_endpoint)}";

    private double PNormal(double benefit) => _endpoint.Sides == 2 ? 2 * Normal.CDF(0, 1, -Math.Abs(benefit)) : Normal.CDF(0, 1, -benefit);

    /// <summary>The normal deviate with the same tail as a t.</summary>
    private static double ToNormal(double t, double freedom)
    {
        var tail = StudentT.CDF(0, 1, freedom, -Math.Abs(t));
        return tail <= 0 ? t : -Math.Sign(t) * Normal.InvCDF(0, 1, tail);
    }

    private static Share ShareOf(EndpointCell cell) => new(cell.Responders!.Count, cell.Responders.Responders);

    private static Share Add(Share a, Share b) => new(a.Count + b.Count, a.Hits + b.Hits);
}
