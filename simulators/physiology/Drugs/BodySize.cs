namespace TwinGrid.Physiology.Drugs;

/// <summary>What doses are counted by, from height, weight and age.</summary>
public static class BodySize
{
    /// <summary>Body surface, m².</summary>
    /// <remarks>Du Bois, Du Bois, Arch Intern Med 17:863, 1916.</remarks>
    public static double Surface(double heightCm, double weightKg) => .007184 * Math.Pow(heightCm, .725) * Math.Pow(weightKg, .425);

    /// <summary>Creatinine clearance, mL/min.</summary>
    /// <remarks>Cockcroft, Gault, Nephron 16:31, 1976.</remarks>
    /// <param name="ageYears">From 18 on.</param>
    /// <param name="weightKg">Body weight.</param>
    /// <param name="creatinineMgPerDl">In serum.</param>
    /// <param name="isFemale">Women clear 15 % less.</param>
    public static double CreatinineClearance(double ageYears, double weightKg, double creatinineMgPerDl, bool isFemale) =>
        (140 - ageYears) * weightKg / (72 * creatinineMgPerDl) * (isFemale ? .85 : 1);
}
