using Orleans.Concurrency;
using TwinGrid.Access;
using TwinGrid.Grains.Saving;

namespace TwinGrid.Grains.Access;

/// <summary>A row for each day, reason and role. Interleaves calls: its rows change only between awaits.</summary>
[GrainType("refusal-tally"), Reentrant]
public sealed class RefusalTally : Grain, IRefusalTally
{
    private readonly SavedRows<RefusalCount> _saved;
    private readonly Dictionary<string, RefusalCount> _rows = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    public RefusalTally(SavedRowSets rows, TimeProvider time) => (_saved, _time) = (rows.Of<RefusalCount>("refusals", this.GetPrimaryKeyLong()), time);

    public override Task OnActivateAsync(CancellationToken cancellationToken) => _saved.Load(row => _rows[KeyOf(row.Day, row.Ground, row.Role)] = row, cancellationToken);

    public Task Note(IReadOnlyList<AccessNote> refused)
    {
        foreach (var some in refused.GroupBy(note => (Day: DateOnly.FromDateTime(note.At.UtcDateTime), note.Ground, note.Role)))
        {
            var key = KeyOf(some.Key.Day, some.Key.Ground, some.Key.Role);
            var row = _rows.GetValueOrDefault(key) ?? new RefusalCount(some.Key.Day, some.Key.Ground, some.Key.Role, 0);
            var counted = some.Aggregate(row, Counted);
            if (ReferenceEquals(counted, row)) continue;
            _rows[key] = counted;
            _saved.Put(key, counted);
        }
        LetGo();
        return _saved.Durable();
    }

    public Task<IReadOnlyList<RefusalCount>> Since(DateOnly day) => Task.FromResult<IReadOnlyList<RefusalCount>>(
        [.. _rows.Values.Where(row => row.Day >= day).OrderByDescending(row => row.Day).ThenByDescending(row => row.Times).ThenBy(row => row.Ground, StringComparer.Ordinal)]);

    private static RefusalCount Counted(RefusalCount row, AccessNote note) => row.Marks.TryGetValue(note.Shard, out var last) && note.Index <= last
        ? row
        : row with { Times = row.Times + 1, Marks = new Dictionary<string, long>(row.Marks, StringComparer.Ordinal) { [note.Shard] = note.Index } };

    private void LetGo()
    {
        var first = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime).AddDays(-IRefusalTally.DaysKept);
        foreach (var (key, _) in _rows.Where(row => row.Value.Day < first).ToList())
        {
            _rows.Remove(key);
            _saved.Remove(key);
        }
    }

    private static string KeyOf(DateOnly day, string ground, string role) => $"{day:yyyy-MM-dd} {ground} {role}";
}
