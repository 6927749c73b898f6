using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>Runs one virtual person through a scenario by Runge–Kutta of order 4.</summary>
public static class VirtualPerson
{
    /// <summary>A person of the UVA/Padova model from the basal state on.</summary>
    /// <param name="patient">Who.</param>
    /// <param name="scenario">Meals and insulin.</param>
    /// <param name="stepsPerMinute">Solver steps a minute; 1 is good to 0.005 mg/dL, 10 to 0.0002.</param>
    /// <returns>A sample each <see cref="MealScenario.SampleMin"/> minutes.</returns>
    public static IReadOnlyList<MetabolicSample> Simulate(UvaPadovaPatient patient, MealScenario scenario, int stepsPerMinute = 1) =>
        [.. VirtualCohort.Simulate([patient], scenario, stepsPerMinute)
            .Select(s => new MetabolicSample(s.Minute, s.SensorGlucose[0], s.PlasmaGlucose[0], s.PlasmaInsulin[0]))];

    /// <summary>A person of the Dalla Man model from the basal state on, by the conventions of the paper: a meal lies in the stomach at once.</summary>
    /// <inheritdoc cref="Simulate(UvaPadovaPatient, MealScenario, int)"/>
    public static IReadOnlyList<MetabolicSample> Simulate(DallaManPerson person, MealScenario scenario, int stepsPerMinute = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerMinute, 1);
        var p = person.ToParameters();
        var y = person.ToBasalState();
        var basal = (scenario.BasalUPerMin ?? 0) * InsulinDose.PmolPerIU / person.BW;
        var inputs = default(MetabolicInputs);
        var samples = new List<MetabolicSample>();
        for (var minute = 0; ; minute++)
        {
            if (minute % scenario.SampleMin == 0)
                samples.Add(new(minute, y.SensorGlucose(in p)[0], y.PlasmaGlucose(in p)[0], y.PlasmaInsulin(in p)[0]));
            if (minute == scenario.DurationMin) return samples;
            if (scenario.MealsG.TryGetValue(minute, out var mealG) && mealG > 0)
            {
                y.Qsto1 += mealG * 1000;
                inputs.PerMeal = 1 / (mealG * 1000);
            }
            inputs.Unexplained = scenario.Unexplained?.Invoke(minute) ?? 0;
            inputs.Insulin = basal + scenario.BolusU.GetValueOrDefault(minute) * InsulinDose.PmolPerIU / person.BW;
            RungeKutta4.Advance<DallaMan2007, DallaMan2007.State, DallaMan2007.Parameters, MetabolicInputs>(ref y, in p, in inputs, 1.0 / stepsPerMinute, stepsPerMinute);
        }
    }
}
