using TwinGrid.Physiology.Trends;

namespace TwinGrid.Physiology.Circulation;

/// <summary>A person's circulation at rest, from what the population shows at that age and sex and what the person's own trends show, each by its certainty.</summary>
/// <remarks>
/// Pressures rounded after Wright et al., Mean systolic and diastolic blood pressure in adults aged 18 and over in the United States, 2001–2008, Natl Health
/// Stat Rep 35 (2011): the systolic rises with age, in women later and steeper, the diastolic falls beyond fifty. Rate after Quer et al., PLoS ONE 15:e0227709 (2020).
/// </remarks>
public static class RestingFigures
{
    private static readonly double[] Ages = [20, 35, 50, 65, 80];
    private static readonly double[] SystolicMen = [117, 119, 125, 132, 138], SystolicWomen = [109, 112, 122, 134, 145];
    private static readonly double[] DiastolicMen = [67, 74, 77, 72, 65], DiastolicWomen = [66, 70, 74, 70, 64];

    private const double RateMen = 64, RateWomen = 67;

    /// <summary>Between people of one age and sex, standard deviations.</summary>
    private const double RateSpread = 8, SystolicSpread = 15, DiastolicSpread = 10;

    /// <summary>Where in the pulse its mean lies, as a share of the pulse pressure above the diastolic.</summary>
    private const double MeanInPulse = .4;

    /// <summary>The person as far as is known; every figure within what <see cref="PersonAtRest"/> takes.</summary>
    /// <param name="female">Null: not known, half way.</param>
    /// <param name="heartRate">Resting rate by the person's trend; null where nothing was seen. Likewise the pressures.</param>
    /// <param name="mean">Mean pressure; counts where systolic and diastolic were not seen.</param>
    /// <param name="blockade">
    /// What beta blockers take from the rate that is to be expected. Not from the pressures: who is given one had higher ones than others of that age, and how much higher nobody knows.
    /// </param>
    public static PersonAtRest Of(
        double ageYears, double heightCm, double weightKg, bool? female, TrendEstimate? heartRate, TrendEstimate? systolic, TrendEstimate? diastolic, TrendEstimate? mean, Blockade blockade = default)
    {
        var share = female switch { true => 1, false => 0, null => .5 };
        double Expected(double[] men, double[] women) => (1 - share) * AtAge(men, ageYears) + share * AtAge(women, ageYears);
        var (upper, lower) = (Expected(SystolicMen, SystolicWomen), Expected(DiastolicMen, DiastolicWomen));
        if (systolic is null && diastolic is null && mean is { } middle)
        {
            // A mean alone moves both; their distance stays what is usual at that age.
            var shift = Joined(lower + MeanInPulse * (upper - lower), DiastolicSpread, middle) - lower - MeanInPulse * (upper - lower);
            (upper, lower) = (upper + shift, lower + shift);
        }
        var high = Math.Clamp(Joined(upper, SystolicSpread, systolic), 60, 250);
        return new(
            Math.Clamp(Joined(((1 - share) * RateMen + share * RateWomen) * (1 - blockade.RateLost), RateSpread, heartRate), 30, 150), high,
            Math.Clamp(Joined(lower, DiastolicSpread, diastolic), 30, Math.Min(150, high - 15)),
            Math.Clamp(ageYears, 18, 120), Math.Clamp(heightCm, 120, 230), Math.Clamp(weightKg, 30, 300), female ?? false)
        {
            Blockade = blockade,
        };
    }

    /// <summary>Two normal beliefs of one quantity joined.</summary>
    private static double Joined(double expected, double spread, TrendEstimate? seen)
    {
        if (seen is not { } own) return expected;
        var (weight, ownWeight) = (1 / (spread * spread), 1 / Math.Max(own.StandardDeviation * own.StandardDeviation, 1e-6));
        return (weight * expected + ownWeight * own.Value) / (weight + ownWeight);
    }

    private static double AtAge(double[] values, double age)
    {
        var above = Array.FindIndex(Ages, a => a >= age);
        if (above < 0) return values[^1];
        if (above == 0) return values[0];
        var part = (age - Ages[above - 1]) / (Ages[above] - Ages[above - 1]);
        return values[above - 1] + part * (values[above] - values[above - 1]);
    }
}
