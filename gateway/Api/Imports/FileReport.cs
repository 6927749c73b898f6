using TwinGrid.Formats;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary>Gathers what became of a file while it is taken in.</summary>
internal sealed class FileReport(FileKind kind)
{
    private const int MostReasons = 100, MostExamples = 100, MostTwins = 100;

    private readonly SortedDictionary<string, int> _kinds = new(StringComparer.Ordinal), _flagged = new(StringComparer.Ordinal), _left = new(StringComparer.Ordinal);
    private readonly List<LeftOutView> _examples = [];
    private readonly List<string> _notes = [];
    private readonly SortedSet<string> _twins = new(StringComparer.Ordinal);
    private int _taken, _unchanged;

    public void Take(string what, bool isUnchanged = false)
    {
        _taken++;
        if (isUnchanged) _unchanged++;
        Count(_kinds, what);
    }

    public void Take(IEnumerable<VitalSign> samples)
    {
        foreach (var sample in samples)
        {
            var slug = SignalCatalogue.Of(sample.Signal).Slug;
            Take(slug);
            foreach (var name in Plausibility.Names(sample.Flags)) Flag($"{slug}: {name}");
        }
    }

    /// <summary>Something was taken and cannot be believed.</summary>
    public void Flag(string reason) => Count(_flagged, reason);

    public void Leave(string place, string what, string reason)
    {
        Count(_left, $"{what}: {reason}");
        if (_examples.Count < MostExamples) _examples.Add(new(place, what, reason));
    }

    public void Note(string note) => _notes.Add(note);

    public void Concern(TwinId twin) => Concern(twin.Value);

    public void Concern(string twin)
    {
        if (_twins.Count < MostTwins) _twins.Add(twin);
    }

    public FileView ToView() => new(kind.Word(), _taken, _unchanged, Counted.Of(_kinds), Counted.Of(_flagged), [], Counted.Of(_left), _examples, _notes, [.. _twins]);

    private static void Count(SortedDictionary<string, int> counts, string reason)
    {
        if (counts.Count < MostReasons || counts.ContainsKey(reason)) counts[reason] = counts.GetValueOrDefault(reason) + 1;
    }
}
