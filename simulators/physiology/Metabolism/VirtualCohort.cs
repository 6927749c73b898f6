using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>What is seen of up to eight virtual people at one time.</summary>
/// <param name="Minute">Time from the start, min.</param>
/// <param name="SensorGlucose">Glucose under the skin, mg/dL.</param>
/// <param name="PlasmaGlucose">Plasma glucose, mg/dL.</param>
/// <param name="PlasmaInsulin">Plasma insulin, pmol/L.</param>
public readonly record struct CohortSample(int Minute, Lanes SensorGlucose, Lanes PlasmaGlucose, Lanes PlasmaInsulin);

/// <summary>Runs up to eight people of the UVA/Padova model side by side through one scenario by Runge–Kutta of order 4.</summary>
public static class VirtualCohort
{
    /// <summary>All from their basal state on.</summary>
    /// <param name="patients">One to eight; fewer than eight cost the same.</param>
    /// <param name="scenario">Meals and insulin, the same for all; basal insulin is each one's own unless given.</param>
    /// <param name="stepsPerMinute">Solver steps a minute; 1 is good to 0.005 mg/dL, 10 to 0.0002.</param>
    /// <exception cref="NotFiniteException">A person's state is no longer finite.</exception>
    public static IReadOnlyList<CohortSample> Simulate(IReadOnlyList<UvaPadovaPatient> patients, MealScenario scenario, int stepsPerMinute = 1)
    {
        ArgumentNullException.ThrowIfNull(patients);
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerMinute, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(patients.Count is >= 1 and <= Lanes.Count, true, nameof(patients));
        var p = LanePacking.Pack(patients, patient => patient.ToParameters());
        var y = LanePacking.Pack(patients, patient => patient.ToBasalState());
        var pmolPerKgPerIU = InsulinDose.PmolPerIU * p.PerBW;
        var basal = scenario.BasalUPerMin is { } rate
            ? rate * pmolPerKgPerIU
            : LanePacking.Pack(patients, patient => new Holding { Insulin = patient.BasalInsulin }).Insulin;
        var eating = new Eating[patients.Count];
        var samples = new List<CohortSample>(scenario.DurationMin / scenario.SampleMin + 1);
        for (var minute = 0; ; minute++)
        {
            if (minute % scenario.SampleMin == 0)
            {
                NonFinite.ThrowIfAny(ref y, minute, patients.Count);
                samples.Add(new(minute, y.SensorGlucose(in p), y.PlasmaGlucose(in p), y.PlasmaInsulin(in p)));
            }
            if (minute == scenario.DurationMin) return samples;
            var inputs = Eat(eating, scenario, minute, y.Qsto1 + y.Qsto2);
            inputs.Unexplained = scenario.Unexplained?.Invoke(minute) ?? 0;
            inputs.Insulin = basal + scenario.BolusU.GetValueOrDefault(minute) * pmolPerKgPerIU;
            RungeKutta4.Advance<UvaPadova, UvaPadova.State, UvaPadova.Parameters, MetabolicInputs>(ref y, in p, in inputs, 1.0 / stepsPerMinute, stepsPerMinute);
        }
    }

    private static MetabolicInputs Eat(Eating[] eating, MealScenario scenario, int minute, Lanes stomach)
    {
        var hasMeal = scenario.MealsG.TryGetValue(minute, out var mealG);
        var inputs = default(MetabolicInputs);
        Span<double> rates = stackalloc double[Lanes.Count];
        Span<double> perMeal = stackalloc double[Lanes.Count];
        rates.Clear();
        perMeal.Clear();
        for (var i = 0; i < eating.Length; i++)
        {
            if (hasMeal) eating[i].Begin(mealG * 1000);
            rates[i] = eating[i].Eat(1, stomach[i]);
            perMeal[i] = eating[i].MealMg > 0 ? 1 / eating[i].MealMg : 0;
        }
        inputs.Eating = Lanes.Of(rates);
        inputs.PerMeal = Lanes.Of(perMeal);
        return inputs;
    }

    private struct Holding
    {
        public Lanes Insulin;
    }
}
