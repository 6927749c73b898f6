using System.Runtime.InteropServices;
using System.Text;

namespace TwinGrid.Storage.Sqlite;

/// <summary>
/// Readings in the order in which they came, in bytes, and which of them are of which twin. Pages are taken from, and given back to, a heap of spare ones. Not safe for
/// concurrent use.
/// </summary>
internal sealed class ArrivedReadings(Stack<byte[]> spare)
{
    /// <summary>Below what the collector treats as large.</summary>
    private const int PageSize = 64 * 1024;

    private readonly List<byte[]> _pages = [];

    /// <summary>Where each lies, and which one of the same twin came before it; -1 for none.</summary>
    private readonly List<(int Page, int From, int Length, int Before)> _rows = [];

    /// <summary>The last of each twin.</summary>
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);

    private int _end = PageSize;

    /// <summary>How many there are, those of forgotten twins counted.</summary>
    public int Count => _rows.Count;

    public ArrivedReading this[int place]
    {
        get
        {
            var (page, from, length, _) = _rows[place];
            return new(_pages[page].AsSpan(from, length));
        }
    }

    /// <summary>Room for one more; <see cref="Add"/> keeps what was written there.</summary>
    /// <exception cref="ArgumentException">No page has so much.</exception>
    public Span<byte> Room(int length)
    {
        if (length > PageSize) throw new ArgumentException($"A reading of {length} bytes is longer than {PageSize}.", nameof(length));
        if (_end + length > PageSize)
        {
            _pages.Add(spare.TryPop(out var page) ? page : new byte[PageSize]);
            _end = 0;
        }
        return _pages[^1].AsSpan(_end);
    }

    /// <param name="twin">Whose it is.</param>
    /// <param name="length">Of what was written into the room.</param>
    public void Add(string twin, int length)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, twin, out var isKnown);
        _rows.Add((_pages.Count - 1, _end, length, isKnown ? last : -1));
        last = _rows.Count - 1;
        _end += length;
    }

    /// <summary>Places of a twin's, in the order in which they came.</summary>
    public List<int> Of(string twin)
    {
        var places = new List<int>();
        for (var place = _last.GetValueOrDefault(twin, -1); place >= 0; place = _rows[place].Before) places.Add(place);
        places.Reverse();
        return places;
    }

    /// <summary>Its readings are found no more.</summary>
    public void Forget(string twin) => _last.Remove(twin);

    /// <summary>Takes back the last ones, down to a count.</summary>
    public void Shrink(int count)
    {
        while (_rows.Count > count)
        {
            var (page, from, _, before) = _rows[^1];
            var twin = Encoding.UTF8.GetString(this[_rows.Count - 1].Twin);
            if (before >= 0) _last[twin] = before;
            else _last.Remove(twin);
            _rows.RemoveAt(_rows.Count - 1);
            while (_pages.Count - 1 > page) GiveBack();
            _end = from;
        }
    }

    /// <summary>The twins, in the order in which they are stored.</summary>
    public string[] Twins()
    {
        string[] twins = [.. _last.Keys];
        Array.Sort(twins, StringComparer.Ordinal);
        return twins;
    }

    /// <summary>Gives all pages back.</summary>
    public void Clear()
    {
        while (_pages.Count > 0) GiveBack();
        _rows.Clear();
        _last.Clear();
        _end = PageSize;
    }

    private void GiveBack()
    {
        spare.Push(_pages[^1]);
        _pages.RemoveAt(_pages.Count - 1);
    }
}
