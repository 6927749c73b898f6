using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>A virtual person whose days are known to the minute: what a twin says of them can be checked.</summary>
/// <param name="Patient">What a twin is told of the person before the first measurement.</param>
/// <param name="BasalIUPerH">Pump rate that holds the person's basal state; 0 where the body makes its own insulin.</param>
/// <param name="Live">The person's course through a scenario.</param>
public sealed record VirtualEater(MetabolismPatient Patient, double BasalIUPerH, Func<MealScenario, IReadOnlyList<MetabolicSample>> Live)
{
    /// <summary>Carbohydrate that one IU covers, g; by the rule of 500 with half of the day's insulin basal. Infinite where the body makes its own.</summary>
    public double GPerIU => 500 / (48 * BasalIUPerH);

    /// <summary>A person of the UVA/Padova model.</summary>
    public static VirtualEater Of(UvaPadovaPatient person, int ageYears)
    {
        ArgumentNullException.ThrowIfNull(person);
        return new(new(MetabolismKind.Type1, person.BW, ageYears), person.BasalRateIUPerH, scenario => VirtualPerson.Simulate(person, scenario));
    }

    /// <summary>A person of the Dalla Man model.</summary>
    public static VirtualEater Of(DallaManPerson person, MetabolismKind kind)
    {
        ArgumentNullException.ThrowIfNull(person);
        return new(new(kind, person.BW, 45), 0, scenario => VirtualPerson.Simulate(person, scenario, eatsAtOnce: false));
    }

    /// <summary>Somebody of this kind and age who differs from the typical person in weight, sensitivities, secretion and emptying.</summary>
    public static VirtualEater Draw(MetabolismKind kind, int ageYears, CounterNoise noise)
    {
        double Factor(double spread, int purpose) => Math.Exp(spread * noise.Normal(0, purpose, 0));
        var (weight, sensitivity, other, emptying, fasting) = (Factor(0.15, 0), Factor(0.3, 1), Factor(0.3, 2), Factor(0.18, 3), Factor(0.08, 4));
        if (kind == MetabolismKind.Type1)
        {
            var typical = UvaPadovaPopulation.OfAge(ageYears);
            return Of(typical with
            {
                BW = typical.BW * weight, Vmx = typical.Vmx * sensitivity, kp3 = typical.kp3 * other, kmax = typical.kmax * emptying, kmin = typical.kmin * emptying,
            }, ageYears);
        }
        var average = kind == MetabolismKind.Type2 ? DallaManPerson.Type2 : DallaManPerson.Healthy;
        return Of(average with
        {
            BW = average.BW * weight, Vmx = average.Vmx * sensitivity, beta = average.beta * other, K = average.K * other,
            kmax = average.kmax * emptying, kmin = average.kmin * emptying, kgri = average.kgri * emptying, Gb = average.Gb * fasting,
        }, kind);
    }
}
