namespace TwinGrid.Physiology.Metabolism;

/// <summary>How restless a person's glucose is: scales the unexplained glucose to the surprises that this person's measurements hold.</summary>
internal struct Restlessness(double level)
{
    /// <summary>Standing standard deviation of unexplained glucose in a typical person, mg/kg/min.</summary>
    private const double Typical = 1.2;
    private const double Learning = 0.02;

    public Restlessness()
        : this(1)
    {
    }

    /// <summary>Variance relative to the typical person.</summary>
    public double Level { get; private set; } = level;

    /// <summary>Variance gained over a time at this level, (mg/kg/min)².</summary>
    public static double Variance(double level, double minutes) =>
        level * Typical * Typical * (1 - Math.Exp(-2 * minutes / MetabolicBody.UnexplainedMin));

    /// <summary>Learns from a squared surprise relative to its expectation.</summary>
    public void Learn(double relative) => Level = Math.Clamp(Level * Math.Exp(Learning * (Math.Min(relative, 6) - 1)), 0.2, 5);
}
