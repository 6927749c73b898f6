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
    private readonly Dictionary<AccessKind, AccessCount> _counted = [];
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
            else Count(new AccessKind(twin, note), note);
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
        return Told(first.Select(counted => (counted.Key.Twin, Note: counted.Value.Note)));
    }

    /// <summary>All that is left.</summary>
    public ToldAccesses TakeAll() => Told(_single.Concat(_counted.Select(pair => (pair.Key.Twin, Note: pair.Value.Note))));

    private ToldAccesses Told(IEnumerable<(string Twin, AccessNote Note)> notes)
    {
        var told = new ToldAccesses([.. notes.GroupBy(pair => pair.Twin, pair => pair.Note, StringComparer.Ordinal)], _refused);
        _refused = [];
        return told;
    }

    private void Count(AccessKind kind, AccessNote note)
    {
        ref var counted = ref CollectionsMarshal.GetValueRefOrAddDefault(_counted, kind, out _);
        if (counted is null) counted = new AccessCount(note);
        else counted.Add(note);
    }
}

/// <summary>Accesses that stand in one row of a patient's book: of one hour and kind.</summary>
internal readonly struct AccessKind(string twin, AccessNote note) : IEquatable<AccessKind>
{
    public string Twin => twin;

    private AccessNote Note => note;

    public bool Equals(AccessKind other) => string.Equals(twin, other.Twin, StringComparison.Ordinal) && note.Hour == other.Note.Hour && note.IsOfKind(other.Note);

    public override bool Equals(object? obj) => obj is AccessKind other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(twin, note.Hour, note.By, note.What, note.Given);
}

/// <summary>Equal accesses as they are counted.</summary>
internal sealed class AccessCount(AccessNote first)
{
    private IReadOnlyList<string> _models = first.Models;
    private int _times = 1;
    private DateTimeOffset _lastAt = first.At;
    private long _lastIndex = first.Index;

    /// <summary>The first, and what it stands for beside itself.</summary>
    public AccessNote Note => _times == 1 ? first : first with { Repeats = new AccessRepeats(_times, _lastAt, _lastIndex), Models = _models };

    public void Add(AccessNote note)
    {
        (_times, _lastIndex) = (_times + 1, note.Index);
        if (note.At > _lastAt) _lastAt = note.At;
        foreach (var model in note.Models)
            if (!_models.Contains(model, StringComparer.Ordinal)) _models = [.. _models, model];
    }
}

/// <summary>What is carried at once.</summary>
/// <param name="Books">Notes by twin, each twin's in the order of the trail.</param>
/// <param name="Refused">Refusals, whoever's data it was.</param>
internal sealed record ToldAccesses(IReadOnlyList<IGrouping<string, AccessNote>> Books, IReadOnlyList<AccessNote> Refused);
