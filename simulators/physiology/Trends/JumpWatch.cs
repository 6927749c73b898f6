namespace TwinGrid.Physiology.Trends;

/// <summary>Tells an artefact from a jump: readings far off on one side that agree with each other are the person, not the probe.</summary>
internal readonly struct JumpWatch(Memory<double> store)
{
    public const int Length = 3;

    private const int Count = 0, Level = 1, SinceHours = 2;

    /// <summary>So many readings, over at least so long, make a jump.</summary>
    private const int Enough = 3;

    private const double LongEnoughHours = 40 / 3600d;

    public void Calm() => store.Span.Clear();

    /// <summary>Notes a reading far from the expected one; true when the run of them is a jump.</summary>
    /// <param name="value">The reading.</param>
    /// <param name="innovation">Reading minus expectation.</param>
    /// <param name="spread">Standard deviation of one reading.</param>
    /// <param name="hours">Time since the previous reading.</param>
    public bool Note(double value, double innovation, double spread, double hours)
    {
        var run = store.Span;
        var agrees = run[Count] > 0 && Math.Abs(value - run[Level]) <= Math.Max(4 * spread, .4 * Math.Abs(innovation));
        if (!agrees)
        {
            (run[Count], run[Level], run[SinceHours]) = (1, value, 0);
            return false;
        }
        run[Count]++;
        run[Level] += (value - run[Level]) / run[Count];
        run[SinceHours] += hours;
        if (run[Count] < Enough || run[SinceHours] < LongEnoughHours) return false;
        Calm();
        return true;
    }
}
