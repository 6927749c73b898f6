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
            var drive = intake.Next(left, stomachMg, body.WeightKg, body.HoldingInsulin);
            body.Drives.Add(drive);
            left -= drive.Minutes;
        }
    }

    public QuantileCourse Quantiles(int points, TimeSpan step, double[] levels, IReadOnlyList<MetabolicEvent> future)
    {
        var quantiles = new MemberQuantiles(levels, Members);
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

    private void Carry(DateTimeOffset from, DateTimeOffset to, Queue<MetabolicEvent> ahead)
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
            body.Carry(_members, Groups);
            Disturb(minutes);
            from = until;
            _moment++;
        }
    }

    private void Disturb(double minutes)
    {
        var deviation = Math.Sqrt(Restlessness.Variance(restlessness, minutes));
        Span<double> draws = stackalloc double[Lanes.Count];
        for (var g = 0; g < Groups / 2; g++)
        {
            for (var lane = 0; lane < Lanes.Count; lane++) draws[lane] = _noise.Normal(_moment, g * Lanes.Count + lane, Disturbance);
            var change = deviation * Lanes.Of(draws);
            _members[g * body.Dimension + body.Unexplained] += change;
            _members[(g + Groups / 2) * body.Dimension + body.Unexplained] -= change;
        }
    }

    private void Look(Span<double> seen)
    {
        for (var g = 0; g < Groups; g++)
        {
            var glucose = _members[g * body.Dimension + body.Gs] / body.Vg;
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                var draw = _noise.Normal(_moment, (g % (Groups / 2)) * Lanes.Count + lane, Sensor);
                var value = glucose[lane] + Math.Sqrt(SensorNoise.Variance(glucose[lane])) * (g < Groups / 2 ? draw : -draw);
                seen[g * Lanes.Count + lane] = Math.Clamp(value, LowestMgPerDl, HighestMgPerDl);
            }
        }
    }
}
