using MathNet.Numerics.Distributions;
using TwinGrid.Trials.Statistics;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Analysis;

/// <summary>All statistics of a trial, from what its patients add up to.</summary>
/// <param name="Tally">What they add up to.</param>
/// <param name="Endpoints">In the order of the layout.</param>
/// <param name="Looks">At the primary endpoint, by treated arm, then by look.</param>
/// <param name="Subgroups">Of the primary endpoint.</param>
public sealed record TrialResult(TrialTally Tally, IReadOnlyList<EndpointResult> Endpoints, IReadOnlyList<LookResult> Looks, IReadOnlyList<SubgroupResult> Subgroups)
{
    private const double WantedPower = .9;

    public TrialLayout Layout => Tally.Layout;

    /// <summary>The primary endpoint.</summary>
    public EndpointResult Primary => Endpoints[Layout.Primary];

    /// <summary>The look that stopped a comparison for an effect; null where none did.</summary>
    public LookResult? Stopped(int arm) => Looks.FirstOrDefault(look => look.Arm == arm && look.IsCrossed);

    /// <summary>The look at which a comparison was given up; null where it was not.</summary>
    public LookResult? GivenUp(int arm) => Looks.FirstOrDefault(look => look.Arm == arm && look.IsFutile);

    /// <summary>Analyses a trial.</summary>
    public static TrialResult Of(TrialLayout layout, TrialTally tally)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(tally);
        var looks = new LookAnalysis(layout);
        return new(
            tally,
            [.. Enumerable.Range(0, layout.Endpoints.Count).Select(place => Endpoint(layout, tally, place, looks))],
            layout.Arms.Count > 1 ? [.. looks.Of(tally)] : [],
            layout.Arms.Count > 1 ? [.. Enumerable.Range(0, layout.Subgroups.Count).SelectMany(factor => Groups(layout, tally, factor, looks.Main))] : []);
    }

    private static EndpointResult Endpoint(TrialLayout layout, TrialTally tally, int place, LookAnalysis looks)
    {
        var (endpoint, counted, strata) = (layout.Endpoints[place], tally.Endpoints[place], layout.Strata.Count);
        var alpha = place == layout.Primary ? looks.Alpha : endpoint.Alpha;
        var (analysis, cells) = (new EndpointAnalysis(layout, endpoint, alpha), looks.UpTo(counted, layout.Looks.Count - 1));
        var curves = endpoint.Kind != EndpointKind.TimeToEvent ? [] : Enumerable.Range(0, layout.Arms.Count)
            .Select(arm => KaplanMeier.Of(analysis.Together(Enumerable.Range(0, strata).Select(stratum => cells(arm, stratum).Events!)))).ToArray();
        var horizon = curves.Length == 0 || curves.Any(curve => curve.Steps.Count == 0) ? double.NaN : curves.Min(curve => curve.Steps[^1].Time);
        var arms = Enumerable.Range(0, layout.Arms.Count).Select(arm => Summary(arm)).ToArray();
        var (main, beside, gains) = (Array.Empty<EffectEstimate>(), new List<IReadOnlyList<EffectEstimate>>(), new List<ProcovaGain>());
        if (layout.Arms.Count > 1)
        {
            main = analysis.Main(cells, strata);
            if (endpoint.Kind == EndpointKind.Change) BesideChange();
            if (endpoint.Kind == EndpointKind.Responder) beside.Add(analysis.Responders(cells, strata)[1]);
            if (endpoint.Kind == EndpointKind.TimeToEvent) BesideTimes();
            if (endpoint.Hypothesis != Hypothesis.Superiority) beside.Insert(0, new EndpointAnalysis(layout, endpoint with { Hypothesis = Hypothesis.Superiority, Margin = 0 }, alpha).Main(cells, strata));
        }
        return new(endpoint, place == layout.Primary, arms, main, beside) { Gains = gains, Horizon = horizon, Alpha = alpha };

        ArmSummary Summary(int arm)
        {
            var of = Enumerable.Range(0, strata).Select(stratum => cells(arm, stratum)).ToArray();
            return new(arm, tally.Arms[arm].Randomised, of.Sum(cell => cell.Count), counted.Missing(arm))
            {
                Figures = endpoint.Kind == EndpointKind.Change ? counted.Figures(arm) : null,
                Responders = endpoint.Kind == EndpointKind.Responder ? new(of.Sum(cell => cell.Responders!.Count), of.Sum(cell => cell.Responders!.Responders)) : default,
                Events = endpoint.Kind == EndpointKind.TimeToEvent ? of.Sum(cell => cell.Events!.Events) : 0,
                Curve = curves.Length > 0 ? curves[arm] : null,
                RestrictedMean = curves.Length > 0 ? curves[arm].RestrictedMean(horizon) : (double.NaN, double.NaN),
            };
        }

        void BesideChange()
        {
            var centred = analysis.Centre(cells, strata);
            var isAdjusted = endpoint.Covariates.Count > 0 || endpoint.UsesStrata && strata > 1;
            var plain = analysis.Changes(centred, strata, [], usesStrata: false);
            var without = isAdjusted ? analysis.Changes(centred, strata, analysis.Covariates, endpoint.UsesStrata) : plain;
            var with = layout.Score is null ? [] : analysis.Changes(centred, strata, [.. analysis.Covariates, analysis.Score], endpoint.UsesStrata);
            if (with.Length > 0 && !endpoint.UsesScore) beside.Add(with);
            if (isAdjusted && endpoint.UsesScore) beside.Add(without);
            if (isAdjusted || endpoint.UsesScore) beside.Add(plain);
            for (var arm = 0; arm < with.Length; arm++)
                if (with[arm].IsFound && plain[arm].IsFound && without[arm].IsFound)
                    gains.Add(new(arm + 1, Square(with[arm].Error / plain[arm].Error), Square(with[arm].Error / without[arm].Error)));
        }

        void BesideTimes()
        {
            if (endpoint.UsesStrata && strata > 1) beside.Add(new EndpointAnalysis(layout, endpoint with { UsesStrata = false }, alpha).Times(cells, strata));
            beside.Add([.. Enumerable.Range(1, layout.Arms.Count - 1).Select(arm => RestrictedMeans(arms[arm], arms[0], horizon, endpoint, alpha))]);
        }
    }

    private static EffectEstimate RestrictedMeans(ArmSummary treated, ArmSummary control, double horizon, EndpointLayout endpoint, double alpha)
    {
        var coverage = 1 - alpha * (endpoint.Sides == 1 ? 2 : 1);
        var estimate = new EffectEstimate($"restricted mean time to day {horizon:0}", "difference of restricted means, days") { Coverage = coverage, Treated = treated.Analysed, Control = control.Analysed };
        var (value, error) = (treated.RestrictedMean.Mean - control.RestrictedMean.Mean, Math.Sqrt(Square(treated.RestrictedMean.Error) + Square(control.RestrictedMean.Error)));
        if (!double.IsFinite(value) || !(error > 0)) return estimate with { Reason = "an arm was not watched that long, or had no event" };
        var (reach, z) = (Normal.InvCDF(0, 1, .5 + coverage / 2) * error, value / error);
        var benefit = endpoint.IsMoreBetter ? z : -z;
        return estimate with
        {
            Value = value, Error = error, Low = value - reach, High = value + reach, Statistic = "z", StatisticValue = z, Z = benefit,
            P = endpoint.Sides == 2 ? 2 * Normal.CDF(0, 1, -Math.Abs(z)) : Normal.CDF(0, 1, -benefit),
        };
    }

    private static IEnumerable<SubgroupResult> Groups(TrialLayout layout, TrialTally tally, int factor, EndpointAnalysis analysis)
    {
        var (endpoint, counted, levels) = (layout.Endpoints[layout.Primary], tally.Endpoints[layout.Primary], layout.Subgroups[factor].Levels.Count);
        var all = Enumerable.Range(0, layout.Arms.Count).Sum(arm => Enumerable.Range(0, levels).Sum(level => counted.Subgroup(factor, level, arm).Count));
        var estimates = Enumerable.Range(0, levels).Select(level => analysis.Main((arm, _) => counted.Subgroup(factor, level, arm), 1)).ToArray();
        for (var arm = 1; arm < layout.Arms.Count; arm++)
        {
            EffectEstimate[] found = [.. estimates.Select(level => level[arm - 1])];
            var interaction = Heterogeneity([.. found.Where(estimate => estimate.IsFound && estimate.Error > 0).Select(estimate => (estimate.IsRatio ? Math.Log(estimate.Value) : estimate.Value, estimate.Error))]);
            for (var level = 0; level < levels; level++)
            {
                var people = Enumerable.Range(0, layout.Arms.Count).Sum(arm => counted.Subgroup(factor, level, arm).Count);
                yield return new(factor, level, arm, found[level], all == 0 ? double.NaN : (double)people / all, Needed(endpoint, found[level], analysis.Alpha), interaction);
            }
        }
    }

    /// <summary>Cochran's Q of estimates with their errors, as P; NaN of fewer than two.</summary>
    private static double Heterogeneity((double Value, double Error)[] estimates)
    {
        if (estimates.Length < 2) return double.NaN;
        var weights = estimates.Sum(estimate => 1 / Square(estimate.Error));
        var mean = estimates.Sum(estimate => estimate.Value / Square(estimate.Error)) / weights;
        return MathNet.Numerics.SpecialFunctions.GammaUpperRegularized((estimates.Length - 1) / 2.0, estimates.Sum(estimate => Square((estimate.Value - mean) / estimate.Error)) / 2);
    }

    /// <summary>How large a trial for this effect would be, from the effect and its error here.</summary>
    private static double Needed(EndpointLayout endpoint, EffectEstimate estimate, double alpha)
    {
        if (!estimate.IsFound || !(estimate.Z > 0)) return double.NaN;
        var twoSided = endpoint.Sides == 1 ? 2 * alpha : alpha;
        if (endpoint.Hypothesis != Hypothesis.Superiority)
        {
            var reach = (Normal.InvCDF(0, 1, 1 - alpha) + Normal.InvCDF(0, 1, WantedPower)) / estimate.Z;
            return endpoint.Kind == EndpointKind.TimeToEvent ? double.NaN : 2 / (1.0 / estimate.Treated + 1.0 / estimate.Control) * Square(reach);
        }
        if (endpoint.Kind == EndpointKind.TimeToEvent) return Power.Events(estimate.Value, WantedPower, twoSided);
        // The error falls with the root of the number: so many for the sum of both quantiles.
        var wanted = Math.Abs(estimate.Value) / (Normal.InvCDF(0, 1, 1 - twoSided / 2) + Normal.InvCDF(0, 1, WantedPower));
        var perArm = 2 / (1.0 / estimate.Treated + 1.0 / estimate.Control);
        return perArm * Square(estimate.Error / wanted);
    }

    private static double Square(double x) => x * x;
}
