using TwinGrid.Lab.Forecasts.Training;
using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Lab.Forecasts.GlucoBench;

/// <summary>Scores every forecaster on the splits of one data set.</summary>
public sealed class Evaluation(PreparedData prepared, IReadOnlyList<IReadOnlySet<string>> strangers)
{
    /// <summary>Names of the rows.</summary>
    public const string Persistence = "persistence", Linear = "linear", Mechanistic = "mechanistic", TwinGridRow = "twingrid";

    private static readonly string[] Kinds = ["ID", "OOD"];

    /// <summary>Scores persistence, the linear autoregression, the filter alone, TwinGrid trained on each split, and further trained forecasters.</summary>
    /// <param name="others">Forecasters trained elsewhere, by the name of their row; null for persistence and the linear autoregression alone.</param>
    /// <param name="each">Called after each split, from any thread.</param>
    public IReadOnlyList<ScoreRow> Score(IReadOnlyDictionary<string, LearnedForecast>? others, Action each)
    {
        string[] models = others is null ? [Persistence, Linear] : [Persistence, Linear, Mechanistic, TwinGridRow, .. others.Keys];
        var splits = new Dictionary<(string Kind, string Model), Course[]>[strangers.Count];
        Parallel.For(0, strangers.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            splits[i] = Split(strangers[i], others);
            each();
        });
        return [.. Kinds.Where(kind => splits.Any(split => split[(kind, Persistence)].Length > 0)).SelectMany(kind => models.Select(model =>
        {
            var scores = new WindowScores();
            foreach (var split in splits)
            {
                foreach (var course in split[(kind, model)]) scores.Add(course.Expected, course.Quantiles, course.Truth);
                scores.EndSplit();
            }
            return scores.Row(kind, model);
        }))];
    }

    /// <summary>Trains on everybody but the strangers.</summary>
    public static byte[] Train(PreparedData prepared, IReadOnlySet<string> strangers, IReadOnlyDictionary<string, string> notes)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        PreparedPerson[] known = [.. prepared.People.Where(person => !strangers.Contains(person.Person))];
        return new ForecasterTraining(
            known.ToDictionary(person => person.Person, person => person.Sums, StringComparer.Ordinal),
            [.. known.Select(person => person.Train)], [.. known.Select(person => person.Validation)]).Train(notes);
    }

    private Dictionary<(string Kind, string Model), Course[]> Split(IReadOnlySet<string> away, IReadOnlyDictionary<string, LearnedForecast>? others)
    {
        PreparedPerson[] known = [.. prepared.People.Where(person => !away.Contains(person.Person))];
        var linear = LinearAutoregression.Fit(AutoregressionSums.Of(known.Select(person => person.Sums), prepared.Lags));
        using var learned = others is null ? null : new LearnedForecast(Train(prepared, away, new Dictionary<string, string>(StringComparer.Ordinal)));
        var train = new TrainingTable(known.Select(person => person.Train));
        var (stillness, straightness) = (Bounds(train.Changes), Bounds(train.Beyond(linear)));
        var courses = new Dictionary<(string, string), Course[]>();
        foreach (var kind in Kinds)
        {
            ForecastRows[] rows = [.. prepared.People.Where(person => away.Contains(person.Person) == (kind == Kinds[1])).Select(person => kind == Kinds[1] ? person.Stranger : person.Test).Where(rows => rows.Count > 0)];
            courses[(kind, Persistence)] = [.. rows.SelectMany(one => Still(one, stillness))];
            courses[(kind, Linear)] = [.. rows.SelectMany(one => Straight(one, linear, straightness))];
            if (learned is null) continue;
            courses[(kind, Mechanistic)] = [.. rows.SelectMany(ByFilter)];
            courses[(kind, TwinGridRow)] = [.. rows.SelectMany(one => Learned(one, learned))];
            foreach (var (name, other) in others!) courses[(kind, name)] = [.. rows.SelectMany(one => Learned(one, other))];
        }
        return courses;
    }

    /// <summary>Quantiles of what a forecaster without any of its own left in training: level after level, 24 each.</summary>
    private static double[] Bounds(float[] errors)
    {
        var bounds = new double[MechanisticOutlook.Levels.Length * ForecastGrid.Points];
        for (var point = 0; point < ForecastGrid.Points; point++)
        {
            float[] sorted = [.. Enumerable.Range(0, errors.Length / ForecastGrid.Points).Select(row => errors[row * ForecastGrid.Points + point]).Where(float.IsFinite).Order()];
            for (var level = 0; level < MechanisticOutlook.Levels.Length; level++)
                bounds[level * ForecastGrid.Points + point] = sorted.Length > 0 ? sorted[(int)(MechanisticOutlook.Levels[level] * sorted.Length)] : 0;
        }
        return bounds;
    }

    private static IEnumerable<Course> Still(ForecastRows rows, double[] bounds)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var newest = rows.Newest(row);
            double[] expected = [.. Enumerable.Repeat((double)newest, ForecastGrid.Points)];
            yield return new(expected, Around(expected, bounds), Truth(rows, row));
        }
    }

    private static IEnumerable<Course> Straight(ForecastRows rows, LinearAutoregression linear, double[] bounds)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var expected = new double[ForecastGrid.Points];
            linear.Foresee(rows.Newest(row), rows.Lags.Slice(row * ForecastInputs.Lags, ForecastInputs.Lags), expected);
            for (var point = 0; point < expected.Length; point++) expected[point] += rows.Newest(row);
            yield return new(expected, Around(expected, bounds), Truth(rows, row));
        }
    }

    private static IEnumerable<Course> ByFilter(ForecastRows rows)
    {
        var width = MechanisticOutlook.Levels.Length * ForecastGrid.Points;
        for (var row = 0; row < rows.Count; row++)
        {
            double[] quantiles = [.. rows.Mechanistic.Slice(row * width, width).ToArray().Select(value => (double)value)];
            yield return new(quantiles[(2 * ForecastGrid.Points)..(3 * ForecastGrid.Points)], quantiles, Truth(rows, row));
        }
    }

    private static IEnumerable<Course> Learned(ForecastRows rows, LearnedForecast learned)
    {
        var width = MechanisticOutlook.Levels.Length * ForecastGrid.Points;
        var (change, quantiles) = (new float[rows.Count * ForecastGrid.Points], new float[rows.Count * width]);
        learned.Foresee(rows.Lags.ToArray(), rows.Features.ToArray(), rows.Count, change, quantiles);
        for (var row = 0; row < rows.Count; row++)
        {
            double newest = rows.Newest(row);
            yield return new(
                [.. change[(row * ForecastGrid.Points)..((row + 1) * ForecastGrid.Points)].Select(value => newest + value)],
                [.. quantiles[(row * width)..((row + 1) * width)].Select(value => newest + value)],
                Truth(rows, row));
        }
    }

    private static double[] Around(double[] expected, double[] bounds) => [.. bounds.Select((bound, i) => expected[i % ForecastGrid.Points] + bound)];

    private static double[] Truth(ForecastRows rows, int row) =>
        [.. rows.Changes.Slice(row * ForecastGrid.Points, ForecastGrid.Points).ToArray().Select(change => (double)rows.Newest(row) + change)];

    private sealed record Course(double[] Expected, double[] Quantiles, double[] Truth);
}
