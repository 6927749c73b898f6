namespace TwinGrid.Physiology.Tumours;

/// <summary>The sum of target lesions, and what becomes of it.</summary>
/// <remarks>Eisenhauer, Therasse, Bogaerts, et al., Eur J Cancer 45:228, 2009 (RECIST 1.1). New and non-target lesions are not read here.</remarks>
public static class Recist
{
    private const int MostLesions = 5, MostOfAnOrgan = 2;
    private const double LeastLesionMm = 10, LeastNodeMm = 15, NormalNodeMm = 10, Response = .7, Progression = 1.2, ProgressionMm = 5;

    /// <summary>The sum of the target lesions' diameters, mm.</summary>
    /// <param name="lesions">At most five, two of an organ.</param>
    /// <param name="isBaseline">Whether they are chosen here: then each must be measurable.</param>
    /// <exception cref="ArgumentException">They are no target lesions; the message names the one and why.</exception>
    public static double Sum(IReadOnlyList<Lesion> lesions, bool isBaseline)
    {
        ArgumentNullException.ThrowIfNull(lesions);
        if (lesions.Count is 0 or > MostLesions) throw new ArgumentException($"There are {lesions.Count} target lesions; there may be one to {MostLesions}.", nameof(lesions));
        if (lesions.GroupBy(lesion => lesion.Organ, StringComparer.OrdinalIgnoreCase).FirstOrDefault(organ => organ.Count() > MostOfAnOrgan) is { } many)
            throw new ArgumentException($"There are {many.Count()} target lesions of '{many.Key}'; there may be {MostOfAnOrgan}.", nameof(lesions));
        foreach (var lesion in lesions)
        {
            if (!(lesion.DiameterMm >= 0) || !double.IsFinite(lesion.DiameterMm)) throw new ArgumentException($"The lesion in '{lesion.Organ}' measures {lesion.DiameterMm} mm.", nameof(lesions));
            var least = lesion.IsNode ? LeastNodeMm : LeastLesionMm;
            if (isBaseline && lesion.DiameterMm < least)
                throw new ArgumentException($"The {(lesion.IsNode ? "node" : "lesion")} in '{lesion.Organ}' measures {lesion.DiameterMm} mm; a target has {least} mm or more at the start.", nameof(lesions));
        }
        return lesions.Sum(lesion => lesion.DiameterMm);
    }

    /// <summary>What a sum means beside earlier ones.</summary>
    /// <param name="baselineMm">At the start.</param>
    /// <param name="smallestMm">The smallest so far, the start included.</param>
    /// <param name="nowMm">Now.</param>
    /// <param name="nodesMm">What of it nodes are, each below 10 mm; nodes never vanish.</param>
    public static TumourAnswer Answer(double baselineMm, double smallestMm, double nowMm, double nodesMm = 0)
    {
        if (!(baselineMm > 0)) throw new ArgumentOutOfRangeException(nameof(baselineMm), baselineMm, "There was something to measure at the start.");
        if (nowMm - smallestMm >= ProgressionMm && nowMm >= Progression * smallestMm) return TumourAnswer.Progressive;
        if (nowMm <= nodesMm && nodesMm < NormalNodeMm * MostLesions) return TumourAnswer.Complete;
        return nowMm <= Response * baselineMm ? TumourAnswer.Partial : TumourAnswer.Stable;
    }
}

/// <summary>A target lesion.</summary>
/// <param name="Organ">Where.</param>
/// <param name="DiameterMm">Longest; of a node the shortest.</param>
/// <param name="IsNode">Whether it is a lymph node.</param>
public readonly record struct Lesion(string Organ, double DiameterMm, bool IsNode = false);

/// <summary>Categories of RECIST.</summary>
public enum TumourAnswer
{
    Complete = 0,
    Partial = 1,
    Stable = 2,
    Progressive = 3,
}
