using TwinGrid.Organs;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Patients;

/// <summary>Records on their way from the twin to its organs: each organ is given them in order and once, as far as it must have come.</summary>
internal sealed class OrganHanding(OrganCircle organs)
{
    private readonly WaitingRecords _records = new();

    /// <summary>How many of the records each organ has been offered, in the catalogue's order.</summary>
    private readonly int[] _offered = new int[OrganCatalogue.All.Count];

    private bool _isWhole;

    /// <summary>How many records are on their way.</summary>
    public int Count => _records.Count;

    /// <summary>Sends the first on their way.</summary>
    /// <param name="areWhole">True when they will be everything since the checkpoint.</param>
    public void Begin(bool areWhole)
    {
        _records.Clear();
        Array.Clear(_offered);
        _isWhole = areWhole;
    }

    /// <summary>Sends more after those that are on their way.</summary>
    /// <param name="mayWait">False when they will be handed over at once.</param>
    public void Add(IReadOnlyList<LoggedRecord> records, bool mayWait)
    {
        for (var i = 0; i < records.Count; i++) _records.Add(records[i], isBrief: !mayWait);
    }

    /// <summary>Brings organs up to the first so many records. False when one lost what it was given before.</summary>
    /// <param name="ahead">The signals that will be looked ahead on: only the organs that forecast them need come so far; null: all.</param>
    public async ValueTask<bool> UpTo(int count, IReadOnlyList<Signal>? ahead = null)
    {
        for (var i = 0; i < _offered.Length; i++)
        {
            var organ = OrganCatalogue.All[i];
            if (_offered[i] >= count || (ahead is not null && !Forecasts(organ, ahead))) continue;
            if (_records.Concerning(organ, _offered[i]..count, organs.IsBorn(organ)) is { } concerning)
            {
                if (!organs.IsBorn(organ)) await organs.Bear(organ);
                if (!await organs.Hand(organ, concerning, _isWhole && _offered[i] == 0)) return false;
                organs.Took(organ, concerning);
            }
            _offered[i] = count;
        }
        return true;
    }

    /// <summary>All have arrived: none is on its way.</summary>
    public void End() => Begin(areWhole: false);

    private static bool Forecasts(OrganDefinition organ, IReadOnlyList<Signal> signals)
    {
        for (var i = 0; i < signals.Count; i++)
            if (organ.Forecasts.ContainsKey(signals[i])) return true;
        return false;
    }
}
