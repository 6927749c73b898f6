using TwinGrid.Lab.Forecasts.GlucoBench;
using TwinGrid.Physiology.Forecasting.Learned;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Forecasts.Training;

/// <summary>Walks a glucose twin along recorded courses and notes, at each forecast's origin, what a forecaster sees and what came.</summary>
/// <param name="kind">Which metabolism the filter is to assume.</param>
/// <remarks>The twin starts anew with each piece and sees nothing beyond an origin.</remarks>
public sealed class RowBuilder(MetabolismKind kind)
{
    /// <summary>A row of training may look back on as little as this: 6 h.</summary>
    public const int ShortestHistory = 72;

    private const int DayMin = 1440;

    /// <summary>Own readings nearer than this do not count as habit in training: a forecast must not learn from its own answer.</summary>
    private const int ApartMin = 720;

    /// <summary>Whether the filter follows; without it the rows serve baselines only, and hold no number where the filter's would stand.</summary>
    public bool FollowsWithFilter { get; init; } = true;

    /// <summary>Rows for a person's training pieces; at each the habits are those of the person's other days.</summary>
    public ForecastRows Training(IReadOnlyList<Segment> pieces, int stride)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        var rows = new ForecastRows(pieces.Count > 0 ? pieces[0].Person : "");
        var entries = Entries(pieces);
        var habits = new DailyHabits();
        foreach (var entry in entries) Note(habits, entry, 1);
        int next = 0, past = 0;
        foreach (var piece in pieces)
            Walk(piece, ShortestHistory, stride, rows, minute =>
            {
                for (; next < entries.Count && entries[next].Minute < minute + ApartMin; next++) Note(habits, entries[next], -1);
                for (; past < next && entries[past].Minute <= minute - ApartMin; past++) Note(habits, entries[past], 1);
                return habits.Count < 1 ? null : habits;
            });
        return rows;
    }

    /// <summary>Rows for validation or test pieces.</summary>
    /// <param name="pieces">Of one person.</param>
    /// <param name="firstOrigin">Readings before the first origin.</param>
    /// <param name="stride">Readings from origin to origin.</param>
    /// <param name="habits">What is known of the person; null for a stranger.</param>
    public ForecastRows Judging(IReadOnlyList<Segment> pieces, int firstOrigin, int stride, DailyHabits? habits)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        var rows = new ForecastRows(pieces.Count > 0 ? pieces[0].Person : "");
        foreach (var piece in pieces) Walk(piece, firstOrigin, stride, rows, _ => habits);
        return rows;
    }

    /// <summary>What a person's training pieces tell of their habits; null when they tell nothing.</summary>
    public static DailyHabits? HabitsOf(IReadOnlyList<Segment> pieces)
    {
        var habits = new DailyHabits();
        foreach (var entry in Entries(pieces)) Note(habits, entry, 1);
        return habits.Count > 0 ? habits : null;
    }

    /// <summary>A glucose twin that has followed a course to its end.</summary>
    public static GlucoseTwin Follow(Segment course, MetabolismKind kind)
    {
        ArgumentNullException.ThrowIfNull(course);
        var start = DateTimeOffset.UnixEpoch;
        var twin = GlucoseTwin.Start(Grown(kind), start, course.MgPerDl[0]);
        for (var i = 1; i < course.Length; i++)
        {
            twin.Advance(start.AddMinutes(i * Segment.StepMin), []);
            twin.Assimilate(course.MgPerDl[i]);
        }
        return twin;
    }

    /// <summary>Age and weight matter little beside the readings.</summary>
    private static MetabolismPatient Grown(MetabolismKind kind) => new(kind, WeightKg: 75, AgeYears: 45);

    private void Walk(Segment piece, int firstOrigin, int stride, ForecastRows rows, Func<long, DailyHabits?> habitsAt)
    {
        if (piece.Length < firstOrigin + ForecastGrid.FirstHour) return;
        var start = DateTimeOffset.UnixEpoch;
        var twin = FollowsWithFilter ? GlucoseTwin.Start(Grown(kind), start, piece.MgPerDl[0]) : null;
        Span<float> lags = new float[ForecastInputs.Lags], features = new float[ForecastInputs.Features], changes = new float[ForecastGrid.Points];
        Span<float> mechanistic = new float[MechanisticOutlook.Levels.Length * ForecastGrid.Points];
        for (var i = 1; i < piece.Length; i++)
        {
            twin?.Advance(start.AddMinutes(i * Segment.StepMin), []);
            twin?.Assimilate(piece.MgPerDl[i]);
            var origin = i + 1;
            if (origin < firstOrigin || (origin - firstOrigin) % stride != 0 || origin + ForecastGrid.FirstHour > piece.Length) continue;
            var minute = piece.MinuteOf(i);
            ForecastInputs.Write(piece.MgPerDl.AsSpan(0, origin), minute % DayMin, habitsAt(minute), minute % DayMin, Outlook(twin, mechanistic), features, lags);
            for (var point = 0; point < ForecastGrid.Points; point++)
            {
                var then = i + ForecastGrid.StepOf(point);
                changes[point] = then < piece.Length ? (float)(piece.MgPerDl[then] - piece.MgPerDl[i]) : float.NaN;
            }
            rows.Add(lags, features, changes, mechanistic);
        }
    }

    /// <summary>What the filter foresees; its quantiles on the grid are noted besides.</summary>
    private static MechanisticOutlook Outlook(GlucoseTwin? twin, Span<float> quantiles)
    {
        if (twin is null)
        {
            quantiles.Fill(float.NaN);
            return new([.. Enumerable.Repeat(double.NaN, ForecastGrid.Points)], double.NaN, double.NaN, double.NaN);
        }
        var course = twin.Forecast(TimeSpan.FromMinutes(Segment.StepMin * ForecastGrid.LastStep), TimeSpan.FromMinutes(Segment.StepMin), MechanisticOutlook.Levels, []);
        for (var level = 0; level < MechanisticOutlook.Levels.Length; level++)
            for (var point = 0; point < ForecastGrid.Points; point++)
                quantiles[level * ForecastGrid.Points + point] = (float)course.Values[level][ForecastGrid.StepOf(point) - 1];
        return MechanisticOutlook.Of(twin, course);
    }

    private static List<Entry> Entries(IReadOnlyList<Segment> pieces)
    {
        var entries = new List<Entry>();
        foreach (var piece in pieces)
            for (var i = 0; i + ForecastGrid.FirstHour < piece.Length; i++)
                entries.Add(new(piece.MinuteOf(i), piece.MgPerDl[i], piece.MgPerDl[i + ForecastGrid.FirstHour / 2], piece.MgPerDl[i + ForecastGrid.FirstHour]));
        return entries;
    }

    private static void Note(DailyHabits habits, in Entry entry, double weight) => habits.Add(entry.Minute % DayMin, entry.Now, entry.HalfHour, entry.Hour, weight);

    private readonly record struct Entry(long Minute, double Now, double HalfHour, double Hour);
}
