using MathNet.Numerics.Interpolation;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>How a continuous glucose sensor errs: correlated noise, skewed to a Johnson SU distribution, smooth between its points.</summary>
/// <remarks>
/// Breton, Kovatchev, Analysis, modeling, and simulation of the accuracy of continuous glucose sensors, J Diabetes Sci Technol 2:853,
/// 2008: e₁ = v₁, eₙ = PACF·(eₙ₋₁ + vₙ) each 15 min; error = ξ + λ·sinh((e − γ)/δ). Figures of the two sensors as in the parameter
/// file of jxx123/simglucose, commit a6f6777, MIT licence.
/// </remarks>
/// <param name="PartialAutocorrelation">PACF of the normal noise behind the error.</param>
/// <param name="Gamma">Johnson γ.</param>
/// <param name="Lambda">Johnson λ, mg/dL.</param>
/// <param name="Delta">Johnson δ.</param>
/// <param name="Xi">Johnson ξ, mg/dL.</param>
/// <param name="SampleMin">A reading each so many minutes.</param>
/// <param name="LowestMgPerDl">Lowest reading it shows.</param>
/// <param name="HighestMgPerDl">Highest reading it shows.</param>
public sealed record ContinuousSensor(
    double PartialAutocorrelation, double Gamma, double Lambda, double Delta, double Xi, double SampleMin, double LowestMgPerDl, double HighestMgPerDl)
{
    private const double PointMin = 15;

    public static ContinuousSensor Dexcom { get; } = new(0.7, -0.5444, 15.9574, 1.6898, -5.47, 3, 39, 600);

    public static ContinuousSensor Guardian { get; } = Dexcom with { SampleMin = 5 };

    /// <summary>Errors of successive readings, mg/dL.</summary>
    /// <param name="readings">How many.</param>
    /// <param name="noise">Whose sensor: the same key gives the same errors.</param>
    public double[] Errors(int readings, CounterNoise noise)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(readings);
        var points = Math.Max((int)Math.Ceiling(readings * SampleMin / PointMin) + 1, 5);
        var times = new double[points];
        var errors = new double[points];
        var e = 0.0;
        for (var i = 0; i < points; i++)
        {
            var v = noise.Normal(i, 0, 0);
            e = i == 0 ? v : PartialAutocorrelation * (e + v);
            times[i] = i * PointMin;
            errors[i] = Xi + Lambda * Math.Sinh((e - Gamma) / Delta);
        }
        var smooth = CubicSpline.InterpolateNaturalSorted(times, errors);
        return [.. Enumerable.Range(0, readings).Select(i => smooth.Interpolate(i * SampleMin))];
    }

    /// <summary>What the sensor shows of a course of glucose under the skin, sampled at its own rate.</summary>
    /// <param name="glucoseMgPerDl">A value each <see cref="SampleMin"/> minutes.</param>
    /// <param name="noise">Whose sensor.</param>
    public double[] Read(IReadOnlyList<double> glucoseMgPerDl, CounterNoise noise)
    {
        ArgumentNullException.ThrowIfNull(glucoseMgPerDl);
        var errors = Errors(glucoseMgPerDl.Count, noise);
        return [.. errors.Select((error, i) => Math.Clamp(glucoseMgPerDl[i] + error, LowestMgPerDl, HighestMgPerDl))];
    }
}
