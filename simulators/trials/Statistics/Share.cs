namespace TwinGrid.Trials.Statistics;

/// <summary>A share of counted cases, with limits that hold near 0 and 1 too.</summary>
/// <remarks>Wilson, J Am Stat Assoc 22:209, 1927.</remarks>
/// <param name="Count">Cases counted.</param>
/// <param name="Hits">Of them, those meant.</param>
public readonly record struct Share(long Count, long Hits)
{
    private const double Quantile95 = 1.959963984540054;

    /// <summary>NaN of none.</summary>
    public double Value => Count == 0 ? double.NaN : (double)Hits / Count;

    /// <summary>Standard error (Wald): the Monte-Carlo error of a simulated share.</summary>
    public double Error => Math.Sqrt(Value * (1 - Value) / Count);

    /// <summary>Wilson's limits.</summary>
    /// <param name="quantile">Of the normal distribution, such as 1.96 for 95 %.</param>
    public (double Low, double High) Limits(double quantile = Quantile95)
    {
        var (p, z) = (Value, quantile * quantile / Count);
        var (centre, reach) = ((p + z / 2) / (1 + z), quantile / (1 + z) * Math.Sqrt(p * (1 - p) / Count + z / 4 / Count));
        return (Math.Max(0, centre - reach), Math.Min(1, centre + reach));
    }
}
