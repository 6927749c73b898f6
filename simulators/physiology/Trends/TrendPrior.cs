using MathNet.Numerics.Distributions;

namespace TwinGrid.Physiology.Trends;

/// <summary>What is known of a vital sign's course before the person's own data speak. Every spread is a standard deviation in the sign's unit.</summary>
/// <remarks>
/// The spreads are deliberately wide: within a day the person's own data replace them. Means and daily swings follow ambulatory
/// recordings: Degaute, van de Borne, Linkowski, Van Cauter, Hypertension 18:199 (1991), 24 h patterns of pressure and heart rate with
/// two harmonics; Mancia et al. (PAMELA), J Hypertens 13:1377 (1995), 24 h pressures of a general population; Quer et al., PLoS ONE
/// 15:e0227709 (2020), daily resting heart rate within and between 92,457 people. Daily swings are 0.6 to 0.7 of those recordings', as
/// rhythms are blunted in the sick, and a rhythm not yet seen is better not foretold. Short-term, slope and noise spreads are our own
/// choice, seconds-to-hours variability of bedside monitors (swings: first half of one intensive care record); the filter
/// rescales them as it goes.
/// </remarks>
/// <param name="Name">Name of the vital sign.</param>
/// <param name="Unit">UCUM unit of every value and spread.</param>
/// <param name="Floor">Nothing below this is assimilated or forecast.</param>
/// <param name="Ceiling">Nothing above this is assimilated or forecast.</param>
/// <param name="Mean">Population mean of the day's mean.</param>
/// <param name="MeanSpread">Between people, spread of the day's mean.</param>
/// <param name="ExcursionSpread">Spread of excursions that take hours to fade (pain, fever, a long walk).</param>
/// <param name="SlopeSpreadPerHour">Spread of the damped slope, per hour.</param>
/// <param name="ShortSpread">Spread of what fades within minutes (standing up, talking).</param>
/// <param name="ShortMinutes">Time constant of that fading.</param>
/// <param name="NoiseSpread">Spread of one reading around the truth.</param>
/// <param name="DailySwing">Spread of each coefficient of the 24 h rhythm.</param>
/// <param name="HalfDailySwing">Spread of each coefficient of the 12 h rhythm.</param>
/// <param name="RestingShare">Share of the time that the sign is at or below its resting value, in (0, 1).</param>
public sealed record TrendPrior(
    string Name, string Unit, double Floor, double Ceiling, double Mean, double MeanSpread, double ExcursionSpread,
    double SlopeSpreadPerHour, double ShortSpread, double ShortMinutes, double NoiseSpread, double DailySwing, double HalfDailySwing, double RestingShare)
{
    /// <summary>The resting value among standard normals, and their density there.</summary>
    internal double RestingQuantile { get; } = Normal.InvCDF(0, 1, RestingShare);

    internal double RestingDensity { get; } = Normal.PDF(0, 1, Normal.InvCDF(0, 1, RestingShare));

    /// <summary>Heart rate, /min. At rest is the level of the quietest tenth of the day.</summary>
    public static TrendPrior HeartRate { get; } = new("heart rate", "/min", 15, 350, 75, 14, 4.5, 1.5, 5, 5, 2, 4.2, 2.1, .10);

    /// <summary>Systolic pressure, mmHg. At rest is the median of the day: the night's dip is not the resting pressure.</summary>
    public static TrendPrior SystolicPressure { get; } = new("systolic pressure", "mm[Hg]", 30, 350, 122, 18, 9, 3, 7, 5, 4, 4.2, 2.1, .50);

    /// <summary>Diastolic pressure, mmHg. At rest is the median of the day.</summary>
    public static TrendPrior DiastolicPressure { get; } = new("diastolic pressure", "mm[Hg]", 10, 250, 74, 11, 5, 1.5, 5, 5, 4, 3, 1.5, .50);

    /// <summary>Mean arterial pressure, mmHg. At rest is the median of the day.</summary>
    public static TrendPrior MeanArterialPressure { get; } = new("mean arterial pressure", "mm[Hg]", 15, 280, 90, 13, 4.5, 1.5, 5, 5, 4, 3.6, 1.8, .50);

    /// <summary>Respiratory rate, /min. At rest is the quiet quarter of the day.</summary>
    public static TrendPrior RespiratoryRate { get; } = new("respiratory rate", "/min", 2, 120, 16, 4, 1.2, .25, 1.5, 2, 2.5, .6, .3, .25);

    /// <summary>Oxygen saturation, %. At rest is the median of the day.</summary>
    public static TrendPrior OxygenSaturation { get; } = new("oxygen saturation", "%", 30, 100, 96.5, 2, .8, .2, .7, 5, .6, .24, .12, .50);
}
