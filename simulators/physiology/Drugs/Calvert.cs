namespace TwinGrid.Physiology.Drugs;

/// <summary>The dose of carboplatin by the kidneys.</summary>
/// <remarks>Calvert, Newell, Gumbrell, et al., J Clin Oncol 7:1748, 1989.</remarks>
public static class Calvert
{
    private const double NotByKidneys = 25;

    /// <summary>mg.</summary>
    /// <param name="exposure">Area under the concentration that is wanted, mg/mL·min.</param>
    /// <param name="filtration">Glomerular filtration, mL/min.</param>
    public static double Dose(double exposure, double filtration) => exposure * (Checked(filtration) + NotByKidneys);

    /// <summary>The area that a dose gives, mg/mL·min.</summary>
    /// <inheritdoc cref="Dose"/>
    public static double Exposure(double dose, double filtration) => dose / (Checked(filtration) + NotByKidneys);

    private static double Checked(double filtration) =>
        filtration is >= 0 and <= 300 ? filtration : throw new ArgumentOutOfRangeException(nameof(filtration), filtration, "Glomerular filtration lies from 0 to 300 mL/min.");
}
