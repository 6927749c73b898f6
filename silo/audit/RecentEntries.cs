using TwinGrid.Access;

namespace TwinGrid.Audit;

/// <summary>
/// The newest entries as they were recorded, so that whoever carries them on need not read them back from the file. Bounded: what is no longer here stands in the file. Safe for
/// concurrent use.
/// </summary>
internal sealed class RecentEntries(int capacity = 65_536)
{
    private readonly Lock _door = new();
    private readonly Queue<RecentEntry> _entries = new();

    public void Add(RecentEntry entry)
    {
        lock (_door)
        {
            _entries.Enqueue(entry);
            if (_entries.Count > capacity) _entries.Dequeue();
        }
    }

    /// <summary>The entries from an index on, which are kept no longer then; none when the first of them is not here.</summary>
    public IReadOnlyList<RecentEntry> Take(long from, int most)
    {
        lock (_door)
        {
            while (_entries.TryPeek(out var first) && first.Index < from) _entries.Dequeue();
            if (!_entries.TryPeek(out var next) || next.Index != from) return [];
            var taken = new List<RecentEntry>(Math.Min(most, _entries.Count));
            while (taken.Count < most && _entries.TryDequeue(out var entry)) taken.Add(entry);
            return taken;
        }
    }
}

/// <summary>An entry that has been written.</summary>
/// <param name="File">The file it stands in.</param>
/// <param name="End">Where it ends there.</param>
internal readonly record struct RecentEntry(long Index, string File, long End, DateTimeOffset At, AccessEntry Entry);
