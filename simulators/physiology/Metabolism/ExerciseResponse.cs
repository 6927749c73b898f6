namespace TwinGrid.Physiology.Metabolism;

/// <summary>
/// How physical activity, seen by the heart rate, lowers glucose: at once through use that needs no insulin, and for hours through
/// raised insulin action.
/// </summary>
/// <remarks>
/// Breton, J Diabetes Sci Technol 2:169, 2008; Dalla Man, Breton, Cobelli, ibid. 3:56, 2009: dY = (HR − HRb − Y)/τHR;
/// dZ = f − (f + 1/τex)Z, f = (Y/(a·HRb))ⁿ/(1 + (Y/(a·HRb))ⁿ). The rise of insulin action at full Z is that of α = 3e-4 per
/// heart-beat of work after half an hour at 60 beats above rest.
/// </remarks>
public struct ExerciseResponse : IEquatable<ExerciseResponse>
{
    private const double OnsetMin = 5;
    private const double AfterglowMin = 600;
    private const double Threshold = 0.1;
    private const double UsePerBeat = 0.01;
    private const double ActionAtFull = 3e-4 * 30 * 60;

    /// <summary>Heart rate above rest as the tissues feel it, 1/min.</summary>
    public double Intensity { get; private set; }

    /// <summary>How far insulin action is raised, 0 to 1.</summary>
    public double Afterglow { get; private set; }

    /// <summary>Relative rise of the use that needs no insulin.</summary>
    public readonly double Use => UsePerBeat * Intensity;

    /// <summary>Relative rise of insulin action.</summary>
    public readonly double Action => ActionAtFull * Afterglow;

    /// <summary>The state as it was saved.</summary>
    public static ExerciseResponse Restore(double intensity, double afterglow) => new() { Intensity = intensity, Afterglow = afterglow };

    /// <summary>A stretch of time at one heart rate, by the exact solution with f held.</summary>
    public void Advance(double minutes, double heartRatePerMin, double restingPerMin)
    {
        var above = Math.Max(heartRatePerMin - restingPerMin, 0);
        Intensity = above + (Intensity - above) * Math.Exp(-minutes / OnsetMin);
        if (Intensity < 1e-6) Intensity = 0;
        var relative = Intensity / (Threshold * restingPerMin);
        var fourth = relative * relative * relative * relative;
        var f = fourth / (1 + fourth);
        var rate = f + 1 / AfterglowMin;
        Afterglow = f / rate + (Afterglow - f / rate) * Math.Exp(-rate * minutes);
        if (Afterglow < 1e-9) Afterglow = 0;
    }

    public readonly bool Equals(ExerciseResponse other) => (Intensity, Afterglow) == (other.Intensity, other.Afterglow);

    public override readonly bool Equals(object? obj) => obj is ExerciseResponse other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(Intensity, Afterglow);

    public static bool operator ==(ExerciseResponse a, ExerciseResponse b) => a.Equals(b);

    public static bool operator !=(ExerciseResponse a, ExerciseResponse b) => !a.Equals(b);
}
