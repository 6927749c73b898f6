using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Lab.Forecasts.GlucoBench;

/// <summary>An unbroken stretch of one person's glucose on a grid of 5 min.</summary>
/// <param name="Person">Whose.</param>
/// <param name="StartMinute">Minute of the first value, see <see cref="CgmReading.Minute"/>.</param>
/// <param name="MgPerDl">The values, mg/dL.</param>
public sealed record Segment(string Person, long StartMinute, double[] MgPerDl)
{
    public const int StepMin = ForecastGrid.StepMin;

    public int Length => MgPerDl.Length;

    /// <summary>Minute of a value.</summary>
    public long MinuteOf(int index) => StartMinute + (long)StepMin * index;

    /// <summary>A part of it.</summary>
    public Segment Part(Range range)
    {
        var (from, length) = range.GetOffsetAndLength(Length);
        return new(Person, MinuteOf(from), MgPerDl[range][..length]);
    }

    /// <summary>Cuts a person's readings at long gaps and puts each stretch on the grid, straight between readings.</summary>
    public static IReadOnlyList<Segment> Of(string person, IReadOnlyList<CgmReading> readings, DataSetRules rules)
    {
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentNullException.ThrowIfNull(rules);
        var segments = new List<Segment>();
        var first = 0;
        for (var i = 1; i <= readings.Count; i++)
        {
            if (i < readings.Count && readings[i].Minute - readings[i - 1].Minute <= rules.LongestGapMin) continue;
            var values = OnGrid(readings, first, i);
            if (values.Length >= rules.ShortestSegment) segments.Add(new(person, readings[first].Minute, values));
            first = i;
        }
        return segments;
    }

    private static double[] OnGrid(IReadOnlyList<CgmReading> readings, int from, int to)
    {
        var start = readings[from].Minute;
        var values = new double[(readings[to - 1].Minute - start) / StepMin + 1];
        var at = from;
        for (var i = 0; i < values.Length; i++)
        {
            var minute = start + StepMin * i;
            while (at < to - 1 && readings[at + 1].Minute <= minute) at++;
            values[i] = readings[at].MgPerDl;
            if (readings[at].Minute == minute) continue;
            var (before, after) = (readings[at], readings[at + 1]);
            values[i] += (after.MgPerDl - before.MgPerDl) * (minute - before.Minute) / (after.Minute - before.Minute);
        }
        return values;
    }
}
