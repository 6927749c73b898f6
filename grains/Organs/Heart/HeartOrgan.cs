using Microsoft.Extensions.Logging;
using TwinGrid.Forecasts;
using TwinGrid.Grains.Saving;
using TwinGrid.Organs;
using TwinGrid.Physiology.Trends;
using TwinGrid.Storage.History;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs.Heart;

/// <summary>The heart: resting heart rate and blood-pressure state, each followed by a trend filter with its uncertainty.</summary>
[GrainType(OrganCatalogue.Heart)]
public sealed class HeartOrgan(SavedStates states, IVitalsHistory history, OrganOptions options, ILogger<HeartOrgan> logger)
    : OrganGrain<HeartState>(OrganCatalogue.Heart, states, history, options, logger)
{
    /// <summary>A trend that stands on older data than this says nothing about the next day.</summary>
    private static readonly TimeSpan OldestData = TimeSpan.FromHours(24);

    /// <summary>The window keeps one sample per signal, device and half minute: a bedside monitor sends far more than a trend needs.</summary>
    private static readonly TimeSpan Bucket = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan CourseStep = TimeSpan.FromMinutes(10);

    private readonly SortedDictionary<Signal, VitalTrend> _trends = [];

    protected override TimeSpan BucketOf(Signal signal) => Bucket;

    protected override void Wake()
    {
        _trends.Clear();
        foreach (var (signal, saved) in State.Trends) _trends[signal] = VitalTrend.Restore(PriorOf(signal), saved.ToModel());
    }

    protected override void StartAnew()
    {
        _trends.Clear();
        State.Trends.Clear();
    }

    protected override void Store()
    {
        foreach (var (signal, trend) in _trends) State.Trends[signal] = SavedTrend.Of(trend.Save());
    }

    protected override void Consume(IReadOnlyList<WaitingSample> samples) => Follow(_trends, samples, signal => CourseOf(signal, CourseStep));

    protected override string Believe(Signal signal, CourseRing course)
    {
        var trends = new SortedDictionary<Signal, VitalTrend>();
        if (_trends.TryGetValue(signal, out var standing)) trends[signal] = standing.Copy();
        Follow(trends, State.Window.Waiting.Where(sample => sample.Sign.Signal == signal), _ => course);
        return trends.TryGetValue(signal, out var trend) ? trend.ModelVersion : "vital-trend";
    }

    protected override Forecast LookAhead(Signal signal, TimeSpan horizon, DateTimeOffset asOf, IReadOnlyList<ScenarioEvent> events)
    {
        var trends = new SortedDictionary<Signal, VitalTrend>();
        if (_trends.TryGetValue(signal, out var standing)) trends[signal] = standing.Copy();
        Follow(trends, State.Window.Waiting.Where(sample => sample.Sign.Signal == signal && sample.Sign.ObservedAt <= asOf), courseOf: null);
        if (!trends.TryGetValue(signal, out var trend) || trend.At is not { } newest)
            return Forecasts.Forecast.Decline(signal, asOf, "vital-trend", null, "Nothing of this signal has been observed yet.");
        var age = asOf - newest;
        if (age > OldestData)
            return Forecasts.Forecast.Decline(signal, asOf, trend.ModelVersion, age, $"The newest observation is {age.TotalHours:0} h old; the trend needs one of the last {OldestData.TotalHours:0} h.");
        if (events.Count > 0)
            return Forecasts.Forecast.Decline(signal, asOf, trend.ModelVersion, age, "The trend of this signal cannot tell what a scenario would change; ask for glucose.");
        var course = trend.Forecast(asOf, horizon, Forecasts.Forecast.StandardStep, [.. Forecasts.Forecast.StandardLevels]);
        return new Forecast(signal, asOf, course.Start, course.Step, course.Levels, course.Values, trend.ModelVersion, age, null);
    }

    protected override OrganGlance LookAt() => new(
        OrganCatalogue.Heart, _trends.Values.FirstOrDefault()?.ModelVersion ?? "vital-trend",
        [
            .. _trends.SelectMany(pair =>
            {
                var definition = SignalCatalogue.Of(pair.Key);
                return new OrganEstimate[]
                {
                    new($"resting {definition.Name.ToLowerInvariant()}", pair.Value.Resting.Value, pair.Value.Resting.StandardDeviation, definition.Unit),
                    new($"current {definition.Name.ToLowerInvariant()}", pair.Value.Level.Value, pair.Value.Level.StandardDeviation, definition.Unit),
                };
            }),
        ],
        _trends.Values.Max(trend => trend.At), State.Trouble, State.LearnedNight);

    /// <param name="courseOf">Where to note what is believed; null: nowhere.</param>
    private static void Follow(SortedDictionary<Signal, VitalTrend> trends, IEnumerable<WaitingSample> samples, Func<Signal, CourseRing>? courseOf)
    {
        foreach (var (sign, _, _) in samples)
        {
            if (!sign.IsBelieved) continue;
            if (!trends.TryGetValue(sign.Signal, out var trend)) trends[sign.Signal] = trend = VitalTrend.Start(PriorOf(sign.Signal));
            trend.Assimilate(sign.ObservedAt, sign.Value);
            courseOf?.Invoke(sign.Signal).Note(sign.ObservedAt, trend.Level.Value);
        }
    }

    private static TrendPrior PriorOf(Signal signal) => signal switch
    {
        Signal.HeartRate => TrendPrior.HeartRate,
        Signal.SystolicPressure => TrendPrior.SystolicPressure,
        Signal.DiastolicPressure => TrendPrior.DiastolicPressure,
        Signal.MeanArterialPressure => TrendPrior.MeanArterialPressure,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "The heart does not follow this signal."),
    };
}

/// <summary>What the heart keeps.</summary>
[GenerateSerializer, Alias("TwinGrid.HeartState")]
public sealed class HeartState : OrganState
{
    [Id(0)] public SortedDictionary<Signal, SavedTrend> Trends { get; set; } = [];
}

/// <summary>A trend filter at rest.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.SavedTrend")]
public sealed record SavedTrend([property: Id(0)] string Version, [property: Id(1)] double[] Values)
{
    public static SavedTrend Of(VitalTrendState state) => new(state.Version, state.Values);

    public VitalTrendState ToModel() => new(Version, Values);
}
