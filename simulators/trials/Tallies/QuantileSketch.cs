namespace TwinGrid.Trials.Tallies;

/// <summary>How figures are spread: counts in bins that widen with the figure, 256 to each doubling. Merges exactly; a quantile is off by 0.2 % at most.</summary>
/// <remarks>
/// The bin is the upper bits of the double itself, so it is the same on every machine. The middle of a bin is within 2⁻⁹ of all in it. Figures nearer to zero than 2⁻³⁰ (9e-10) count as
/// zero. After Masson, Rim, Lee, DDSketch, VLDB 12:2195, 2019, with the linear bins of HdrHistogram.
/// </remarks>
public sealed class QuantileSketch
{
    /// <summary>Largest relative error of a quantile.</summary>
    public const double RelativeError = 1.0 / 512;

    private const int Shift = 52 - 8, Origin = (1023 - 30) << 8;

    private readonly Bins _above = new(), _below = new();

    /// <summary>Figures.</summary>
    public long Count { get; private set; }

    private long Zeros => Count - _above.Count - _below.Count;

    /// <summary>Adds a figure.</summary>
    public void Add(double figure)
    {
        if (!double.IsFinite(figure)) throw new ArgumentOutOfRangeException(nameof(figure), figure, "A figure is finite.");
        Count++;
        var bin = (int)((BitConverter.DoubleToInt64Bits(figure) & long.MaxValue) >> Shift) - Origin;
        if (bin < 0) return;
        (figure > 0 ? _above : _below).Add(bin, 1);
    }

    /// <summary>Adds other figures.</summary>
    public void Merge(QuantileSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Count += other.Count;
        _above.Merge(other._above);
        _below.Merge(other._below);
    }

    /// <summary>A quantile, between the two nearest in rank as R's type 7; NaN of nothing.</summary>
    /// <param name="share">0 to 1.</param>
    public double Quantile(double share)
    {
        if (Count == 0) return double.NaN;
        var rank = share * (Count - 1);
        var (below, part) = ((long)Math.Floor(rank), rank - Math.Floor(rank));
        var low = AtRank(below);
        return part == 0 ? low : low + part * (AtRank(below + 1) - low);
    }

    /// <summary>Bins that hold anything, from the lowest figure: its middle and how many.</summary>
    public IEnumerable<(double Figure, long Count)> Spread()
    {
        foreach (var (bin, count) in _below.Filled().Reverse()) yield return (-Middle(bin), count);
        if (Zeros > 0) yield return (0, Zeros);
        foreach (var (bin, count) in _above.Filled()) yield return (Middle(bin), count);
    }

    private double AtRank(long rank)
    {
        var left = rank;
        foreach (var (figure, count) in Spread())
        {
            if (left < count) return figure;
            left -= count;
        }
        return double.NaN;
    }

    private static double Middle(int bin) => BitConverter.Int64BitsToDouble((long)(bin + Origin) << Shift | 1L << (Shift - 1));

    internal void Write(TallyWriter to)
    {
        to.Write(Count);
        if (Count == 0) return;
        _above.Write(to);
        _below.Write(to);
    }

    internal void Read(ref TallyReader from)
    {
        Count = from.ReadCount();
        if (Count == 0) return;
        _above.Read(ref from);
        _below.Read(ref from);
        if (Zeros < 0) throw new InvalidDataException("The tally is torn: a sketch holds more figures than it counts.");
    }

    /// <summary>Counts from a first bin on, as wide as what came.</summary>
    private sealed class Bins
    {
        private const int MostBins = (0x7FF << 8) - Origin;

        private long[] _counts = [];
        private int _first;

        public long Count { get; private set; }

        public void Add(int bin, long count)
        {
            if ((uint)(bin - _first) >= (uint)_counts.Length) Reach(bin);
            _counts[bin - _first] += count;
            Count += count;
        }

        public void Merge(Bins other)
        {
            foreach (var (bin, count) in other.Filled()) Add(bin, count);
        }

        public IEnumerable<(int Bin, long Count)> Filled()
        {
            for (var i = 0; i < _counts.Length; i++)
                if (_counts[i] != 0) yield return (_first + i, _counts[i]);
        }

        public void Write(TallyWriter to)
        {
            var filled = Filled().ToArray();
            to.Write(filled.Length);
            var last = 0;
            foreach (var (bin, count) in filled)
            {
                to.Write(bin - last);
                to.Write(count);
                last = bin;
            }
        }

        public void Read(ref TallyReader from)
        {
            var (filled, bin) = (from.ReadLength(), 0L);
            for (var i = 0; i < filled; i++)
            {
                bin += from.ReadCount();
                if (bin > MostBins) throw new InvalidDataException("The tally is torn: a sketch has a bin beyond all numbers.");
                Add((int)bin, from.ReadCount());
            }
        }

        private void Reach(int bin)
        {
            if (_counts.Length == 0) (_counts, _first) = (new long[64], Math.Max(0, bin - 32));
            if (bin < _first)
            {
                var first = Math.Max(0, Math.Min(bin, _first - _counts.Length));
                var wider = new long[_counts.Length + _first - first];
                _counts.CopyTo(wider, _first - first);
                (_counts, _first) = (wider, first);
            }
            else if (bin >= _first + _counts.Length)
            {
                Array.Resize(ref _counts, Math.Max(bin - _first + 1, 2 * _counts.Length));
            }
        }
    }
}
