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

    /// <summary>A person of the Dalla Man model from the basal state on, by default by the conventions of the paper: a meal lies in the stomach at once.</summary>
    /// <inheritdoc cref="Simulate(UvaPadovaPatient, MealScenario, int)"/>
    /// <param name="eatsAtOnce">False: meals are eaten and follow each other as in <see cref="Eating"/>.</param>
    public static IReadOnlyList<MetabolicSample> Simulate(DallaManPerson person, MealScenario scenario, int stepsPerMinute = 1, bool eatsAtOnce = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerMinute, 1);
        var p = person.ToParameters();
        var y = person.ToBasalState();
        var basal = (scenario.BasalUPerMin ?? 0) * InsulinDose.PmolPerIU / person.BW;
        var inputs = default(MetabolicInputs);
        var eating = default(Eating);
        var samples = new List<MetabolicSample>();
        for (var minute = 0; ; minute++)
        {
            if (minute % scenario.SampleMin == 0)
                samples.Add(new(minute, y.SensorGlucose(in p)[0], y.PlasmaGlucose(in p)[0], y.PlasmaInsulin(in p)[0]));
            if (minute == scenario.DurationMin) return samples;
            var mealMg = scenario.MealsG.GetValueOrDefault(minute) * 1000;
            if (!eatsAtOnce)
            {
                if (mealMg > 0) eating.Begin(mealMg);
                inputs.Eating = eating.Eat(1, (y.Qsto1 + y.Qsto2)[0]);
                inputs.PerMeal = eating.MealMg > 0 ? 1 / eating.MealMg : 0;
            }
            else if (mealMg > 0)
            {
                y.Qsto1 += mealMg;
                inputs.PerMeal = 1 / mealMg;
            }
            inputs.Unexplained = scenario.Unexplained?.Invoke(minute) ?? 0;
            inputs.Insulin = basal + scenario.BolusU.GetValueOrDefault(minute) * InsulinDose.PmolPerIU / person.BW;
            RungeKutta4.Advance<DallaMan2007, DallaMan2007.State, DallaMan2007.Parameters, MetabolicInputs>(ref y, in p, in inputs, 1.0 / stepsPerMinute, stepsPerMinute);
        }
    }
}
