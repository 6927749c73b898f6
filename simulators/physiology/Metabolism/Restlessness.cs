namespace TwinGrid.Physiology.Metabolism;

/// <summary>
/// How restless a person's glucose is: scales unexplained glucose and sensor noise alike to the surprises that this person's
/// measurements hold, so that the spread fits the person and the balance between the two stays. Surprises are summed over half an hour
/// of samples, as it is there that a model too sure of itself shows.
/// </summary>
internal struct Restlessness
{
    private const int Samples = 6;
    private const double Learning = 0.03;
    private const double Greatest = 6;

    /// <summary>Mean of the held squared surprise at the right level.</summary>
    private const double Expected = 0.9;
    private const double Lowest = 0.1;
    private const double Highest = 3;

    private double _sum;
    private int _count;

    public Restlessness() => Level = 1;

    /// <summary>Variance of unexplained glucose and sensor noise relative to the typical person.</summary>
    public double Level { get; private set; }

    /// <summary>Numbers that <see cref="Restore"/> takes.</summary>
    public readonly double[] Save() => [Level, _sum, _count];

    public static Restlessness Restore(ReadOnlySpan<double> saved) => new() { Level = saved[0], _sum = saved[1], _count = (int)saved[2] };

    /// <summary>Learns from one surprise in units of its expected deviation.</summary>
    public void Learn(double surprise)
    {
        _sum += surprise;
        if (++_count < Samples) return;
        var relative = Math.Min(_sum * _sum / Samples, Greatest);
        Level = Math.Clamp(Level * Math.Exp(Learning * (relative / Expected - 1)), Lowest, Highest);
        _sum = 0;
        _count = 0;
    }
}
