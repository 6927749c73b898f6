using TwinGrid.Patients;
using TwinGrid.Studies;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>The twins whose consent speaks of a study, in memory.</summary>
public sealed class FakeStudyRoster : IStudyRoster
{
    private readonly SortedSet<string> _twins = new(StringComparer.Ordinal);

    public void Add(params IEnumerable<string> twins) => _twins.UnionWith(twins);

    public Task<IReadOnlyList<TwinId>> Page(TwinId? after, int limit) =>
        Task.FromResult<IReadOnlyList<TwinId>>([.. _twins.Where(twin => string.CompareOrdinal(twin, after?.Value ?? "") > 0).Take(limit).Select(TwinId.Parse)]);

    public Task Set(TwinId twin, bool isSpokenOf)
    {
        _ = isSpokenOf ? _twins.Add(twin.Value) : _twins.Remove(twin.Value);
        return Task.CompletedTask;
    }
}

/// <summary>A study's account, in memory.</summary>
public sealed class FakeLedger : IStudyLedger
{
    private readonly List<LedgerEntry> _entries = [];

    public long Budget { get; set; } = 1_000_000;

    public Task<LedgerStanding> Spend(LedgerAsk ask)
    {
        lock (_entries)
        {
            var fits = ask.Millionths <= Budget - _entries.Sum(entry => entry.Millionths);
            if (fits) _entries.Insert(0, new LedgerEntry(DateTimeOffset.UnixEpoch, ask.Millionths, ask.By, ask.Question));
            return Task.FromResult(Now(fits));
        }
    }

    public Task<LedgerStanding> Standing()
    {
        lock (_entries) return Task.FromResult(Now(true));
    }

    private LedgerStanding Now(bool granted) => new(granted, Budget, _entries.Sum(entry => entry.Millionths), _entries.Count, [.. _entries.Take(100)]);
}
