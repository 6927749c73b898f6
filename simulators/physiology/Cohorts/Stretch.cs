namespace TwinGrid.Physiology.Cohorts;

/// <summary>A stretch of time with nothing happening inside: it begins at the start or at an event and ends at the next event or at the last record.</summary>
/// <param name="From">Start.</param>
/// <param name="To">End.</param>
/// <param name="FirstRecord">Index of the first record after the start.</param>
/// <param name="Records">How many records lie after the start and not after the end.</param>
/// <param name="BeginsWithEvent">True when an event happens at the start.</param>
internal readonly record struct Stretch(double From, double To, int FirstRecord, int Records, bool BeginsWithEvent)
{
    /// <summary>Cuts the time from the first record to the last at the events that all members share.</summary>
    /// <param name="events">Rising, none before the first record; those at or after the last record are left out.</param>
    /// <param name="times">Rising times of records.</param>
    public static Stretch[] Between(IReadOnlyList<double> events, ReadOnlySpan<double> times)
    {
        var stretches = new List<Stretch>();
        var (from, record) = (times[0], 1);
        for (var i = 0; i <= events.Count; i++)
        {
            var to = i < events.Count ? Math.Min(events[i], times[^1]) : times[^1];
            if (to < from) throw new ArgumentException($"An event at {to} lies before {from}.", nameof(events));
            var first = record;
            while (record < times.Length && times[record] <= to) record++;
            if (i > 0 || to > from) stretches.Add(new(from, to, first, record - first, BeginsWithEvent: i > 0)); // an event at the very start needs no stretch before it
            from = to;
        }
        return [.. stretches];
    }
}
