namespace TwinGrid.Trials.Tallies;

/// <summary>One figure over people: how many, mean, spread, least and most, quantiles.</summary>
public sealed class FigureTally
{
    private readonly Moments _moments = new(1);
    private readonly QuantileSketch _sketch = new();

    /// <summary>People in whom it was known.</summary>
    public long Count => _moments.Count;

    /// <summary>People in whom it was not.</summary>
    public long Missing { get; private set; }

    public double Mean => _moments.Mean(0);

    /// <summary>Sample variance; NaN of fewer than two.</summary>
    public double Variance => Count < 2 ? double.NaN : _moments.Scatter(0, 0) / (Count - 1);

    /// <summary>Standard deviation; NaN of fewer than two.</summary>
    public double Deviation => Math.Sqrt(Variance);

    /// <summary>Least; +∞ of nobody.</summary>
    public double Least { get; private set; } = double.PositiveInfinity;

    /// <summary>Most; −∞ of nobody.</summary>
    public double Most { get; private set; } = double.NegativeInfinity;

    /// <summary>A quantile, within 0.2 %, never beyond the least and the most.</summary>
    public double Quantile(double share) => Count == 0 ? double.NaN : Math.Clamp(_sketch.Quantile(share), Least, Most);

    /// <summary>Adds a person's figure; NaN: not known.</summary>
    public void Add(double figure)
    {
        if (double.IsNaN(figure))
        {
            Missing++;
            return;
        }
        _moments.Add([figure]);
        _sketch.Add(figure);
        if (figure < Least) Least = figure;
        if (figure > Most) Most = figure;
    }

    /// <summary>Adds other people.</summary>
    public void Merge(FigureTally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _moments.Merge(other._moments);
        _sketch.Merge(other._sketch);
        Missing += other.Missing;
        (Least, Most) = (Math.Min(Least, other.Least), Math.Max(Most, other.Most));
    }

    internal void Write(TallyWriter to)
    {
        to.Write(Missing);
        _moments.Write(to);
        if (Count == 0) return;
        _sketch.Write(to);
        to.Write(Least);
        to.Write(Most);
    }

    internal void Read(ref TallyReader from)
    {
        Missing = from.ReadCount();
        _moments.Read(ref from);
        if (Count == 0) return;
        _sketch.Read(ref from);
        (Least, Most) = (from.ReadDouble(), from.ReadDouble());
    }
}
