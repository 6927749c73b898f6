namespace TwinGrid.Physiology.Circulation;

/// <summary>How a person's circulation differs from the published adult's of the same size: multiples of it.</summary>
/// <param name="Resistance">Of the systemic vessels.</param>
/// <param name="ArterialCapacity">Of the systemic arteries.</param>
/// <param name="StressedVolume">Of the blood that stretches the vessels.</param>
/// <param name="Strength">Of the left ventricle: its end-systolic elastance.</param>
public readonly record struct PersonalFactors(double Resistance, double ArterialCapacity, double StressedVolume, double Strength)
{
    internal static PersonalFactors FromLogs(double[] logs) => new(Math.Exp(logs[0]), Math.Exp(logs[1]), Math.Exp(logs[2]), Math.Exp(logs[3]));

    /// <summary>A heart with its figures multiplied.</summary>
    internal HeartParameters Of(HeartParameters heart) => heart with
    {
        Rsys = heart.Rsys * Resistance, Csat = heart.Csat * ArterialCapacity, StressedVolume = heart.StressedVolume * StressedVolume, ElvS = heart.ElvS * Strength,
    };
}
