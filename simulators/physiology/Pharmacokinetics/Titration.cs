using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>A rule by which doses follow concentrations: looked at before some doses, these and all later ones are made larger or smaller.</summary>
/// <param name="From">First look, h.</param>
/// <param name="Every">From look to look, h.</param>
/// <param name="Looks">How many.</param>
/// <param name="Below">Concentration under which doses grow.</param>
/// <param name="Above">Concentration over which they shrink.</param>
/// <param name="Growth">What a dose is multiplied by to grow, above 1.</param>
/// <param name="Shrinkage">What a dose is multiplied by to shrink, below 1.</param>
/// <param name="Most">No single dose becomes larger.</param>
public sealed record Titration(double From, double Every, int Looks, double Below, double Above, double Growth, double Shrinkage, double Most = double.PositiveInfinity)
{
    /// <summary>The regimen one patient ends with.</summary>
    /// <param name="model">The drug.</param>
    /// <param name="patient">Whose regimen is to be titrated; measurements are not read.</param>
    /// <param name="effects">The patient's random effects; empty: the typical patient.</param>
    public Regimen Apply(DrugModel model, PatientRecord patient, params ReadOnlySpan<double> effects)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(patient);
        if (!(Below <= Above && Growth > 1 && Shrinkage is > 0 and < 1 && Every > 0)) throw new InvalidOperationException($"The rule {this} is none: limits rise, growth is above 1, shrinkage between 0 and 1, looks are some time apart.");
        var regimen = patient.Regimen;
        for (var look = 0; look < Looks; look++)
        {
            var time = From + look * Every;
            var course = new KineticCourse(model, patient with { Regimen = regimen, Measurements = [new(time, 0)] });
            var own = new Lanes[course.Effects];
            for (var i = 0; i < effects.Length; i++) own[i] = effects[i];
            var seen = new Lanes[1];
            course.Run(own, seen);
            var factor = seen[0][0] < Below ? Growth : seen[0][0] > Above ? Shrinkage : 1;
            if (factor == 1) continue;
            regimen = new(regimen.Scale(time, factor).Doses.Select(dose => dose with { Amount = Math.Min(dose.Amount, Math.Max(Most, 0)) }));
        }
        return regimen;
    }
}
