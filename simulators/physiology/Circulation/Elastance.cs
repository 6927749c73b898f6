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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Ventricle(Lanes phase) =>
        RaisedCosine(Lanes.Min(phase * (1 / VentriclePeak), (VentricleEnd - phase) * (1 / (VentricleEnd - VentriclePeak))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Atrium(Lanes phase, Lanes onset)
    {
        var since = phase - onset;
        since = Lanes.Select(since < Lanes.Zero, since + 1, since);
        return RaisedCosine(Lanes.Min(since, AtriumLength - since) * (2 / AtriumLength));
    }

    /// <summary>½(1 − cos πx) for x within 0 and 1, 0 below; to 1e-13.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes RaisedCosine(Lanes x)
    {
        var u = Lanes.Min(Lanes.Max(x, Lanes.Zero), Lanes.One) * (Math.PI / 2);
        var u2 = u * u;
        var u4 = u2 * u2;
        var low = 1 - u2 * (1d / 6) + u4 * (1d / 120 - u2 * (1d / 5040));
        var high = 1d / 362880 - u2 * (1d / 39916800) + u4 * (1d / 6227020800 - u2 * (1d / 1307674368000) + u4 * (1d / 355687428096000));
        var sine = u * (low + u4 * u4 * high);
        return sine * sine;
    }
}
