using System.Collections.Concurrent;
using TwinGrid.Disclosure.Noise;
using TwinGrid.Gateway.Access;
using TwinGrid.History;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Studies;

/// <summary>Gathers one value of each person who consents at this moment, and answers with noise. Safe for concurrent use.</summary>
internal sealed class Aggregator(Cohort cohort, IGrainFactory grains, Privately privately, TimeProvider time)
{
    private const int AtOnce = 32;

    /// <summary>Counts below this are not shown: a bar of our own, on top of the noise, and taken from the noisy count.</summary>
    public const long SmallestCell = 10;

    private static readonly double[] Levels = [.1, .25, .5, .75, .9];

    /// <summary>The answer, and whose data went into it.</summary>
    public async Task<(AggregateView Answer, IReadOnlyList<TwinId> Twins)> Answer(string study, Question question, Sight sight, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var (values, twins) = (new ConcurrentBag<long>(), new ConcurrentBag<TwinId>());
        await Parallel.ForEachAsync(cohort.Candidates(study, cancel), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (twin, stop) =>
        {
            if (!await sight.May(twin, question.Data, stop)) return;
            twins.Add(twin);
            if (await Value(twin, question, now, stop) is { } value) values.Add(value);
        });
        return (Answered(question, values), [.. twins]);
    }

    /// <summary>A person's value in steps; null where there is none or the question is about others.</summary>
    private async Task<long?> Value(TwinId twin, Question question, DateTimeOffset now, CancellationToken cancel)
    {
        PatientProfile? profile = null;
        if (question.Data.HasFlag(TwinGrid.Access.DataClass.Profile))
        {
            profile = await cohort.Profile(twin, time, cancel);
            if (profile is null || !question.Where.Fits(profile, now)) return null;
        }
        if (question.Of is not { } measure) return 0;
        if (measure.Signal is not { } signal) return measure.Of(profile!, now) is { } said ? measure.Steps(said) : null;
        return await grains.GetGrain<ITwinHistory>(twin.Value).ReadBuckets(signal.Signal, question.From, question.To, 1) is [var whole, ..] && double.IsFinite(whole.Mean) ? measure.Steps(whole.Mean) : null;
    }

    private AggregateView Answered(Question question, ConcurrentBag<long> values)
    {
        var (measure, epsilon) = (question.Of, question.Epsilon);
        var view = new AggregateView(question.Kind.ToString().ToLowerInvariant(), measure?.Name, measure?.Unit, null, null, null, null, epsilon.Value, []);
        switch (question.Kind)
        {
            case QuestionKind.Count:
                var count = privately.Count(values.Count, epsilon);
                return view with { Count = Shown(count), Noise = [Noise("count", count, 1)] };
            case QuestionKind.Sum:
                var sum = privately.Sum(values, question.Low, question.High, epsilon);
                return view with { Value = measure!.Value(sum.Value), Noise = [Noise("sum", sum, measure.Value(1))] };
            case QuestionKind.Mean:
                var mean = privately.Mean(values, question.Low, question.High, epsilon);
                return view with
                {
                    Value = mean.Value(SmallestCell) is { } steps ? measure!.Value(steps) : null,
                    Count = Shown(mean.Count),
                    Noise = [Noise("sum", mean.Differences, measure!.Value(1)), Noise("count", mean.Count, 1)],
                };
            default:
                var bins = privately.Histogram(values, question.Edges, epsilon);
                double[] edges = [.. question.Edges.Select(edge => measure!.Value(edge))];
                long[] shown = [.. bins.Select(bin => Shown(bin) ?? 0)];
                return view with
                {
                    Bins = [.. bins.Select((bin, i) => new BinView(edges[i], edges[i + 1], Shown(bin)))],
                    Quantiles = [.. Levels.Select(level => new QuantileView(level, NoisyQuantiles.Of(shown, edges, level) is { } value ? Math.Round(value, measure!.Decimals + 1) : null))],
                    Noise = [Noise("bin", bins[0], 1)],
                };
        }
    }

    private static long? Shown(Noisy count) => count.Value < SmallestCell ? null : count.Value;

    private static NoiseView Noise(string part, Noisy noisy, double step) => new(part, noisy.Sensitivity * step, noisy.Epsilon.Value, Math.Round(noisy.TypicalError * step, 3));
}
