using TwinGrid.Lab.Forecasts.Training;
using TwinGrid.Physiology.Forecasting.Learned;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Forecasts.GlucoBench;

/// <summary>A data set with the filter run through every piece once: splits only choose among the rows.</summary>
public sealed class PreparedData
{
    /// <summary>Rows of training are thinned to about so many.</summary>
    private const int MostTrainingRows = 60_000;

    /// <summary>Readings between two origins of a test, and of a validation.</summary>
    private const int TestStride = 6, ValidationStride = 3;

    private static readonly int[] LagChoices = [12, 24, 48, 84, 144];

    private PreparedData(DataSet data, MetabolismKind kind, int lags, IReadOnlyList<PreparedPerson> people) =>
        (Data, Kind, Lags, People) = (data, kind, lags, people);

    public DataSet Data { get; }

    /// <summary>The metabolism the filter assumes: given, or the one that foresees the training pieces best.</summary>
    public MetabolismKind Kind { get; }

    /// <summary>Lags of the linear autoregression.</summary>
    public int Lags { get; }

    public IReadOnlyList<PreparedPerson> People { get; }

    /// <summary>Prepares everybody, several at a time.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="kind">The metabolism to assume; null to find out.</param>
    /// <param name="isStranger">Who is a stranger in one of the splits.</param>
    /// <param name="follow">Whether the filter follows everybody; without it there are baselines only.</param>
    /// <param name="each">Called after each person, from any thread.</param>
    public static PreparedData Of(DataSet data, MetabolismKind? kind, Predicate<string> isStranger, bool follow, Action each)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(isStranger);
        var chosen = kind ?? (follow ? BestKind(data) : MetabolismKind.Healthy);
        var lags = data.Rules.LinearLags ?? BestLags(data);
        var origins = data.People.Sum(person => person.Train.Sum(piece => Math.Max(piece.Length - RowBuilder.ShortestHistory, 0)));
        var stride = Math.Max((int)Math.Ceiling((double)origins / MostTrainingRows), 1);
        var people = new PreparedPerson[data.People.Count];
        Parallel.For(0, people.Length, i =>
        {
            people[i] = Prepare(data.People[i], data.Rules, new RowBuilder(chosen) { FollowsWithFilter = follow }, lags, stride, isStranger(data.People[i].Person));
            each();
        });
        return new(data, chosen, lags, people);
    }

    private static PreparedPerson Prepare(PersonPieces pieces, DataSetRules rules, RowBuilder builder, int lags, int stride, bool isStranger)
    {
        var habits = RowBuilder.HabitsOf(pieces.Train);
        return new(
            pieces.Person,
            AutoregressionSums.Of(pieces.Train, lags),
            builder.Training(pieces.Train, stride),
            builder.Judging(pieces.Validation, rules.Context, ValidationStride, habits),
            builder.Judging(pieces.Test, rules.Context, TestStride, habits),
            builder.Judging(isStranger ? pieces.Whole : [], rules.Context, TestStride, null));
    }

    private static MetabolismKind BestKind(DataSet data) => Enum.GetValues<MetabolismKind>().MinBy(kind =>
    {
        // Every so many hours of a few people's training will tell.
        const int Few = 12, Stride = 24;
        double squares = 0;
        var count = 0;
        foreach (var person in data.People.Take(Few))
        {
            var rows = new RowBuilder(kind).Judging(person.Train, RowBuilder.ShortestHistory, Stride, null);
            for (var row = 0; row < rows.Count; row++)
            {
                var at = row * ForecastGrid.Points + ForecastGrid.FirstHour - 1;
                var median = rows.Mechanistic[(row * MechanisticOutlook.Levels.Length + 2) * ForecastGrid.Points + ForecastGrid.FirstHour - 1];
                squares += Math.Pow(median - rows.Newest(row) - rows.Changes[at], 2);
                count++;
            }
        }
        return squares / Math.Max(count, 1);
    });

    private static int BestLags(DataSet data) => LagChoices.MinBy(lags =>
    {
        var linear = LinearAutoregression.Fit(AutoregressionSums.Of(data.People.SelectMany(person => person.Train), lags));
        double squares = 0;
        var count = 0;
        var (change, before) = (new double[ForecastGrid.Points], new float[ForecastInputs.Lags]);
        foreach (var piece in data.People.SelectMany(person => person.Validation))
            for (var origin = data.Rules.Context; origin + ForecastGrid.FirstHour <= piece.Length; origin += ValidationStride)
            {
                var newest = piece.MgPerDl[origin - 1];
                for (var i = 0; i < before.Length; i++) before[i] = (float)(piece.MgPerDl[Math.Max(origin - 2 - i, 0)] - newest);
                linear.Foresee((float)newest, before, change);
                for (var point = 0; point < ForecastGrid.FirstHour; point++) squares += Math.Pow(change[point] + newest - piece.MgPerDl[origin + point], 2);
                count++;
            }
        return count > 0 ? squares / count : lags;
    });
}

/// <summary>One person's rows for each use.</summary>
/// <param name="Person">Who.</param>
/// <param name="Sums">Training pieces' sums for the linear autoregression.</param>
/// <param name="Train">Rows of the training pieces.</param>
/// <param name="Validation">Rows of the validation pieces.</param>
/// <param name="Test">Rows of the test pieces, the person being known.</param>
/// <param name="Stranger">Rows of all pieces, the person being a stranger; empty for who never is one.</param>
public sealed record PreparedPerson(string Person, AutoregressionSums Sums, ForecastRows Train, ForecastRows Validation, ForecastRows Test, ForecastRows Stranger);
