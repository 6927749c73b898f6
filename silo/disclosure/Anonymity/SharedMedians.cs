namespace TwinGrid.Disclosure.Anonymity;

/// <summary>
/// What a class of people shows of its measurements: of each cell (a signal in a month) the median of its members' values, and only where at least k of them have one. So each
/// number shown is shared by k people, and nobody's own moves it farther than to his neighbour's (microaggregation: Domingo-Ferrer and Mateo-Sanz 2002, by medians).
/// Memory grows with the different values, not with the people.
/// </summary>
public sealed class SharedMedians(int k)
{
    private readonly SortedDictionary<(int Signal, int Month), SortedDictionary<long, int>> _cells = [];

    /// <summary>One person's value in a cell, in whole steps; once a person and cell.</summary>
    public void Add(int signal, int month, long value)
    {
        if (!_cells.TryGetValue((signal, month), out var values)) _cells[(signal, month)] = values = [];
        values[value] = values.GetValueOrDefault(value) + 1;
    }

    /// <summary>Cells that must not be shown.</summary>
    public int Withheld => _cells.Values.Count(values => values.Values.Sum() < k);

    /// <summary>Cells that may be shown, with their medians.</summary>
    public IEnumerable<(int Signal, int Month, double Median)> Shown()
    {
        foreach (var ((signal, month), values) in _cells)
        {
            var count = values.Values.Sum();
            if (count >= k) yield return (signal, month, (At(values, (count - 1) / 2) + At(values, count / 2)) / 2.0);
        }
    }

    private static long At(SortedDictionary<long, int> values, int place)
    {
        foreach (var (value, count) in values)
            if ((place -= count) < 0) return value;
        throw new ArgumentOutOfRangeException(nameof(place), place, "There are not so many values.");
    }
}
