using TwinGrid.Forecasts;
using TwinGrid.Gateway.Pages.Ward;
using TwinGrid.History;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Pages.Charts;

/// <summary>A signal's past and, where an organ follows it, what its model believed and its future.</summary>
public sealed record SignalCourse(Signal Signal, IReadOnlyList<HistoryBucket> Past, ModelCourse? Model, Forecast? Ahead)
{
    public bool IsEmpty => Past.Count == 0 && Ahead is null or { IsDeclined: true };
}

/// <summary>All that is drawn of a twin.</summary>
/// <param name="Now">The moment between past and future.</param>
/// <param name="FingerSticks">Glucose in blood, single samples.</param>
public sealed record TwinCourses(
    DateTimeOffset Now, ChartSpan Span, IReadOnlyDictionary<Signal, SignalCourse> Of,
    IReadOnlyList<HistoryPoint> FingerSticks, IReadOnlyList<HistoryPoint> Meals, IReadOnlyList<HistoryPoint> Boluses)
{
    private const int DosesAtMost = 200;

    /// <summary>The panels that have something to show.</summary>
    public IReadOnlyList<ChartPanel> Panels => [.. ChartPanel.All.Where(panel => panel.Signals.Any(signal => Of.TryGetValue(signal, out var course) && !course.IsEmpty))];

    /// <summary>Whether any model's course is drawn.</summary>
    public bool HasModels => Of.Values.Any(course => course.Model is { Values.Length: > 0 });

    /// <summary>What the organs said of the future, given or declined.</summary>
    public IEnumerable<Forecast> Forecasts => Of.Values.Select(course => course.Ahead).OfType<Forecast>();

    /// <summary>The forecasts an organ declined, with its reasons, of signals that were ever observed here.</summary>
    public IEnumerable<Forecast> Declined => Of.Values.Where(course => course.Past.Count > 0).Select(course => course.Ahead).OfType<Forecast>().Where(ahead => ahead.IsDeclined);

    /// <summary>Asks the ward for everything at once.</summary>
    public static async Task<TwinCourses> Read(IWardView ward, TwinId twin, ChartSpan span, DateTimeOffset now)
    {
        var from = now - span.Back;
        var courses = Task.WhenAll(ChartPanel.All.SelectMany(panel => panel.Signals).Select(signal => Read(ward, twin, signal, span, now)));
        var sticks = ward.Samples(twin, Signal.BloodGlucose, from, now, DosesAtMost);
        var meals = ward.Samples(twin, Signal.Carbohydrate, from, now, DosesAtMost);
        var boluses = ward.Samples(twin, Signal.InsulinBolus, from, now, DosesAtMost);
        await Task.WhenAll(courses, sticks, meals, boluses);
        return new TwinCourses(
            now, span, (await courses).ToDictionary(course => course.Signal), Believed(await sticks), Believed(await meals), Believed(await boluses));
    }

    private static async Task<SignalCourse> Read(IWardView ward, TwinId twin, Signal signal, ChartSpan span, DateTimeOffset now)
    {
        // The grid of buckets stands still while time goes on, or every refresh would draw other means.
        var to = new DateTimeOffset((now.UtcTicks / span.Bucket.Ticks * span.Bucket.Ticks) + span.Bucket.Ticks, TimeSpan.Zero);
        var past = ward.Course(twin, signal, to - span.Back, to, span.Points);
        var ahead = OrganCatalogue.ForecasterOf(signal) is { } organ
            ? ward.Forecast(twin, signal, span.Ahead < organ.Forecasts[signal] ? span.Ahead : organ.Forecasts[signal])
            : null;
        var model = ahead is null ? null : ward.ModelCourse(twin, signal, to - span.Back, now);
        return new SignalCourse(signal, await past, model is null ? null : await model, ahead is null ? null : await ahead);
    }

    private static HistoryPoint[] Believed(IReadOnlyList<HistoryPoint> points) => [.. points.Where(point => point.Flags == SampleFlags.None)];
}
