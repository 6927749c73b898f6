using TwinGrid.Patients;

namespace TwinGrid.Devices.People;

/// <summary>Where a person is: it decides what they wear.</summary>
public enum Whereabouts { Ward, Home }

/// <summary>A simulated person: who they are, drawn once. What their body does is <see cref="Body"/>.</summary>
/// <param name="Number">Place in the population, from 0.</param>
/// <param name="Id">Pseudonym, the same for the same seed and number.</param>
/// <param name="RestingHeartRate">/min, awake and lying.</param>
/// <param name="SystolicPressure">mmHg, at rest by day.</param>
/// <param name="DiastolicPressure">mmHg, at rest by day.</param>
/// <param name="OxygenSaturation">%, awake.</param>
public sealed record Person(
    int Number, TwinId Id, Chance Chance, Whereabouts Whereabouts, PatientProfile Profile,
    double RestingHeartRate, double SystolicPressure, double DiastolicPressure, double OxygenSaturation)
{
    public const string Hypertension = "hypertension";

    /// <summary>Chronic lung disease with carbon dioxide retention: lives at 88–92 % saturation with a little oxygen.</summary>
    public bool RetainsCarbonDioxide => Profile.Has(PatientProfile.HypercapnicRespiratoryFailure);

    public DiabetesType Diabetes => Profile.DiabetesType;

    public bool WearsGlucoseMonitor => Diabetes != DiabetesType.None;

    /// <summary>Draws the person of a number in a population. In every five: two lie on the ward, one has type 1 diabetes, one type 2.</summary>
    /// <param name="today">Ages are drawn as of this day; keep it for the same people.</param>
    public static Person Draw(long seed, int number, DateOnly today)
    {
        var chance = Chance.OfPerson(seed, number);
        var diabetes = (number % 5) switch { 1 => DiabetesType.Type1, 3 => DiabetesType.Type2, _ => DiabetesType.None };
        var whereabouts = number % 5 is 0 or 2 ? Whereabouts.Ward : Whereabouts.Home;
        var age = diabetes == DiabetesType.Type1 ? chance.Between(19, 60, "age") : chance.Between(35, 90, "age");
        var profile = DrawProfile(chance, diabetes, whereabouts, age, today);
        var hypertensive = profile.Has(Hypertension);
        var systolic = 112 + 0.2 * (age - 20) + (hypertensive ? 14 : 0) + 4 * chance.Normal("systolic");
        return new Person(
            number, TwinId.Parse(chance.Pseudonym()), chance, whereabouts, profile,
            RestingHeartRate: 66 + 4 * chance.Normal("heart-rate") + (profile.Sex == Sex.Female ? 2 : 0),
            SystolicPressure: Math.Max(116, systolic),
            DiastolicPressure: 72 + (hypertensive ? 8 : 0) + 3 * chance.Normal("diastolic"),
            OxygenSaturation: profile.Has(PatientProfile.HypercapnicRespiratoryFailure) ? 90 : 97.6 + 0.3 * chance.Normal("saturation"));
    }

    private static PatientProfile DrawProfile(Chance chance, DiabetesType diabetes, Whereabouts whereabouts, double age, DateOnly today)
    {
        var sex = chance.Uniform("sex") < 0.5 ? Sex.Female : Sex.Male;
        var heightCm = (sex == Sex.Female ? 162 : 175) + 6.5 * chance.Normal("height");
        var bodyMassIndex = (diabetes == DiabetesType.Type2 ? 30 : 24.5) + 2.5 * chance.Normal("body-mass");
        var conditions = new List<string>();
        if (chance.Uniform("hypertension") < (age - 25) / 90) conditions.Add(Hypertension);
        if (whereabouts == Whereabouts.Ward && chance.Uniform("lungs") < 0.15) conditions.Add(PatientProfile.HypercapnicRespiratoryFailure);
        return new PatientProfile(
            today.AddDays(-(int)(age * 365.25)), sex, Math.Round(heightCm), Math.Round(bodyMassIndex * heightCm * heightCm / 10_000, 1), conditions, diabetes);
    }
}
