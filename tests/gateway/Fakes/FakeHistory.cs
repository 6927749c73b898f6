using TwinGrid.History;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>A history in memory. Instants are whole microseconds, as stores have them.</summary>
public sealed class FakeHistory : ITwinHistory
{
    public List<(Signal Signal, HistoryPoint Point)> Known { get; } = [];

    public Task<IReadOnlyList<HistoryPoint>> Read(Signal signal, DateTimeOffset from, DateTimeOffset to, int limit) =>
        Task.FromResult<IReadOnlyList<HistoryPoint>>([.. Window(signal, from, to).OrderBy(p => p.ObservedAt).Take(limit)]);

    public Task<IReadOnlyList<HistoryBucket>> ReadBuckets(Signal signal, DateTimeOffset from, DateTimeOffset to, int points)
    {
        var width = (to - from) / points;
        return Task.FromResult<IReadOnlyList<HistoryBucket>>(
        [
            .. Window(signal, from, to).Where(p => p.Flags == SampleFlags.None).GroupBy(p => (int)((p.ObservedAt - from) / width)).OrderBy(g => g.Key)
                .Select(g => new HistoryBucket(from + width * (g.Key + .5), g.Average(p => p.Value), g.Min(p => p.Value), g.Max(p => p.Value), g.Count())),
        ]);
    }

    public Task<IReadOnlyList<Signal>> Signals(DateTimeOffset from, DateTimeOffset to) =>
        Task.FromResult<IReadOnlyList<Signal>>([.. Known.Where(k => k.Point.ObservedAt >= from && k.Point.ObservedAt < to).Select(k => k.Signal).Distinct()]);

    public Task<HistoryCount> Count(Signal signal) =>
        Task.FromResult(new HistoryCount(Known.Count(k => k.Signal == signal), Known.Count(k => k.Signal == signal && k.Point.Flags != SampleFlags.None)));

    private IEnumerable<HistoryPoint> Window(Signal signal, DateTimeOffset from, DateTimeOffset to) =>
        Known.Where(k => k.Signal == signal && Whole(k.Point.ObservedAt) >= Whole(from) && Whole(k.Point.ObservedAt) < Whole(to)).Select(k => k.Point);

    private static long Whole(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMicrosecond;
}
