using TwinGrid.Organs;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Patients;

/// <summary>Records on their way from the twin to its organs: each organ is given them in order and once, as far as it must have come.</summary>
/// <param name="isWhole">True when the records hold everything since the checkpoint.</param>
internal sealed class OrganHanding(OrganCircle organs, bool isWhole)
{
    private readonly List<LoggedRecord> _records = [];

    /// <summary>How many of the records each organ has been offered, in the catalogue's order.</summary>
    private readonly int[] _offered = new int[OrganCatalogue.All.Count];

    /// <summary>How many records are on their way.</summary>
    public int Count => _records.Count;

    /// <summary>Sends more after those that are on their way.</summary>
    public void Add(IReadOnlyList<LoggedRecord> records) => _records.AddRange(records);

    /// <summary>Brings organs up to the first so many records. False when one lost what it was given before.</summary>
    /// <param name="ahead">The signals that will be looked ahead on: only the organs that forecast them need come so far; null: all.</param>
    public async ValueTask<bool> UpTo(int count, IReadOnlyList<Signal>? ahead = null)
    {
        for (var i = 0; i < _offered.Length; i++)
        {
            var organ = OrganCatalogue.All[i];
            if (_offered[i] >= count || (ahead is not null && !Forecasts(organ, ahead))) continue;
            if (organs.Concerning(organ, _records, _offered[i]..count) is { } concerning)
            {
                if (!organs.IsBorn(organ)) await organs.Bear(organ);
                if (!await organs.Hand(organ, concerning, isWhole && _offered[i] == 0)) return false;
                organs.Took(organ, concerning);
            }
            _offered[i] = count;
        }
        return true;
    }

    private static bool Forecasts(OrganDefinition organ, IReadOnlyList<Signal> signals)
    {
        for (var i = 0; i < signals.Count; i++)
            if (organ.Forecasts.ContainsKey(signals[i])) return true;
        return false;
    }
}
