using TwinGrid.Grains.Alerts;
using TwinGrid.History;
using TwinGrid.Physiology.Calibration;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs.Metabolism;

/// <summary>Reads a day of a person's glucose from the history: what was measured, eaten, injected and done, however late it came.</summary>
internal static class DayOfGlucose
{
    /// <summary>A pump's rate stands until the next one: that is looked for so far back.</summary>
    private static readonly TimeSpan RateBefore = TimeSpan.FromDays(2);

    private static readonly Signal[] Doses = [Signal.Carbohydrate, Signal.InsulinBolus];

    /// <param name="past">The history.</param>
    /// <param name="start">When the day begins; it ends a day later.</param>
    /// <param name="untold">Meals the twin saw that nobody told it.</param>
    public static async Task<GlucoseDay> Recall(VitalsPast past, DateTimeOffset start, IEnumerable<UntoldMeal> untold)
    {
        var end = start.AddDays(1);
        var before = start - GlucoseDay.Before;
        var glucose = Grid(start, await past.Read(Signal.Glucose, start, end), await past.Read(Signal.BloodGlucose, start, end));
        var events = new List<MetabolicEvent>();
        foreach (var dose in Doses)
            events.AddRange((await past.Read(dose, before, end)).Select(point => GlucoseEvents.Of(dose, point.ObservedAt, point.Value)));
        var rates = await past.Read(Signal.InsulinBasalRate, before - RateBefore, end);
        events.AddRange(rates.TakeLast(rates.Count(rate => rate.ObservedAt >= before) + 1).Select(rate => GlucoseEvents.Of(Signal.InsulinBasalRate, rate.ObservedAt, rate.Value)));
        events.AddRange(Activity(await past.ReadBuckets(Signal.Steps, before, end, Exertion.Within), await past.ReadBuckets(Signal.HeartRate, before, end, Exertion.Within)));
        return new GlucoseDay(start, glucose, events, [.. untold.Where(meal => meal.At >= start && meal.At < end)]);
    }

    /// <summary>The mean of what was measured around each point; a finger stick where no sensor was.</summary>
    private static double[] Grid(DateTimeOffset start, IReadOnlyList<HistoryPoint> sensor, IReadOnlyList<HistoryPoint> fingers)
    {
        var grid = new double[(int)(TimeSpan.FromDays(1) / GlucoseDay.Step)];
        Array.Fill(grid, double.NaN);
        Fill(fingers);
        Fill(sensor);
        return grid;

        void Fill(IReadOnlyList<HistoryPoint> points)
        {
            foreach (var around in points.GroupBy(point => (int)Math.Round((point.ObservedAt - start) / GlucoseDay.Step)))
                if (around.Key < grid.Length) grid[around.Key] = around.Average(point => point.Value);
        }
    }

    /// <summary>Stretches of so many steps that the heart beat for them, above the day's quiet rate.</summary>
    private static IEnumerable<MetabolicEvent> Activity(IReadOnlyList<HistoryBucket> steps, IReadOnlyList<HistoryBucket> heart)
    {
        if (heart.Count == 0) yield break;
        var quiet = heart.Select(bucket => bucket.Mean).Order().ElementAt(heart.Count / 4);
        var rates = heart.ToDictionary(bucket => bucket.At, bucket => bucket.Mean);
        foreach (var walked in steps.Where(bucket => bucket.Mean * bucket.Count >= Exertion.Steps))
            if (rates.TryGetValue(walked.At, out var rate) && rate > quiet)
                yield return GlucoseEvents.Activity(walked.At - Exertion.Within / 2, rate - quiet, Exertion.Within);
    }
}
