using System.Runtime.InteropServices;
using TwinGrid.Access;

namespace TwinGrid.Audit;

/// <summary>
/// Accesses on their way from the trail into the books. Those that were certainly never told to a book are counted together by kind as they come: what a busy gateway
/// remembers of some seconds is small, and its collections of garbage are short. The others stay one by one, for a book may know some of them.
/// </summary>
/// <param name="newFrom">Index from which on no entry was ever told.</param>
internal sealed class GatheredAccesses(long newFrom)
{
    private readonly Dictionary<(string Twin, long Hour, string Kind), AccessNote> _counted = [];
    private readonly List<(string Twin, AccessNote Note)> _single = [];

    /// <summary>Refusals, whoever's data it was.</summary>
    public List<AccessNote> Refused { get; } = [];

    /// <summary>Entries that were taken in.</summary>
    public int Entries { get; private set; }

    /// <summary>Notes by twin, each twin's in the order of the trail.</summary>
    public IReadOnlyList<IGrouping<string, AccessNote>> Books =>
        [.. _single.Concat(_counted.Select(pair => (pair.Key.Twin, Note: pair.Value))).GroupBy(pair => pair.Twin, pair => pair.Note, StringComparer.Ordinal)];

    public void Take(IReadOnlyList<string> twins, AccessNote note, bool isRefused)
    {
        Entries++;
        if (isRefused) Refused.Add(note);
        if (string.Equals(note.Ground, "unknown-twin", StringComparison.Ordinal)) return; // nobody has a book for it
        foreach (var twin in twins)
            if (note.Index < newFrom) _single.Add((twin, note));
            else Count(twin, note);
    }

    private void Count(string twin, AccessNote note)
    {
        ref var counted = ref CollectionsMarshal.GetValueRefOrAddDefault(_counted, (twin, note.Hour, note.Kind), out _);
        counted = counted is null
            ? note
            : counted with
            {
                Repeats = new AccessRepeats((counted.Repeats?.Times ?? 1) + 1, note.At > (counted.Repeats?.LastAt ?? counted.At) ? note.At : counted.Repeats?.LastAt ?? counted.At, note.Index),
                Models = note.Models.All(counted.Models.Contains) ? counted.Models : [.. counted.Models.Union(note.Models, StringComparer.Ordinal)],
            };
    }
}
