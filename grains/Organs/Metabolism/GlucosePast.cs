using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Grains.Organs.Metabolism;

/// <summary>A person's own sensor glucose: the last half day of readings, and the days before folded into habits.</summary>
/// <param name="readings">One value each five minutes, in event time.</param>
/// <param name="habits">As they were saved; noted by UTC.</param>
internal sealed class GlucosePast(CourseRing readings, byte[] habits)
{
    /// <summary>What a habit is worth a day later: a fortnight's memory.</summary>
    private static readonly double KeptADay = Math.Exp(-1 / 14.0);

    /// <summary>A gap of more steps than this is not bridged.</summary>
    private const int LongestGap = 6;

    private static readonly TimeSpan HalfDay = TimeSpan.FromHours(12), Hour = TimeSpan.FromHours(1);

    public byte[] Habits { get; private set; } = habits;

    /// <summary>One that what waits in the window can be added to.</summary>
    public GlucosePast Copy() => new(readings.Copy(), Habits);

    /// <summary>Notes a reading; with it, the hour after the reading of an hour ago is known, and becomes habit.</summary>
    public void Note(DateTimeOffset at, double mgPerDl)
    {
        var before = readings.Newest;
        if (!readings.Note(at, mgPerDl)) return;
        var (start, hour) = readings.Between(readings.Newest!.Value - Hour, readings.Newest.Value);
        if (hour is not [var then, _, _, _, _, _, var halfHour, _, _, _, _, _, var now] || !double.IsFinite(then + halfHour + now)) return;
        var days = DailyHabits.Restore(Habits);
        if (before?.UtcDateTime.Date != readings.Newest.Value.UtcDateTime.Date) days.Fade(KeptADay);
        days.Add(start.UtcDateTime.TimeOfDay.TotalMinutes, then, halfHour, now);
        Habits = days.Save(); // kept as it is saved, so that sleep changes nothing
    }

    /// <summary>What a forecast from a moment looks back on; without readings where the sensor has not shown that moment.</summary>
    public RecentGlucose Recent(DateTimeOffset at)
    {
        var minute = at.UtcDateTime.TimeOfDay.TotalMinutes;
        var days = Habits.Length > 0 ? DailyHabits.Restore(Habits) : null;
        if (readings.Newest is not { } newest || at - newest >= 2 * readings.Step) return new([], null, days, minute);
        var (_, values) = readings.Between(newest - HalfDay, newest);
        return new(Unbroken(values), null, days, minute);
    }

    /// <summary>The values after the last long gap, short gaps bridged.</summary>
    private static double[] Unbroken(double[] values)
    {
        var unbroken = new List<double>();
        var missing = 0;
        foreach (var value in values)
        {
            if (double.IsNaN(value))
            {
                missing++;
                continue;
            }
            if (missing >= LongestGap) unbroken.Clear();
            else if (unbroken is [.., var last])
                for (var i = 1; i <= missing; i++) unbroken.Add(last + (value - last) * i / (missing + 1));
            unbroken.Add(value);
            missing = 0;
        }
        return [.. unbroken];
    }
}
