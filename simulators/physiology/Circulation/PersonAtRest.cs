namespace TwinGrid.Physiology.Circulation;

/// <summary>What is known of a person's circulation at rest.</summary>
/// <param name="HeartRate">/min, 30 to 150.</param>
/// <param name="Systolic">mmHg, 60 to 250.</param>
/// <param name="Diastolic">mmHg, 30 to 150, and at least 15 below the systolic.</param>
/// <param name="AgeYears">18 to 120.</param>
/// <param name="HeightCm">120 to 230.</param>
/// <param name="WeightKg">30 to 300.</param>
/// <param name="Female">Sex, for the blood volume.</param>
public sealed record PersonAtRest(double HeartRate, double Systolic, double Diastolic, double AgeYears, double HeightCm, double WeightKg, bool Female)
{
    /// <summary>Left-ventricular ejection fraction by echocardiography, .15 to .75; .60 where nobody has looked: a heart grows stronger with its load.</summary>
    public double EjectionFraction { get; init; } = .60;

    /// <summary>Effective area of the aortic valve, .4 to 5 cm²; null: a healthy one of the person's size.</summary>
    public double? AorticValveAreaCm2 { get; init; }

    /// <summary>What beta blockers do to the person, who rests as told under them.</summary>
    public Blockade Blockade { get; init; }

    /// <summary>Body surface, m²: Mosteller, NEJM 317:1098, 1987.</summary>
    public double SurfaceM2 => Math.Sqrt(HeightCm * WeightKg / 3600);

    /// <summary>Blood volume, mL: Nadler, Hidalgo, Bloch, Surgery 51:224, 1962.</summary>
    public double BloodVolume
    {
        get
        {
            var metresCubed = Math.Pow(HeightCm / 100, 3);
            return 1000 * (Female ? .3561 * metresCubed + .03308 * WeightKg + .1833 : .3669 * metresCubed + .03219 * WeightKg + .6041);
        }
    }

    /// <summary>Cardiac output to be expected, L/min: an index of 3.0 L/min/m² at 30 years, falling by half a percent a year.</summary>
    /// <remarks>Brandfonbrener, Landowne, Shock, Circulation 12:557, 1955, found twice that fall, later studies of the healthy none: the middle is taken.</remarks>
    public double ExpectedOutput => 3.0 * SurfaceM2 * (1 - .005 * Math.Clamp(AgeYears - 30, 0, 60));

    internal void Check()
    {
        Within(HeartRate, 30, 150, nameof(HeartRate));
        Within(Systolic, 60, 250, nameof(Systolic));
        Within(Diastolic, 30, Math.Min(150, Systolic - 15), nameof(Diastolic));
        Within(AgeYears, 18, 120, nameof(AgeYears));
        Within(HeightCm, 120, 230, nameof(HeightCm));
        Within(WeightKg, 30, 300, nameof(WeightKg));
        Within(EjectionFraction, .15, .75, nameof(EjectionFraction));
        Within(Blockade.Share, 0, 1, nameof(Blockade));
        if (AorticValveAreaCm2 is { } area) Within(area, .4, 5, nameof(AorticValveAreaCm2));
    }

    private static void Within(double value, double low, double high, string name)
    {
        if (!(value >= low && value <= high)) throw new ArgumentOutOfRangeException(name, value, $"{name} must lie within {low} and {high}.");
    }
}
