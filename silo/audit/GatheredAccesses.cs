using System.Runtime.InteropServices;
using TwinGrid.Access;

namespace TwinGrid.Audit;

/// <summary>
/// Accesses on their way from the trail into the books. Those that were certainly never told to a book are counted together by kind as they come: what a busy gateway
/// remembers of some seconds is small, and its collections of garbage are short. The others stay one by one, for a book may know some of them.
/// </summary>
/// <param name="newFrom">Index from which on no entry was ever told.</param>
/// <param name="known">Kinds of the time before: books have rows for them.</param>
internal sealed class GatheredAccesses(long newFrom, IReadOnlySet<AccessKind> known)
{
    private readonly Dictionary<AccessKind, AccessNote> _counted = [];
    private readonly HashSet<AccessKind> _told = [];
    private readonly List<(string Twin, AccessNote Note)> _single = [];
    private List<AccessNote> _refused = [];

    /// <summary>Entries that were taken in.</summary>
    public int Entries { get; private set; }

    /// <summary>Whether some are told one by one.</summary>
    public bool HasSingle => _single.Count > 0;

    /// <summary>Kinds that have a row when all is told.</summary>
    public IReadOnlySet<AccessKind> Kinds => _counted.Keys.Concat(_told).ToHashSet();

    public void Take(IReadOnlyList<string> twins, AccessNote note, bool isRefused)
    {
        Entries++;
        if (isRefused) _refused.Add(note);
        if (string.Equals(note.Ground, "unknown-twin", StringComparison.Ordinal)) return; // nobody has a book for it
        foreach (var twin in twins)
            if (note.Index < newFrom) _single.Add((twin, note));
            else Count(new AccessKind(twin, note.Hour, note.Kind), note);
    }

    /// <summary>What opens a row, and refusals: it is taken out, and the rest stays.</summary>
    public ToldAccesses TakeFirst()
    {
        var first = _counted.Where(counted => !known.Contains(counted.Key) && !_told.Contains(counted.Key)).ToList();
        foreach (var (kind, _) in first)
        {
            _told.Add(kind);
            _counted.Remove(kind);
        }
        return Told(first.Select(counted => (counted.Key.Twin, Note: counted.Value)));
    }

    /// <summary>All that is left.</summary>
    public ToldAccesses TakeAll() => Told(_single.Concat(_counted.Select(pair => (pair.Key.Twin, Note: pair.Value))));

    private ToldAccesses Told(IEnumerable<(string Twin, AccessNote Note)> notes)
    {
        var told = new ToldAccesses([.. notes.GroupBy(pair => pair.Twin, pair => pair.Note, StringComparer.Ordinal)], _refused);
        _refused = [];
        return told;
    }

    private void Count(AccessKind kind, AccessNote note)
    {
        ref var counted = ref CollectionsMarshal.GetValueRefOrAddDefault(_counted, kind, out _);
        counted = counted is null
            ? note
            : counted with
            {
                Repeats = new AccessRepeats((counted.Repeats?.Times ?? 1) + 1, note.At > (counted.Repeats?.LastAt ?? counted.At) ? note.At : counted.Repeats?.LastAt ?? counted.At, note.Index),
                Models = note.Models.All(counted.Models.Contains) ? counted.Models : [.. counted.Models.Union(note.Models, StringComparer.Ordinal)],
            };
    }
}

/// <summary>Accesses that stand in one row of a patient's book.</summary>
internal readonly record struct AccessKind(string Twin, long Hour, string Kind);

/// <summary>What is carried at once.</summary>
/// <param name="Books">Notes by twin, each twin's in the order of the trail.</param>
/// <param name="Refused">Refusals, whoever's data it was.</param>
internal sealed record ToldAccesses(IReadOnlyList<IGrouping<string, AccessNote>> Books, IReadOnlyList<AccessNote> Refused);
