using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Filtering;
using TwinGrid.Physiology.Forecasting;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>Sixty-four possible futures of one person's glucose.</summary>
internal sealed class GlucoseOutlook(MetabolicBody body, DividedDifferenceFilter belief, MetabolicIntake intake, double restlessness, DateTimeOffset start)
{
    private const int Groups = 8;
    private const int Members = Groups * Lanes.Count;
    private const double LowestMgPerDl = 10;
    private const double HighestMgPerDl = 1000;

    /// <summary>Purposes of random numbers beyond the vector's own components.</summary>
    private const int Disturbance = 1000;
    private const int Sensor = 1001;

    private static readonly double[] UsualLevels = [.05, .25, .50, .75, .95];
    private static readonly MemberQuantiles Usual = new(UsualLevels, Members);
    private static readonly TimeSpan LongestStretch = TimeSpan.FromMinutes(5);
    private readonly CounterNoise _noise = new(0x676C75636F7365);
    private readonly Lanes[] _members = new Lanes[Groups * body.Dimension];
    private long _moment = start.UtcTicks;

    /// <summary>Puts the inputs of the next minutes before the body.</summary>
    public static void Fill(MetabolicBody body, MetabolicIntake intake, double minutes, double stomachMg)
    {
        body.Drives.Clear();
        for (var left = minutes; left > 1e-7;)
        {
            var drive = intake.Next(Math.Min(left, body.LongestStepMin), stomachMg, body.WeightKg, body.HoldingInsulin * body.InsulinNeed, body.PrescribedInsulin);
            body.Drives.Add(drive);
            left -= drive.Minutes;
        }
    }

    public QuantileCourse Quantiles(int points, TimeSpan step, double[] levels, IReadOnlyList<MetabolicEvent> future)
    {
        var quantiles = levels.AsSpan().SequenceEqual(UsualLevels) ? Usual : new MemberQuantiles(levels, Members);
        var ahead = new Queue<MetabolicEvent>(future.OrderBy(e => e.At));
        var values = levels.Select(_ => new double[points]).ToArray();
        Span<double> seen = stackalloc double[Members];
        Span<double> atPoint = stackalloc double[levels.Length];
        belief.Draw(_members, Groups, body, _noise, _moment);
        var at = start;
        for (var point = 0; point < points; point++)
        {
            Carry(at, at + step, ahead);
            at += step;
            Look(seen);
            seen.Sort();
            quantiles.Of(seen, atPoint);
            for (var level = 0; level < levels.Length; level++) values[level][point] = Math.Clamp(atPoint[level], LowestMgPerDl, HighestMgPerDl);
        }
        return new(start + step, step, levels, values);
    }

    /// <summary>The course of the expected body alone, mg/dL, a point each step.</summary>
    /// <param name="mean">Its vector.</param>
    public double[] Expected(ReadOnlySpan<double> mean, int points, TimeSpan step, IReadOnlyList<MetabolicEvent> future)
    {
        var ahead = new Queue<MetabolicEvent>(future.OrderBy(e => e.At));
        for (var i = 0; i < body.Dimension; i++) _members[i] = mean[i];
        var course = new double[points];
        for (var point = 0; point < points; point++)
        {
            var from = start + point * step;
            Carry(from, from + step, ahead, groups: 1);
            course[point] = (_members[body.Gs] / body.Vg)[0];
        }
        return course;
    }

    private void Carry(DateTimeOffset from, DateTimeOffset to, Queue<MetabolicEvent> ahead, int groups = Groups)
    {
        while (from < to)
        {
            while (ahead.TryPeek(out var next) && next.At <= from)
                intake.Take(ahead.Dequeue(), (from - next.At).TotalMinutes, 0);
            var until = from + LongestStretch;
            if (until > to) until = to;
            if (ahead.TryPeek(out var waiting) && waiting.At < until) until = waiting.At;
            var minutes = (until - from).TotalMinutes;
            Fill(body, intake, minutes, _members[0][0] + _members[1][0]);
            body.Carry(_members, groups);
            if (groups == Groups) Disturb(minutes);
            from = until;
            _moment++;
        }
    }

    /// <summary>What no one knows yet: glucose without a cause, and the sensor's straying.</summary>
    private void Disturb(double minutes)
    {
        var deviation = Math.Sqrt(body.Wandering.Variance(restlessness, minutes));
        var left = SensorNoise.Left(minutes);
        for (var g = 0; g < Groups / 2; g++)
        {
            var cause = deviation * Draw(g, Disturbance);
            var straying = Math.Sqrt(restlessness) * SensorNoise.Deviation(minutes) * Draw(g, Sensor);
            Disturb(g, cause, straying, left, minutes);
            Disturb(g + Groups / 2, -cause, -straying, left, minutes);
        }
    }

    private void Disturb(int group, Lanes cause, Lanes straying, double left, double minutes)
    {
        var member = _members.AsSpan(group * body.Dimension, body.Dimension);
        member[body.Unexplained] += cause;
        var glucose = member[body.Gs] / body.Vg;
        member[body.SensorError] = member[body.SensorError] * left + straying * (1 + SensorNoise.Slope * glucose);
    }

    private void Look(Span<double> seen)
    {
        for (var g = 0; g < Groups; g++)
        {
            var member = _members.AsSpan(g * body.Dimension, body.Dimension);
            var shown = Lanes.Clamp(member[body.Gs] / body.Vg + member[body.SensorError], LowestMgPerDl, HighestMgPerDl);
            shown.CopyTo(seen[(g * Lanes.Count)..]);
        }
    }

    private Lanes Draw(int group, int purpose) => _noise.Normals(_moment, group * Lanes.Count, purpose);
}
