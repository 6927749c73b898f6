namespace TwinGrid.Physiology.Metabolism;

/// <summary>What a gram of a meal that nobody told adds to the surprises of a person's filter, step by step after it began.</summary>
internal static class MealShape
{
    /// <summary>Shapes are worked out once for a person of this weight; a lighter one shows more per gram.</summary>
    private const double WeightKg = 70;
    private const double MealG = 50;
    private const int SettlingMin = 720;

    /// <summary>Levels of restlessness for which shapes are worked out: a quiet person's filter is surprised by less.</summary>
    private static readonly double[] Levels = [0.1, 0.25, 0.6, 1.5, 3];
    private static readonly DateTimeOffset Start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Lazy<double[]>[] Shapes =
    [
        .. from age in new[] { 9, 15, 40 }
           from kind in Enum.GetValues<MetabolismKind>()
           from level in Levels
           select new Lazy<double[]>(() => Of(new MetabolismPatient(kind, WeightKg, age), level)),
    ];

    /// <summary>Standard deviations per gram for this person.</summary>
    public static void PerG(MetabolismKind kind, int ageYears, double weightKg, double level, Span<double> shape)
    {
        var nearest = 0;
        while (nearest < Levels.Length - 1 && Levels[nearest] * Levels[nearest + 1] < level * level) nearest++;
        var age = kind != MetabolismKind.Type1 || ageYears >= 18 ? 2 : ageYears < 12 ? 0 : 1;
        var found = Shapes[(age * Enum.GetValues<MetabolismKind>().Length + (int)kind) * Levels.Length + nearest].Value;
        for (var i = 0; i < shape.Length; i++) shape[i] = found[i] * WeightKg / weightKg;
    }

    private static double[] Of(MetabolismPatient patient, double level)
    {
        var scenario = new MealScenario { DurationMin = SettlingMin + (int)(MealWatch.Steps * MealWatch.StepMin) };
        var fasting = Surprises(patient, level, scenario);
        var fed = Surprises(patient, level, scenario with { MealsG = new Dictionary<int, double> { [SettlingMin] = MealG } });
        return [.. fed.Zip(fasting, (with, without) => (with - without) / MealG)];
    }

    private static double[] Surprises(MetabolismPatient patient, double level, MealScenario scenario)
    {
        var person = patient.Kind switch
        {
            MetabolismKind.Type1 => VirtualEater.Of(UvaPadovaPopulation.OfAge(patient.AgeYears) with { BW = patient.WeightKg }, patient.AgeYears),
            MetabolismKind.Type2 => VirtualEater.Of(DallaManPerson.Type2 with { BW = patient.WeightKg }, MetabolismKind.Type2),
            _ => VirtualEater.Of(DallaManPerson.Healthy with { BW = patient.WeightKg }, MetabolismKind.Healthy),
        };
        var course = person.Live(scenario);
        var twin = GlucoseTwin.Start(patient, Start, course[0].SensorGlucose);
        var surprises = new List<double>();
        foreach (var sample in course.Skip(1))
        {
            twin.Advance(Start.AddMinutes(sample.Minute), []);
            surprises.Add(twin.CorrectAt(level, sample.SensorGlucose));
        }
        return [.. surprises.TakeLast(MealWatch.Steps)];
    }
}
