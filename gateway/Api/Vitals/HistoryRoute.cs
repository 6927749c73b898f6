using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary><c>GET /v1/twins/{id}/vitals</c>: a signal's history, sample by sample or down-sampled.</summary>
internal sealed class HistoryRoute(IGrainFactory grains, KnownTwins twins, TimeProvider time)
{
    private const int MostSamples = 10_000;
    private const int UsualSamples = 1_000;
    private const int MostPoints = 2_000;

    /// <summary>Nothing is older than this, and nothing newer than a day from now is ever accepted.</summary>
    private static readonly DateTimeOffset Beginning = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Task<IResult> Get(
        [Description("The twin's pseudonym.")] string id,
        [Description("LOINC code or short name of the signal, e.g. 8867-4 or heart-rate. Required.")] string? code,
        [Description("Start, included: ISO 8601 with a time zone. Unless given: the first sample known.")] string? from,
        [Description("End, excluded. Unless given: after everything known (samples), now (buckets).")] string? to,
        [Description("Down-sample to at most so many buckets, 1 to 2000, each with mean, low, high, count of believed samples.")] string? points,
        [Description("Most samples to answer, 1 to 10000; 1000 unless given.")] string? limit,
        [Description("The place an earlier answer gave as next.")] string? next,
        HistoryRoute history) => history.Answer(id, new(code, from, to, points, limit, next));

    private async Task<IResult> Answer(string id, Asked asked)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (!Read(asked).Is(out var window, out var problem)) return problem;
        if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
        var history = grains.GetGrain<ITwinHistory>(twin.Value);
        var count = await history.Count(window.Signal.Signal);
        return window.Points is { } points ? await Buckets(twin, history, window, points, count) : await Samples(twin, history, window, count);
    }

    private static async Task<IResult> Samples(TwinId twin, ITwinHistory history, Window window, HistoryCount count)
    {
        var read = await history.Read(window.Signal.Signal, window.Start.At, window.To, window.Start.Given + window.Limit + 1);
        var samples = read.Skip(window.Start.Given).Take(window.Limit).ToList();
        var next = read.Count > window.Start.Given + window.Limit ? HistoryCursor.After([.. samples.Select(s => s.ObservedAt)], window.Start).ToString() : null;
        var start = window.HasFrom || samples.Count == 0 ? window.Start.At : samples[0].ObservedAt;
        return Answer(twin, window, start, count, [.. samples.Select(sample => View(window.Signal, sample))], null, next);
    }

    private static async Task<IResult> Buckets(TwinId twin, ITwinHistory history, Window window, int points, HistoryCount count)
    {
        var from = window.Start.At;
        if (!window.HasFrom && await history.Read(window.Signal.Signal, from, window.To, 1) is [var first, ..]) from = first.ObservedAt;
        var buckets = await history.ReadBuckets(window.Signal.Signal, from, window.To, points);
        return Answer(twin, window, from, count, null, [.. buckets.Select(b => new BucketView(b.At, b.Mean, b.Low, b.High, b.Count))], null);
    }

    private static JsonHttpResult<HistoryView> Answer(
        TwinId twin, Window window, DateTimeOffset from, HistoryCount count, IReadOnlyList<SampleView>? samples, IReadOnlyList<BucketView>? buckets, string? next) =>
        TypedResults.Json(new HistoryView(
            twin.Value, window.Signal.Code, window.Signal.Slug, window.Signal.Unit, from, window.To, count.Total, count.Flagged, samples, buckets, next), ApiJson.Options);

    private static SampleView View(SignalDefinition signal, HistoryPoint point)
    {
        var flags = Plausibility.Names(point.Flags).ToList();
        object value = signal.IsCoded ? CodedValues.Letter(signal.Signal, point.Value) : point.Value;
        return new SampleView(point.ObservedAt, value, point.DeviceId, point.Status, flags.Count > 0 ? flags : null);
    }

    private Reading<Window> Read(Asked asked)
    {
        var query = new QueryFields();
        var signal = string.IsNullOrEmpty(asked.Code) ? null : SignalCatalogue.Find(asked.Code);
        if (signal is null) query.Wrong("code", string.IsNullOrEmpty(asked.Code) ? "is missing" : "is no code known here; GET /v1/signals lists them");
        int? points = string.IsNullOrEmpty(asked.Points) ? null : query.Whole("points", asked.Points, 1, MostPoints, 1);
        var limit = query.Whole("limit", asked.Limit, 1, MostSamples, UsualSamples);
        var from = query.Instant("from", asked.From);
        var now = time.GetUtcNow();
        var to = query.Instant("to", asked.To) ?? (points is null ? now + TimeSpan.FromHours(25) : now);
        var start = new HistoryCursor(from ?? Beginning, 0);
        if (!string.IsNullOrEmpty(asked.Next))
        {
            if (HistoryCursor.Parse(asked.Next) is { } cursor) start = cursor;
            else query.Wrong("next", "is no place an answer gave");
        }
        if (from >= to) query.Wrong("from", "must be before to");
        return query.AnyWrong ? query.ToProblem() : new Window(signal!, start, to, points, limit, from is not null || asked.Next is not null);
    }

    private sealed record Asked(string? Code, string? From, string? To, string? Points, string? Limit, string? Next);

    private sealed record Window(SignalDefinition Signal, HistoryCursor Start, DateTimeOffset To, int? Points, int Limit, bool HasFrom);
}
