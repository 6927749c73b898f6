using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Respiration;

/// <summary>How much oxygen and carbon dioxide blood carries at a pressure, and the way back. Pressures mmHg, contents mL (STPD) per mL of blood.</summary>
/// <remarks>
/// Oxygen: Severinghaus, J Appl Physiol 46:599, 1979, moved by acidity with carbon dioxide (Bohr; exponent .45 of the ratio to 40 mmHg),
/// 1.34 mL per g of haemoglobin and what is dissolved. Carbon dioxide: Spencer, Firouztale, Mellins, Ann Biomed Eng 7:59, 1979.
/// </remarks>
internal static class BloodGas
{
    private const double Dissolved = 3.1e-5, PerGram = .0134, BohrExponent = .45, RestingCarbonDioxide = 40;

    /// <summary>Spencer's constants for carbon dioxide; the capacity in mL per mL.</summary>
    private const double Capacity = .0227 * 86.11, HalfPressure = 194.4, Shape = 1.819, OxygenBelow = .05591, OxygenAbove = .03255;

    /// <summary>Share of the haemoglobin that carries oxygen, 0 to 1.</summary>
    public static Lanes Saturation(Lanes oxygen, Lanes carbonDioxide) => SaturationAt(oxygen * Bohr(carbonDioxide));

    /// <summary>Oxygen content at a haemoglobin in g/dL.</summary>
    public static Lanes OxygenContent(Lanes oxygen, Lanes carbonDioxide, Lanes haemoglobin) =>
        PerGram * haemoglobin * Saturation(oxygen, carbonDioxide) + Dissolved * oxygen;

    /// <summary>The oxygen pressure of a content: Hill's curve for a start, then Newton.</summary>
    public static Lanes OxygenPressure(Lanes content, Lanes carbonDioxide, Lanes haemoglobin)
    {
        var bohr = Bohr(carbonDioxide);
        var capacity = PerGram * haemoglobin;
        var share = Lanes.Clamp(content / capacity, .01, .995);
        var pressure = Lanes.Max(26.8 * Power(share / (1 - share), .37), (content - capacity) / Dissolved);
        for (var i = 0; i < 6; i++)
        {
            var moved = pressure * bohr;
            var square = moved * moved;
            var cube = moved * (square + 150);
            var open = cube + 23400;
            var excess = capacity * cube / open + Dissolved * pressure - content;
            var slope = capacity * bohr * 23400 * (3 * square + 150) / (open * open) + Dissolved;
            pressure = Lanes.Clamp(pressure - excess / slope, pressure * .5, pressure * 2);
        }
        return pressure;
    }

    /// <summary>Carbon dioxide content; the fuller of oxygen the blood is, the less it carries.</summary>
    public static Lanes CarbonDioxideContent(Lanes carbonDioxide, Lanes oxygen)
    {
        var x = Power(carbonDioxide * (1 + OxygenAbove * oxygen) / (HalfPressure * (1 + OxygenBelow * oxygen)), 1 / Shape);
        return Capacity * x / (1 + x);
    }

    /// <summary>The carbon dioxide pressure of a content.</summary>
    public static Lanes CarbonDioxidePressure(Lanes content, Lanes oxygen) =>
        Power(content / (Capacity - content), Shape) * HalfPressure * (1 + OxygenBelow * oxygen) / (1 + OxygenAbove * oxygen);

    private static Lanes Bohr(Lanes carbonDioxide) => Power(RestingCarbonDioxide / Lanes.Max(carbonDioxide, 1), BohrExponent);

    private static Lanes SaturationAt(Lanes moved)
    {
        var cube = moved * (moved * moved + 150);
        return cube / (cube + 23400);
    }

    /// <summary>xᵃ for x from about 1e-3 to 1e3; the logarithm by Halley's method on the exponential.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Lanes Power(Lanes x, double exponent)
    {
        var y = 2 * (x - 1) / (x + 1);
        for (var i = 0; i < 5; i++)
        {
            var e = Lanes.Exp(y);
            y += 2 * (x - e) / (x + e);
        }
        return Lanes.Exp(exponent * y);
    }
}
