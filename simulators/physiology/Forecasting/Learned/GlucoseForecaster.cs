using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Physiology.Forecasting.Learned;

/// <summary>
/// Foresees one person's glucose: the physiological filter, the person's own recent history and habits, and what was learned from many
/// people, joined. What was told (meals, doses, activity) only the physiology can foresee; what nobody told, the learned part foresees better.
/// </summary>
/// <param name="learned">The learned part; null for the physiology alone.</param>
/// <remarks>Not thread safe: it keeps its scratch.</remarks>
public sealed class GlucoseForecaster(LearnedForecast? learned)
{
    /// <summary>Readings the learned part needs: 6 h.</summary>
    public const int FewestReadings = 72;

    /// <summary>Told things that move glucose so far, mg/dL, are worth as much as all that was learned.</summary>
    private const double EvenMgPerDl = 20;

    /// <summary>Beyond its 4 h the learned part fades so fast, min.</summary>
    private const double FadingMin = 120;

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(ForecastGrid.StepMin);
    private static readonly int Width = MechanisticOutlook.Levels.Length * ForecastGrid.Points;

    private readonly float[] _lags = new float[ForecastInputs.Lags];
    private readonly float[] _features = new float[ForecastInputs.Features];
    private readonly float[] _change = new float[ForecastGrid.Points];
    private readonly float[] _quantiles = new float[Width];

    /// <summary>Quantiles at .05 .25 .50 .75 .95 of what a sensor will show, a point each 5 min from 5 min ahead on, mg/dL.</summary>
    /// <param name="twin">Stands at the newest reading and stays there.</param>
    /// <param name="recent">The person's own readings and habits.</param>
    /// <param name="horizon">How far, at most 24 h.</param>
    /// <param name="known">What is known to come.</param>
    /// <param name="imagined">What is imagined to come beside it: changes the course by what the physiology says and no more.</param>
    public QuantileCourse Forecast(GlucoseTwin twin, RecentGlucose recent, TimeSpan horizon, IReadOnlyList<MetabolicEvent> known, IReadOnlyList<MetabolicEvent> imagined)
    {
        ArgumentNullException.ThrowIfNull(twin);
        ArgumentNullException.ThrowIfNull(imagined);
        var points = (int)(horizon / Step);
        var reach = Joins(recent) ? Math.Max(points, ForecastGrid.LastStep) : points;
        var mechanistic = twin.Forecast(reach * Step, Step, MechanisticOutlook.Levels, known);
        var joined = Joins(recent) ? Join(learned!, twin, recent, known, mechanistic) : mechanistic;
        if (imagined.Count > 0)
        {
            var changed = twin.Forecast(reach * Step, Step, MechanisticOutlook.Levels, [.. known, .. imagined]);
            joined = joined with
            {
                Values = [.. joined.Values.Select((course, level) => course.Select((value, i) => Physiological(value + changed.Values[level][i] - mechanistic.Values[level][i])).ToArray())],
            };
            for (var point = 0; point < reach; point++) Uncross(joined.Values, point);
        }
        return joined with { Values = [.. joined.Values.Select(course => course[..points])] };
    }

    /// <summary>Name and version of what makes a forecast.</summary>
    public string VersionFor(GlucoseTwin twin, RecentGlucose recent)
    {
        ArgumentNullException.ThrowIfNull(twin);
        return Joins(recent) ? $"{twin.ModelVersion}+{learned!.Version}" : twin.ModelVersion;
    }

    /// <summary>How much of a forecast is learned, 0 to 1; the rest is the physiology's.</summary>
    /// <param name="twin">Stands at the newest reading.</param>
    /// <param name="recent">The person's own readings.</param>
    /// <param name="known">What is known to come.</param>
    public double LearnedShare(GlucoseTwin twin, RecentGlucose recent, IReadOnlyList<MetabolicEvent> known)
    {
        ArgumentNullException.ThrowIfNull(twin);
        if (!Joins(recent)) return 0;
        var told = twin.ToldEffect(known) / EvenMgPerDl;
        return 1 / (1 + told * told);
    }

    private bool Joins(RecentGlucose recent)
    {
        ArgumentNullException.ThrowIfNull(recent);
        return learned is not null && recent.MgPerDl.Length >= FewestReadings;
    }

    private QuantileCourse Join(LearnedForecast part, GlucoseTwin twin, RecentGlucose recent, IReadOnlyList<MetabolicEvent> known, QuantileCourse mechanistic)
    {
        var share = LearnedShare(twin, recent, known);
        ForecastInputs.Write(recent.MgPerDl, recent.Clock, recent.Habits, recent.HabitMinute, MechanisticOutlook.Of(twin, mechanistic), _features, _lags);
        part.Foresee(_lags, _features, 1, _change, _quantiles);
        var newest = recent.MgPerDl[^1];
        Span<double> points = stackalloc double[ForecastGrid.Points];
        Span<double> steps = stackalloc double[ForecastGrid.LastStep];
        var values = new double[mechanistic.Values.Length][];
        for (var level = 0; level < values.Length; level++)
        {
            for (var point = 0; point < points.Length; point++) points[point] = newest + _quantiles[level * ForecastGrid.Points + point];
            ForecastGrid.Spread(points, steps);
            var course = values[level] = [.. mechanistic.Values[level]];
            var last = steps[^1] - course[steps.Length - 1];
            for (var i = 0; i < course.Length; i++)
            {
                var apart = i < steps.Length ? steps[i] - course[i] : last * Math.Exp(-(i + 1 - steps.Length) * ForecastGrid.StepMin / FadingMin);
                course[i] = Physiological(course[i] + share * apart);
            }
        }
        for (var i = 0; i < values[0].Length; i++) Uncross(values, i);
        return mechanistic with { Values = values };
    }

    /// <summary>What a living body shows.</summary>
    private static double Physiological(double mgPerDl) => Math.Clamp(mgPerDl, 10, 1000);

    private static void Uncross(double[][] values, int point)
    {
        for (var level = 1; level < values.Length; level++) values[level][point] = Math.Max(values[level][point], values[level - 1][point]);
    }
}
