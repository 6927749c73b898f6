namespace TwinGrid.Physiology.Forecasting.Learned;

/// <summary>What a learned forecast looks at: recent readings, the time of day, the person's habits, and what the filter foresees.</summary>
/// <remarks>All glucose values are differences from the newest reading, mg/dL, but that reading itself. What is not known is zero, and a flag says so.</remarks>
public static class ForecastInputs
{
    /// <summary>Readings a forecast looks back on, 5 min apart: 12 h. Fewer will do; the oldest is repeated.</summary>
    public const int History = 144;

    /// <summary>Differences of the 143 readings before the newest, newest first: what the linear part sees.</summary>
    public const int Lags = History - 1;

    /// <summary>Place of the newest reading among the features.</summary>
    public const int Newest = 0;

    /// <summary>Place of the flag that the person's habits are known.</summary>
    public const int Acquainted = 1;

    private static readonly int[] Looked =
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 27, 30, 33, 36, 42, 48, 60, 72, 84, 96, 108, 120, 132, 143];

    private static readonly int[] Spans = [6, 12, 36, History];

    /// <summary>Points of the filter's course that are looked at: 15, 30, 45, 60, 120 and 240 min.</summary>
    private static readonly int[] Foreseen = [2, 5, 8, 11, 15, 23];

    private const int Hours = 5, Habits = 7;

    /// <summary>How many features there are.</summary>
    public static int Features { get; } = 2 + Hours + Habits + Looked.Length + 2 * Spans.Length + 2 + Foreseen.Length + 3;

    private static Range TimeOfDay => 2..(2 + Hours);

    private static Range OwnHabits => (2 + Hours)..(2 + Hours + Habits);

    /// <summary>Makes a moment that of a stranger: the habits are no longer known.</summary>
    public static void HideHabits(Span<float> features)
    {
        features[Acquainted] = 0;
        features[OwnHabits].Clear();
    }

    /// <summary>Makes a moment one without a clock: whether it is morning or night is no longer known, the person's habits are.</summary>
    public static void HideClock(Span<float> features) => features[TimeOfDay].Clear();

    /// <summary>Puts a moment's inputs in their places.</summary>
    /// <param name="recent">Readings 5 min apart, oldest first, the newest last; at least two, mg/dL.</param>
    /// <param name="clock">Minute of the day by the clock on the person's wall, 0 to 1440; null where it is not known.</param>
    /// <param name="habits">The person's days before; null for a stranger.</param>
    /// <param name="habitMinute">Minute of the day by the clock the habits were noted by.</param>
    /// <param name="outlook">What the filter foresees.</param>
    /// <param name="features">Room for <see cref="Features"/>.</param>
    /// <param name="lags">Room for <see cref="Lags"/>.</param>
    public static void Write(
        ReadOnlySpan<double> recent, double? clock, DailyHabits? habits, double habitMinute, in MechanisticOutlook outlook, Span<float> features, Span<float> lags)
    {
        if (recent.Length < 2) throw new ArgumentException("A forecast needs at least two readings.", nameof(recent));
        if (recent.Length > History) recent = recent[^History..];
        var newest = recent[^1];
        for (var i = 0; i < Lags; i++) lags[i] = (float)(Back(recent, i + 1) - newest);
        features.Clear();
        features[Newest] = (float)newest;
        WriteClock(clock, features[TimeOfDay]);
        if (habits is { Count: > 0 }) WriteHabits(newest, habitMinute, habits, features);
        var rest = features[(2 + Hours + Habits)..Features];
        var at = 0;
        foreach (var lag in Looked) rest[at++] = lags[lag - 1];
        foreach (var span in Spans)
        {
            var (mean, deviation) = Moments(recent[^Math.Min(span, recent.Length)..]);
            rest[at++] = (float)(mean - newest);
            rest[at++] = (float)deviation;
        }
        double lowest = newest, highest = newest;
        foreach (var reading in recent) (lowest, highest) = (Math.Min(lowest, reading), Math.Max(highest, reading));
        rest[at++] = (float)(lowest - newest);
        rest[at++] = (float)(highest - newest);
        foreach (var point in Foreseen) rest[at++] = (float)(outlook.Median[point] - newest);
        rest[at++] = (float)outlook.Width;
        rest[at++] = (float)outlook.Unexplained;
        rest[at] = (float)outlook.UnexplainedDeviation;
    }

    private static void WriteClock(double? clock, Span<float> time)
    {
        if (clock is not { } minute) return;
        var angle = 2 * Math.PI * minute / 1440;
        time[0] = 1;
        for (var turn = 1; turn <= 2; turn++)
        {
            var (sine, cosine) = Math.SinCos(turn * angle);
            (time[2 * turn - 1], time[2 * turn]) = ((float)sine, (float)cosine);
        }
    }

    private static void WriteHabits(double newest, double minute, DailyHabits habits, Span<float> features)
    {
        features[Acquainted] = 1;
        var own = features[OwnHabits];
        own[0] = 1;
        own[1] = (float)(habits.Mean - newest);
        own[2] = (float)habits.Deviation;
        if (habits.At(minute) is not { } habit) return;
        own[3] = 1;
        own[4] = (float)(habit.Level - newest);
        own[5] = (float)habit.HalfHour;
        own[6] = (float)habit.Hour;
    }

    private static double Back(ReadOnlySpan<double> recent, int steps) => recent[Math.Max(recent.Length - 1 - steps, 0)];

    private static (double Mean, double Deviation) Moments(ReadOnlySpan<double> readings)
    {
        double sum = 0, squares = 0;
        foreach (var reading in readings) sum += reading;
        var mean = sum / readings.Length;
        foreach (var reading in readings) squares += (reading - mean) * (reading - mean);
        return (mean, Math.Sqrt(squares / readings.Length));
    }
}
