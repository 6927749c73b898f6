using TwinGrid.Patients;

namespace TwinGrid.Grains.HealthRecords;

/// <summary>Height and weight of most people of an age, where nobody measured: a beginning, no statement about the patient.</summary>
/// <remarks>Rounded medians of the WHO Child Growth Standards (2006) to the age of five and of the WHO Reference (2007) from there; adults as ICRP Publication 89 (2002) has its reference persons.</remarks>
internal static class UsualSize
{
    /// <summary>Age in years; height in cm and weight in kg of boys, of girls.</summary>
    private static readonly (double Age, double BoyCm, double BoyKg, double GirlCm, double GirlKg)[] Rows =
    [
        (0, 50, 3.3, 49, 3.2), (.5, 68, 7.9, 66, 7.3), (1, 76, 9.6, 74, 8.9), (2, 88, 12.2, 86, 11.5), (5, 110, 18.3, 109, 18.2), (10, 138, 31.2, 139, 31.9), (15, 169, 56, 161, 53), (18, 176, 73, 163, 60),
    ];

    public static (double HeightCm, double WeightKg) At(DateOnly birthDate, Sex sex, DateTimeOffset now)
    {
        var age = Math.Clamp((now.UtcDateTime - birthDate.ToDateTime(TimeOnly.MinValue)).TotalDays / 365.25, 0, Rows[^1].Age);
        var above = Math.Max(1, Array.FindIndex(Rows, row => row.Age >= age));
        var (from, to) = (Rows[above - 1], Rows[above]);
        var part = (age - from.Age) / (to.Age - from.Age);
        double Between(double a, double b) => Math.Round(a + (b - a) * part, 1);
        var (boyCm, boyKg, girlCm, girlKg) = (Between(from.BoyCm, to.BoyCm), Between(from.BoyKg, to.BoyKg), Between(from.GirlCm, to.GirlCm), Between(from.GirlKg, to.GirlKg));
        return sex switch { Sex.Male => (boyCm, boyKg), Sex.Female => (girlCm, girlKg), _ => (Math.Round((boyCm + girlCm) / 2, 1), Math.Round((boyKg + girlKg) / 2, 1)) };
    }
}
