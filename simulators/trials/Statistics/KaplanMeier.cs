namespace TwinGrid.Trials.Statistics;

/// <summary>A survival curve by the product-limit estimate, errors by Greenwood's formula, confidence limits on the logarithm (as R's survfit).</summary>
/// <remarks>Kaplan, Meier, J Am Stat Assoc 53:457, 1958; Klein, Moeschberger, Survival Analysis, 2nd ed., ch. 4.</remarks>
public sealed class KaplanMeier
{
    private const double Quantile95 = 1.959963984540054;

    private KaplanMeier(IReadOnlyList<SurvivalStep> steps) => Steps = steps;

    /// <summary>A step at each time that anybody's watch ended, rising.</summary>
    public IReadOnlyList<SurvivalStep> Steps { get; }

    /// <summary>The curve of some people.</summary>
    public static KaplanMeier Of(IReadOnlyCollection<SurvivalTime> people)
    {
        SurvivalTime.Check(people);
        return Of(SurvivalCount.Of(people));
    }

    /// <summary>The curve of people who were counted by time.</summary>
    /// <param name="counts">By rising time.</param>
    public static KaplanMeier Of(IReadOnlyList<SurvivalCount> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var steps = new List<SurvivalStep>(counts.Count);
        var (survival, sum, left) = (1.0, 0.0, counts.Sum(count => count.Events + count.Censored));
        foreach (var (time, events, censored) in counts)
        {
            survival *= 1 - (double)events / left;
            sum += events == left ? double.PositiveInfinity : (double)events / left / (left - events);
            var spread = Math.Exp(Quantile95 * Math.Sqrt(sum));
            steps.Add(new(time, left, events, survival, survival > 0 ? survival * Math.Sqrt(sum) : double.NaN, survival > 0 ? survival / spread : double.NaN, survival > 0 ? Math.Min(survival * spread, 1) : double.NaN));
            left -= events + censored;
        }
        return new(steps);
    }

    /// <summary>Survival at a time, with its standard error.</summary>
    public (double Survival, double Error) At(double time)
    {
        var last = LastAt(time);
        return last.AtRisk == 0 ? (1, 0) : (last.Survival, last.Error);
    }

    /// <summary>Survival at a time with its 95 % limits.</summary>
    public (double Survival, double Low, double High) LimitsAt(double time)
    {
        var last = LastAt(time);
        return last.AtRisk == 0 ? (1, 1, 1) : (last.Survival, last.Low, last.High);
    }

    /// <summary>How many are still watched just before a time.</summary>
    public long AtRisk(double time)
    {
        foreach (var step in Steps)
            if (step.Time >= time) return step.AtRisk;
        return 0;
    }

    /// <summary>Mean time without the event up to a horizon: the area under the curve, with its standard error.</summary>
    /// <remarks>Klein, Moeschberger, Survival Analysis, 2nd ed., 4.5; NaN where nobody was watched to the horizon and the curve has not come down to zero.</remarks>
    public (double Mean, double Error) RestrictedMean(double horizon)
    {
        if (Steps.Count == 0 || Steps[^1].Time < horizon && Steps[^1].Survival > 0) return (double.NaN, double.NaN);
        var steps = Steps.TakeWhile(step => step.Time < horizon).ToArray();
        var (area, variance, until) = (0.0, 0.0, horizon);
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            var (step, left) = (steps[i], (double)(steps[i].AtRisk - steps[i].Events));
            area += step.Survival * (until - step.Time);
            if (left > 0) variance += area * area * step.Events / (step.AtRisk * left);
            until = step.Time;
        }
        return (area + until, Math.Sqrt(variance));
    }

    /// <summary>The median with its 95 % limits; NaN where the curve or limit does not come down to one half.</summary>
    public (double Median, double Low, double High) Median() => (Crossing(step => step.Survival), Crossing(step => step.Low), Crossing(step => step.High));

    private SurvivalStep LastAt(double time)
    {
        var (low, high) = (0, Steps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Steps[middle].Time <= time) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? default : Steps[low - 1];
    }

    /// <summary>Where a curve falls below one half; the middle of the stretch where it is one half exactly.</summary>
    private double Crossing(Func<SurvivalStep, double> curve)
    {
        const double Slack = 1e-9;
        for (var i = 0; i < Steps.Count; i++)
        {
            var value = curve(Steps[i]);
            // Where everybody is gone there are no limits, and survival itself is zero.
            if (double.IsNaN(value)) return double.NaN;
            if (value > .5 + Slack) continue;
            if (value < .5 - Slack) return Steps[i].Time;
            var next = Steps.Skip(i + 1).FirstOrDefault(step => curve(step) < .5 - Slack || double.IsNaN(curve(step)));
            return next.AtRisk == 0 || double.IsNaN(curve(next)) ? Steps[i].Time : (Steps[i].Time + next.Time) / 2;
        }
        return double.NaN;
    }
}

/// <summary>A step of a survival curve.</summary>
/// <param name="Time">When.</param>
/// <param name="AtRisk">Watched just before.</param>
/// <param name="Events">At that time.</param>
/// <param name="Survival">From then on.</param>
/// <param name="Error">Standard error of the survival.</param>
/// <param name="Low">Lower 95 % limit.</param>
/// <param name="High">Upper 95 % limit.</param>
public readonly record struct SurvivalStep(double Time, long AtRisk, long Events, double Survival, double Error, double Low, double High);
