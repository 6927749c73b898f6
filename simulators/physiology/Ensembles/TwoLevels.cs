namespace TwinGrid.Physiology.Ensembles;

/// <summary>
/// Eight members in which four uncertain things are high in four and low in four, every pair of things in all combinations equally often: the smallest
/// ensemble that shows the spread each of them brings.
/// </summary>
/// <remarks>The half fraction of the two-level factorial in four factors: Box, Hunter, Hunter, Statistics for Experimenters, 2nd ed., ch. 6.</remarks>
public static class TwoLevels
{
    /// <summary>How many uncertain things there can be.</summary>
    public const int Factors = 4;

    /// <summary>1 where the thing is high in the member, −1 where low.</summary>
    /// <param name="member">0 to 7.</param>
    /// <param name="factor">0 to 3.</param>
    public static double Of(int member, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(factor);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(factor, Factors);
        var bits = factor < Factors - 1 ? member >> factor & 1 : (member ^ member >> 1 ^ member >> 2) & 1;
        return 2 * bits - 1;
    }

    /// <summary>A multiple drawn so: e to the plus or minus <paramref name="spread"/>, the standard deviation of the logarithm.</summary>
    public static double Times(int member, int factor, double spread) => Math.Exp(spread * Of(member, factor));
}
