namespace TwinGrid.Physiology.Circulation;

/// <summary>What a few minutes of steady cycling do to a circulation: brain and muscle command it, the reflexes are reset around it.</summary>
/// <remarks>
/// Rate and vascular resistance follow the published targets of the BioGears validation (45, 90, 190 and 430 W of a healthy man).
/// Contractility, and the blood that muscle pump and veins bring into play, are what makes this loop give the published output and
/// stroke volume. Lung vessels open to six tenths of their resistance.
/// </remarks>
public static class Exercise
{
    private static ReadOnlySpan<double> Watts => [0, 45, 90, 190, 430];

    private static ReadOnlySpan<double> Rate => [1, 1.56, 1.97, 2.37, 2.57];

    private static ReadOnlySpan<double> Resistance => [1, .449, .406, .340, .337];

    private static ReadOnlySpan<double> LungResistance => [1, .6, .6, .6, .6];

    private static ReadOnlySpan<double> Contractility => [1, 1.5, 1.6, 2.2, 2.5];

    private static ReadOnlySpan<double> Stressed => [1, 1.4, 1.46, 1.6, 1.65];

    /// <summary>The scenario of a person who cycles.</summary>
    /// <param name="heart">The person.</param>
    /// <param name="watts">Power on the pedals, 0 to 430 W.</param>
    /// <exception cref="ArgumentOutOfRangeException">No one keeps up more, or less than nothing.</exception>
    public static CirculationScenario At(HeartParameters heart, double watts)
    {
        ArgumentNullException.ThrowIfNull(heart);
        if (!(watts >= 0 && watts <= Watts[^1])) throw new ArgumentOutOfRangeException(nameof(watts), watts, $"Exercise is given as 0 to {Watts[^1]} W.");
        return new()
        {
            HeartRate = heart.HeartRate * Between(Rate, watts), SvrFactor = Between(Resistance, watts), PvrFactor = Between(LungResistance, watts),
            LvContractility = Between(Contractility, watts), StressedVolumeFactor = Between(Stressed, watts),
        };
    }

    /// <summary>The scenario of a person whose heart is held at a rate by cycling; at or below the resting rate, rest; beyond what 430 W would ask, those with that rate.</summary>
    public static CirculationScenario AtRate(HeartParameters heart, double heartRate)
    {
        ArgumentNullException.ThrowIfNull(heart);
        var times = Math.Max(1, heartRate / heart.HeartRate);
        var above = 1;
        while (above < Rate.Length - 1 && Rate[above] < times) above++;
        var share = Math.Min(1, (times - Rate[above - 1]) / (Rate[above] - Rate[above - 1]));
        return At(heart, Watts[above - 1] + share * (Watts[above] - Watts[above - 1])) with { HeartRate = heart.HeartRate * times };
    }

    private static double Between(ReadOnlySpan<double> values, double watts)
    {
        var above = 1;
        while (above < Watts.Length - 1 && Watts[above] < watts) above++;
        var share = (watts - Watts[above - 1]) / (Watts[above] - Watts[above - 1]);
        return values[above - 1] + share * (values[above] - values[above - 1]);
    }
}
