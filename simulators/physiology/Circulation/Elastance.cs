using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Circulation;

/// <summary>How far the chambers' muscle is contracted, 0 to 1, over the beat; phase runs from 0 (ventricles begin) to 1.</summary>
/// <remarks>Korakianitis &amp; Shi, J Biomech 39:1964, 2006: raised cosines. ½(1 − cos πx) is written as sin²(πx/2).</remarks>
internal static class Elastance
{
    /// <summary>Share of the beat until the ventricles are fully contracted, and until they are slack again.</summary>
    public const double VentriclePeak = .3, VentricleEnd = .45;

    /// <summary>Where in the beat the atria begin, and for which share they contract.</summary>
    public const double AtriumOnset = .92, AtriumLength = .09;

    /// <summary>The ventricles; a solver's stage may look a little past 1, where they are still slack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Ventricle(Lanes phase) =>
        RaisedCosine(Lanes.Min(phase * (1 / VentriclePeak), (VentricleEnd - phase) * (1 / (VentricleEnd - VentriclePeak))));

    /// <summary>The atria; their contraction runs on into the next beat.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Atrium(Lanes phase, Lanes onset)
    {
        var since = phase - onset;
        since = Lanes.Select(since < Lanes.Zero, since + 1, since);
        return RaisedCosine(Lanes.Min(since, AtriumLength - since) * (2 / AtriumLength));
    }

    /// <summary>½(1 − cos πx) for x up to 1, 0 below 0; to 1e-10, by the polynomial through sin(πx/2) at six Chebyshev points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes RaisedCosine(Lanes x)
    {
        x = Lanes.Max(x, Lanes.Zero);
        var z = x * x;
        var z2 = z * z;
        var low = Lanes.MultiplyAdd(z, -.6459640955741276, 1.570796326768066);
        var middle = Lanes.MultiplyAdd(z, -.004681657707300385, .07969260368558713);
        var high = Lanes.MultiplyAdd(z, -3.43178899969763e-6, .00016025459025864903);
        var sine = x * Lanes.MultiplyAdd(z2, Lanes.MultiplyAdd(z2, high, middle), low);
        return sine * sine;
    }
}
