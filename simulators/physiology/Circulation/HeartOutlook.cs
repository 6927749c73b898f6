using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Forecasting;
using TwinGrid.Physiology.Trends;

namespace TwinGrid.Physiology.Circulation;

/// <summary>What events change in a person's rate and pressures over time, in eight members of what is uncertain.</summary>
public sealed class HeartOutlook
{
    private readonly List<Step> _steps = [];
    private readonly List<Hold> _holds = [];

    internal HeartOutlook()
    {
    }

    /// <summary>A course of a sign as it would be with the events.</summary>
    /// <param name="undisturbed">Quantiles without them.</param>
    /// <param name="from">Now: what the events count from.</param>
    public QuantileCourse Applied(QuantileCourse undisturbed, DateTimeOffset from, HeartSign sign)
    {
        var prior = PriorOf(sign);
        var course = ChangedCourse.Of(undisturbed, (at, changes) => Changes((at - from).TotalMinutes, sign, changes), Lanes.Count, prior.Floor, prior.Ceiling);
        if (sign == HeartSign.Rate)
            foreach (var hold in _holds) hold.Apply(course, from);
        return course;
    }

    internal static TrendPrior PriorOf(HeartSign sign) => sign switch
    {
        HeartSign.Rate => TrendPrior.HeartRate,
        HeartSign.Systolic => TrendPrior.SystolicPressure,
        HeartSign.Diastolic => TrendPrior.DiastolicPressure,
        _ => TrendPrior.MeanArterialPressure,
    };

    /// <summary>From a time on every member settles at another distance from rest than before.</summary>
    /// <param name="rampMinutes">How long the cause takes to come up.</param>
    /// <param name="lagMinutes">How long the body lags behind.</param>
    internal void Add(double atMinutes, double rampMinutes, double lagMinutes, BeatChange[] before, BeatChange[] after)
    {
        if (!before.AsSpan().SequenceEqual(after)) _steps.Add(new(atMinutes, rampMinutes, lagMinutes, before, after));
    }

    /// <summary>For a time the rate is held (exercise), or held up (a pacemaker).</summary>
    internal void HoldRate(double fromMinutes, double toMinutes, double rate, bool isFloor) => _holds.Add(new(fromMinutes, toMinutes, rate, isFloor));

    private void Changes(double minutes, HeartSign sign, Span<double> changes)
    {
        changes.Clear();
        foreach (var step in _steps)
            if (step.Progress(minutes) is > 0 and var progress)
                for (var member = 0; member < changes.Length; member++) changes[member] += progress * (step.After[member].Of(sign) - step.Before[member].Of(sign));
    }

    private sealed record Step(double At, double Ramp, double Lag, BeatChange[] Before, BeatChange[] After)
    {
        /// <summary>0 before, 1 long after: a ramp seen through a lag of first order.</summary>
        public double Progress(double minutes)
        {
            var since = minutes - At;
            if (since <= 0) return 0;
            if (Ramp <= 0) return 1 - Math.Exp(-since / Lag);
            return since < Ramp
                ? (since - Lag * (1 - Math.Exp(-since / Lag))) / Ramp
                : 1 - Lag / Ramp * (Math.Exp((Ramp - since) / Lag) - Math.Exp(-since / Lag));
        }
    }

    private sealed record Hold(double From, double To, double Rate, bool IsFloor)
    {
        /// <summary>How much a rate that is held still wavers, of its usual spread.</summary>
        private const double Wavers = .3;

        /// <summary>A heart follows exercise with this lag, and comes down with the longer one, min.</summary>
        private const double Up = .7, Down = 2.5;

        public void Apply(QuantileCourse course, DateTimeOffset from)
        {
            var middle = course.Levels.Length / 2;
            for (var point = 0; point < course.Values[0].Length; point++)
            {
                var minutes = (course.Start + course.Step * point - from).TotalMinutes;
                if (minutes <= From) continue;
                var median = course.Values[middle][point];
                var held = minutes <= To ? 1 - Math.Exp((From - minutes) / Up) : Math.Exp((To - minutes) / Down);
                foreach (var quantile in course.Values)
                    quantile[point] = IsFloor
                        ? minutes <= To ? Math.Max(quantile[point], Rate) : quantile[point]
                        : (1 - held) * quantile[point] + held * (Rate + Wavers * (quantile[point] - median));
            }
        }
    }
}

/// <summary>What is different from rest.</summary>
internal readonly record struct BeatChange(double Rate, double Systolic, double Diastolic, double Mean)
{
    public static BeatChange Between(BeatFigures rest, BeatFigures beat) =>
        new(beat.HeartRate - rest.HeartRate, beat.Systolic - rest.Systolic, beat.Diastolic - rest.Diastolic, beat.MeanArterial - rest.MeanArterial);

    public static BeatChange operator +(BeatChange a, BeatChange b) => new(a.Rate + b.Rate, a.Systolic + b.Systolic, a.Diastolic + b.Diastolic, a.Mean + b.Mean);

    public double Of(HeartSign sign) => sign switch { HeartSign.Rate => Rate, HeartSign.Systolic => Systolic, HeartSign.Diastolic => Diastolic, _ => Mean };
}
