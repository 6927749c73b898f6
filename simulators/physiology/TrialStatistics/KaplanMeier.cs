namespace TwinGrid.Physiology.TrialStatistics;

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
        var steps = new List<SurvivalStep>();
        var (survival, sum, left) = (1.0, 0.0, people.Count);
        foreach (var moment in people.GroupBy(person => person.Time).OrderBy(moment => moment.Key))
        {
            var (events, all) = (moment.Count(person => person.IsEvent), moment.Count());
            survival *= 1 - (double)events / left;
            sum += events == left ? double.PositiveInfinity : (double)events / left / (left - events);
            var spread = Math.Exp(Quantile95 * Math.Sqrt(sum));
            steps.Add(new(moment.Key, left, events, survival, survival > 0 ? survival * Math.Sqrt(sum) : double.NaN, survival > 0 ? survival / spread : double.NaN, survival > 0 ? Math.Min(survival * spread, 1) : double.NaN));
            left -= all;
        }
        return new(steps);
    }

    /// <summary>Survival at a time, with its standard error.</summary>
    public (double Survival, double Error) At(double time)
    {
        var last = Steps.LastOrDefault(step => step.Time <= time);
        return last.AtRisk == 0 ? (1, 0) : (last.Survival, last.Error);
    }

    /// <summary>The median with its 95 % limits; NaN where the curve or limit does not come down to one half.</summary>
    public (double Median, double Low, double High) Median() => (Crossing(step => step.Survival), Crossing(step => step.Low), Crossing(step => step.High));

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
public readonly record struct SurvivalStep(double Time, int AtRisk, int Events, double Survival, double Error, double Low, double High);
