using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Benchmarks.Twins;

/// <summary>A made-up person with a glucose sensor and a blood-pressure watch, each heard every five minutes; meals and doses are told. The same number is the same person.</summary>
internal sealed class Somebody(int number)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private static readonly (double Hour, double CarbohydrateG)[] Meals = [(7, 45), (12.5, 70), (19, 80)];

    private readonly Random _random = new(number);

    public PatientProfile Profile { get; } = new(
        new DateOnly(1940 + number * 7 % 60, 1 + number % 12, 15), number % 2 == 0 ? Sex.Female : Sex.Male, 155 + number % 30, 55 + number % 40,
        number % 4 == 0 ? ["hypertension"] : [], (DiabetesType)(number % 3));

    private double Amplitude => Profile.DiabetesType switch { DiabetesType.Type1 => 1.4, DiabetesType.Type2 => 1, _ => .4 };

    /// <summary>What both devices send at a time, and what is eaten and injected by then.</summary>
    public IEnumerable<VitalsPacket> At(TwinId twin, long sequence, DateTimeOffset at)
    {
        var received = at.AddSeconds(3);
        var hour = at.TimeOfDay.TotalHours;
        List<VitalSign> glucose = [new(Signal.Glucose, Math.Round(Glucose(hour)), at)];
        foreach (var (meal, carbohydrate) in Meals)
        {
            if (Profile.DiabetesType == DiabetesType.None || hour < meal || hour >= meal + Every.TotalHours) continue;
            glucose.Add(new(Signal.Carbohydrate, carbohydrate, at));
            if (Profile.DiabetesType == DiabetesType.Type1) glucose.Add(new(Signal.InsulinBolus, carbohydrate / 10, at));
        }
        yield return new VitalsPacket(twin, "sensor-7c31", sequence, received, glucose);
        var wave = Math.Sin(Math.Tau * (hour - 9) / 24);
        yield return new VitalsPacket(twin, "watch-00f7", sequence, received,
        [
            new(Signal.HeartRate, Math.Round(70 + 8 * wave + Noise(4)), at), new(Signal.SystolicPressure, Math.Round(124 + number % 20 + 6 * wave + Noise(5)), at),
            new(Signal.DiastolicPressure, Math.Round(77 + 4 * wave + Noise(3)), at),
        ]);
    }

    private double Glucose(double hour)
    {
        var rise = Meals.Sum(meal =>
        {
            var since = (hour - meal.Hour + 24) % 24;
            return meal.CarbohydrateG * since * Math.Exp(1 - since); // highest after an hour
        });
        return Math.Clamp(105 + Amplitude * (rise + 10 * Math.Sin(hour / 24 * Math.Tau)) + Noise(3), 45, 390);
    }

    private double Noise(double deviation) => deviation * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(Math.Tau * _random.NextDouble());
}
