using TwinGrid.Lab.Forecasts.GlucoBench;
using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Lab.Forecasts.Training;

/// <summary>Gathers people of several data sets to train one forecaster on all of them.</summary>
/// <param name="lags">Lags of the linear part.</param>
public sealed class Trainees(int lags)
{
    /// <summary>Lags of a linear part that serves any data set: 4 h.</summary>
    public const int CommonLags = 48;

    private readonly Dictionary<string, AutoregressionSums> _sums = new(StringComparer.Ordinal);
    private readonly List<ForecastRows> _train = [];
    private readonly List<ForecastRows> _validation = [];
    private readonly List<string> _names = [];

    /// <summary>Adds the training and validation pieces of everybody in a data set.</summary>
    public void Add(PreparedData prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        _names.Add(prepared.Data.Name);
        foreach (var (person, pieces) in prepared.People.Zip(prepared.Data.People))
        {
            _sums[person.Person] = prepared.Lags == lags ? person.Sums : AutoregressionSums.Of(pieces.Train, lags);
            _train.Add(person.Train);
            _validation.Add(person.Validation);
        }
    }

    /// <summary>Adds people who never lived.</summary>
    public void Add(IReadOnlyList<(AutoregressionSums Sums, ForecastRows Rows)> simulated)
    {
        ArgumentNullException.ThrowIfNull(simulated);
        _names.Add(SimulatedPeople.Name);
        foreach (var (sums, rows) in simulated)
        {
            _sums[rows.Person] = sums;
            _train.Add(rows);
        }
    }

    /// <summary>Trains on all.</summary>
    /// <param name="version">What the file is to be called in forecasts.</param>
    public byte[] Train(string version) => new ForecasterTraining(_sums, _train, _validation).Train(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [LearnedForecast.VersionKey] = version, [LearnedForecast.TrainedOnKey] = string.Join(' ', _names),
    });
}
