using TwinGrid.Forecasts;
using TwinGrid.Organs;
using TwinGrid.Physiology.Forecasting;
using TwinGrid.Physiology.Trends;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs;

/// <summary>
/// An organ that follows its signals by trend filters, for how they go on by themselves, and has a calibrated model for what events would change.
/// </summary>
/// <param name="name">Name in <see cref="OrganCatalogue"/>.</param>
/// <param name="priors">The signals it follows.</param>
public abstract class TrendOrgan<TState>(
    string name, IReadOnlyDictionary<Signal, TrendPrior> priors, OrganServices shared)
    : OrganGrain<TState>(name, shared)
    where TState : OrganState, ITrendState, new()
{
    private const string NoTrendYet = "vital-trend";

    private static readonly double[] Levels = [.. Forecasts.Forecast.StandardLevels];

    /// <summary>Where trends run ahead that are not kept, shared by the organs of a kind that look ahead on a thread.</summary>
    [ThreadStatic] private static TrendSet? s_room;

    private TrendSet? _trends;

    /// <summary>The signals that were looked ahead on since it woke, where the rules do it; null: none.</summary>
    private List<TrendAhead>? _ahead;

    /// <summary>The trends of the signals it follows.</summary>
    protected TrendSet Trends
    {
        get
        {
            if (_trends is { } standing) return standing;
            var trends = new TrendSet(priors);
            trends.Restore(State.Trends); // may rouse the organ, which asks for them too
            return _trends = trends;
        }
    }

    /// <summary>How often what is believed is kept.</summary>
    protected abstract TimeSpan CourseStep { get; }

    /// <summary>No forecast stands on older data of its signal.</summary>
    protected abstract TimeSpan OldestData { get; }

    /// <summary>A sample was consumed and followed, in event-time order.</summary>
    protected abstract void Consumed(in VitalSign sign);

    /// <summary>
    /// What must be known to compute, beside the grain's turn, how events would change a course; it may read nothing of the grain. Or why nothing can be said.
    /// </summary>
    /// <param name="trends">Copies, run through all that was observed up to <paramref name="asOf"/>.</param>
    protected abstract (Func<QuantileCourse, QuantileCourse>? Change, string? Declined) Change(
        Signal signal, TrendSet trends, IReadOnlyList<ScenarioEvent> events, TimeSpan horizon, DateTimeOffset asOf);

    /// <summary>True when the rules look ahead on its signals, minute by minute: what that takes is kept from one look to the next.</summary>
    protected virtual bool IsLookedAheadOnOften => false;

    /// <summary>What else can be said where a signal has not been seen for too long: the name of the model that stands for it; null: nothing.</summary>
    protected virtual string? InsteadOfData(Signal signal, TimeSpan age) => null;

    /// <summary>The course of a trend, as the organ sees it; unless it looks closer, as it is.</summary>
    protected virtual QuantileCourse Watched(Signal signal, QuantileCourse trend, DateTimeOffset asOf) => trend;

    /// <summary>Name and version of the model that answers for events.</summary>
    protected abstract string ModelVersion { get; }

    protected override void Wake() => _ = Trends;

    protected override void LieDown() => (_trends, _ahead) = (null, null);

    protected override void StartAnew()
    {
        _ahead = null;
        Trends.Clear();
        State.Trends.Clear();
        State.Courses.Clear();
    }

    protected override void Store() => Trends.Save(State.Trends);

    protected override void Consume(IReadOnlyList<WaitingSample> samples)
    {
        for (var i = 0; i < samples.Count; i++)
        {
            var sign = samples[i].Sign;
            if (_ahead is { } ahead)
                foreach (var one in ahead) one.Consumed(samples[i]);
            if (Trends.Follow(sign) is { } trend && CourseOf(sign.Signal, CourseStep) is { } course && course.IsNext(sign.ObservedAt)) course.Note(sign.ObservedAt, trend.Level.Value);
            if (sign.IsBelieved) Consumed(sign);
        }
    }

    protected override string Believe(Signal signal, CourseRing course)
    {
        var trends = Trends.Copy(only: signal);
        foreach (var (sign, _, _) in State.Window.Waiting)
            if (sign.Signal == signal && trends.Follow(sign) is { } trend) course.Note(sign.ObservedAt, trend.Level.Value);
        return trends[signal]?.ModelVersion ?? NoTrendYet;
    }

    /// <summary>The undisturbed course; what events change is <see cref="Imagine(Signal, TimeSpan, DateTimeOffset, IReadOnlyList{ScenarioEvent})"/>d.</summary>
    protected override Forecast LookAhead(Signal signal, TimeSpan horizon, DateTimeOffset asOf, IReadOnlyList<ScenarioEvent> events) =>
        Undisturbed(signal, IsLookedAheadOnOften ? AheadOf(signal).At(asOf, State.Window, Trends, s_room ??= new(priors)) : TrendsAt(asOf, only: signal), horizon, asOf).Forecast;

    protected override async Task<Forecast> Imagine(Signal signal, TimeSpan horizon, DateTimeOffset asOf, IReadOnlyList<ScenarioEvent> events)
    {
        var trends = TrendsAt(asOf, only: null);
        var (undisturbed, forecast) = Undisturbed(signal, trends, horizon, asOf);
        if (undisturbed is null) return forecast;
        var version = $"{forecast.ModelVersion} + {ModelVersion}";
        var (change, declined) = Change(signal, trends, events, horizon, asOf);
        if (change is null) return Forecasts.Forecast.Decline(signal, asOf, version, forecast.DataAge, declined!);
        try
        {
            var course = await Task.Run(() => change(undisturbed));
            return forecast with { Quantiles = course.Values, ModelVersion = version };
        }
        catch (ArithmeticException)
        {
            return Forecasts.Forecast.Decline(signal, asOf, version, forecast.DataAge, "The body that the model has for this patient does not bear the scenario: its pressures leave what can be computed.");
        }
    }

    /// <summary>The trends as of a time, what still waits included.</summary>
    /// <param name="only">The one signal that is needed; null: all.</param>
    protected TrendSet TrendsAt(DateTimeOffset asOf, Signal? only)
    {
        var trends = Trends.Copy(only);
        foreach (var (sign, _, _) in State.Window.Waiting)
            if (sign.ObservedAt <= asOf && (only is null || sign.Signal == only)) trends.Follow(sign);
        return trends;
    }

    private TrendAhead AheadOf(Signal signal)
    {
        foreach (var known in _ahead ??= [])
            if (known.Signal == signal) return known;
        var ahead = new TrendAhead(signal);
        _ahead.Add(ahead);
        return ahead;
    }

    /// <summary>Estimates of the resting value of every signal that is followed.</summary>
    protected IEnumerable<OrganEstimate> RestingEstimates => Trends.All.Select(followed =>
    {
        var (definition, resting) = (SignalCatalogue.Of(followed.Signal), followed.Trend.Resting);
        return new OrganEstimate($"resting {definition.Name.ToLowerInvariant()}", resting.Value, resting.StandardDeviation, definition.Unit);
    });

    private (QuantileCourse? Course, Forecast Forecast) Undisturbed(Signal signal, TrendSet trends, TimeSpan horizon, DateTimeOffset asOf)
    {
        if (trends[signal] is not { At: { } newest } trend)
            return (null, Forecasts.Forecast.Decline(signal, asOf, NoTrendYet, null, "Nothing of this signal has been observed yet."));
        var (age, version) = (asOf - newest, trend.ModelVersion);
        if (age > OldestData)
        {
            if (InsteadOfData(signal, age) is not { } model)
                return (null, Forecasts.Forecast.Decline(signal, asOf, version, age, $"The newest observation is {Span(age)} old; the trend needs one of the last {Span(OldestData)}."));
            version = model;
        }
        var course = Watched(signal, trend.Forecast(asOf, horizon, Forecasts.Forecast.StandardStep, Levels), asOf);
        return (course, new Forecast(signal, asOf, course.Start, course.Step, course.Levels, course.Values, version, age, null));
    }

    private static string Span(TimeSpan span) => span.TotalHours >= 2 ? $"{span.TotalHours:0} h" : $"{span.TotalMinutes:0} min";
}

/// <summary>A state that keeps trends.</summary>
public interface ITrendState
{
    SortedDictionary<Signal, SavedTrend> Trends { get; }
}
