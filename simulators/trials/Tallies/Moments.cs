using System.Numerics;

namespace TwinGrid.Trials.Tallies;

/// <summary>Sums and sums of products of a few figures over people: all that least squares needs of them. Exact, so the order of people and of merging does not matter.</summary>
public sealed class Moments
{
    private readonly ExactSum[] _sums, _products;

    /// <param name="figures">How many each person brings.</param>
    public Moments(int figures) => (_sums, _products) = (new ExactSum[figures], new ExactSum[figures * (figures + 1) / 2]);

    /// <summary>People.</summary>
    public long Count { get; private set; }

    /// <summary>How many figures each person brings.</summary>
    public int Figures => _sums.Length;

    /// <summary>Adds a person.</summary>
    /// <param name="figures">All finite.</param>
    public void Add(ReadOnlySpan<double> figures)
    {
        if (figures.Length != _sums.Length) throw new ArgumentException($"{_sums.Length} figures are summed; these are {figures.Length}.", nameof(figures));
        var place = 0;
        for (var i = 0; i < figures.Length; i++)
        {
            _sums[i].Add(figures[i]);
            for (var j = 0; j <= i; j++) _products[place++].AddProduct(figures[i], figures[j]);
        }
        Count++;
    }

    /// <summary>Adds other people.</summary>
    public void Merge(Moments other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Figures != Figures) throw new ArgumentException($"{Figures} figures are summed; those are {other.Figures}.", nameof(other));
        Count += other.Count;
        for (var i = 0; i < _sums.Length; i++) _sums[i].Add(other._sums[i]);
        for (var i = 0; i < _products.Length; i++) _products[i].Add(other._products[i]);
    }

    /// <summary>Mean of a figure; NaN of nobody.</summary>
    public double Mean(int figure) => Count == 0 ? double.NaN : _sums[figure].Value / Count;

    /// <summary>Sum over people of the products of two figures' distances from their means. Nothing is lost to cancellation.</summary>
    public double Scatter(int a, int b)
    {
        if (Count == 0) return 0;
        var (i, j) = a >= b ? (a, b) : (b, a);
        var units = Count * (_products[i * (i + 1) / 2 + j].Exact << 96) - _sums[a].Exact * (BigInteger)_sums[b].Exact;
        return ExactSum.ToDouble(units, 192) / Count;
    }

    internal void Write(TallyWriter to)
    {
        to.Write(Count);
        if (Count == 0) return;
        foreach (var sum in _sums) to.Write(sum);
        foreach (var product in _products) to.Write(product);
    }

    internal void Read(ref TallyReader from)
    {
        Count = from.ReadCount();
        if (Count == 0) return;
        for (var i = 0; i < _sums.Length; i++) _sums[i] = from.ReadSum();
        for (var i = 0; i < _products.Length; i++) _products[i] = from.ReadSum();
    }
}
